// Frames of a screen as one animated SVG: each different row once, each frame a list of rows.

const COLOURS = { 1: "#ffffff", 2: "#7d8590", 31: "#ff7b72", 32: "#7ee787", 36: "#79c0ff" };
const [WIDTH, LINE, TOP, LEFT] = [8.43, 21, 52, 20];

const escaped = (text) =>
  text.replace(/[&<>]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character]);

function row(parts) {
  const spans = parts.map(({ text, colour }) => {
    const fill = COLOURS[colour] ? ` fill="${COLOURS[colour]}"` : "";
    return `<tspan${fill}>${escaped(text)}</tspan>`;
  });
  return spans.join("");
}

/** `frames` are `{ seconds, rows }`, shown one after the other; the last stays the longest. */
export function svg(frames, { columns, rows, title }) {
  const width = Math.round(columns * WIDTH + LEFT * 2);
  const height = rows * LINE + TOP + 16;
  const total = frames.reduce((sum, { seconds }) => sum + seconds, 0);
  const known = new Map();
  let at = 0;
  const steps = [];
  const shown = frames.map(({ seconds, rows: lines }, frame) => {
    steps.push(`${((at / total) * 100).toFixed(2)}%{transform:translateY(-${frame * height}px)}`);
    at += seconds;
    const uses = lines.map((parts, line) => {
      const drawn = row(parts);
      if (drawn === "") return "";
      if (!known.has(drawn)) known.set(drawn, `r${known.size}`);
      return `<use href="#${known.get(drawn)}" y="${frame * height + TOP + line * LINE}"/>`;
    });
    return uses.join("");
  });
  const last = (frames.length - 1) * height;
  const defs = [...known].map(([drawn, id]) => `<text id="${id}" x="${LEFT}">${drawn}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${title}</title>
<style>
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d1d7e0;white-space:pre}
.film{animation:film ${total.toFixed(1)}s step-end infinite}
@keyframes film{${steps.join("")}}
@media (prefers-reduced-motion:reduce){.film{animation:none;transform:translateY(-${last}px)}}
</style>
<rect width="${width}" height="${height}" rx="10" fill="#161b22"/>
<circle cx="22" cy="20" r="6" fill="#ff5f57"/><circle cx="42" cy="20" r="6" fill="#febc2e"/><circle cx="62" cy="20" r="6" fill="#28c840"/>
<defs>
${defs.join("\n")}
</defs>
<clipPath id="window"><rect y="34" width="${width}" height="${height - 34}"/></clipPath>
<g clip-path="url(#window)"><g class="film">${shown.join("\n")}</g></g>
</svg>
`;
}
