// Draws a chart of bench/lib/charts.mjs as SVG, light or dark.
import * as echarts from "echarts";

const THEMES = {
  light: { text: "#1f2328", muted: "#59636e", line: "#d1d9e0", ours: "#0969da", other: "#afb8c1" },
  dark: { text: "#f0f6fc", muted: "#9198a1", line: "#3d444d", ours: "#4493f8", other: "#656c76" },
};
const FONT = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";
const WIDTH = 860;
const BAR = 24;
const LINES = 260;
/** Room above a panel for its title, and below it for its axis. */
const [ABOVE, BELOW] = [40, 46];

const number = new Intl.NumberFormat("en-US", {
  minimumSignificantDigits: 3,
  maximumSignificantDigits: 3,
});
const short = (value) =>
  value >= 1_000 ? Math.round(value).toLocaleString("en-US") : number.format(value);

/** A longer name would leave a bar beside another panel no room. */
const LONGEST_BESIDE = 24;

/** Where the panels stand: two beside each other, or one alone. */
function layout(panels) {
  const longest = Math.max(
    0,
    ...panels.flatMap(({ bars }) => bars ?? []).map(({ label }) => label.length),
  );
  const columns = longest > LONGEST_BESIDE ? 1 : Math.min(panels.length, 2);
  const width = WIDTH / columns;
  const labels = columns === 1 ? 250 : 150;
  const body = (panel) => (panel.bars ? panel.bars.length * BAR : LINES);
  const rows = [];
  for (let at = 0; at < panels.length; at += columns) {
    const row = panels.slice(at, at + columns);
    rows.push({ row, height: Math.max(...row.map(body)) });
  }
  let top = 0;
  const places = rows.flatMap(({ row, height }) => {
    const places = row.map((panel, column) => ({
      panel,
      left: column * width + (panel.bars ? labels : 60),
      top: top + ABOVE,
      width: width - (panel.bars ? labels + 70 : 90),
      height: body(panel),
      edge: column * width + 8,
    }));
    top += ABOVE + height + (row[0].bars ? BELOW : BELOW + 70);
    return places;
  });
  return { places, height: top };
}

const axis = (theme) => ({
  axisLabel: { color: theme.muted, fontFamily: FONT, fontSize: 11 },
  axisLine: { lineStyle: { color: theme.line } },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: theme.line, opacity: 0.6 } },
  nameTextStyle: { color: theme.muted, fontFamily: FONT, fontSize: 11 },
});

/** From the first to the third quartile, over a bar's end. */
const whisker = (theme) => (_, api) => {
  const [low, high, row] = [api.value(0), api.value(1), api.value(2)];
  const [[from, y], [to]] = [api.coord([low, row]), api.coord([high, row])];
  const style = { stroke: theme.text, lineWidth: 1.2 };
  const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style });
  return {
    type: "group",
    children: [line(from, y, to, y), line(from, y - 3, from, y + 3), line(to, y - 3, to, y + 3)],
  };
};

function bars({ bars: list, unit }, index, theme) {
  const own = { xAxisIndex: index, yAxisIndex: index, silent: true };
  const known = list.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  return {
    x: { type: "value", min: 0, splitNumber: 4, name: unit, nameLocation: "middle", nameGap: 26 },
    y: {
      type: "category",
      inverse: true,
      data: list.map(({ label }) => label),
      splitLine: { show: false },
      axisLabel: {
        color: (label) =>
          list.some((bar) => bar.ours && bar.label === label) ? theme.ours : theme.text,
        fontFamily: FONT,
        fontSize: 12,
      },
    },
    series: [
      {
        ...own,
        type: "bar",
        barWidth: BAR - 9,
        data: list.map(({ value, ours }) => ({
          value,
          itemStyle: { color: ours ? theme.ours : theme.other },
        })),
      },
      {
        ...own,
        type: "custom",
        renderItem: whisker(theme),
        z: 3,
        data: known.map((bar) => [bar.low, bar.high, list.indexOf(bar)]),
      },
      {
        ...own,
        // The figures, past bar and whisker.
        type: "scatter",
        symbolSize: 0.001,
        data: list.map(({ value, high }, row) => [Math.max(value, high || 0), row]),
        label: {
          show: true,
          position: "right",
          formatter: ({ dataIndex }) => short(list[dataIndex].value),
          color: theme.text,
          fontFamily: FONT,
          fontSize: 11,
        },
      },
    ],
  };
}

const DASHES = ["solid", "dashed"];

function lines({ lines: list }, index, theme) {
  const groups = { true: 0, false: 0 };
  const ids = list.flatMap(({ points }) => points.map(([x]) => x));
  return {
    x: {
      type: "log",
      name: "ids",
      nameLocation: "middle",
      nameGap: 26,
      min: Math.min(...ids),
      max: Math.max(...ids),
    },
    y: { type: "log" },
    series: list.map(({ label, ours, points }) => ({
      name: label,
      xAxisIndex: index,
      yAxisIndex: index,
      silent: true,
      type: "line",
      symbol: "circle",
      symbolSize: 5,
      data: points,
      itemStyle: { color: ours ? theme.ours : theme.muted },
      lineStyle: { color: ours ? theme.ours : theme.muted, type: DASHES[groups[ours]++], width: 2 },
    })),
  };
}

/** With a title, without what is for a mouse, and with the font named once. */
const slim = (svg, title) =>
  svg
    .replace(/<style[\s\S]*?<\/style>\n?/g, "")
    .replace(/ class="[^"]*"| pointer-events="[^"]*"| xmlns:xlink="[^"]*"/g, "")
    .replaceAll(`font-family:${FONT};`, "")
    .replace(/<svg ([^>]*)>/, `<svg font-family="${FONT}" $1>\n<title>${title}</title>`);

export function draw({ title, panels }, name) {
  const theme = THEMES[name];
  const { places, height } = layout(panels);
  const parts = places.map(({ panel }, index) =>
    panel.bars ? bars(panel, index, theme) : lines(panel, index, theme),
  );
  const of = (side) =>
    parts.map((part, gridIndex) => {
      const base = axis(theme);
      return { ...base, ...part[side], gridIndex };
    });
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height });
  chart.setOption({
    animation: false,
    backgroundColor: "transparent",
    grid: places.map(({ left, top, width, height }) => ({
      left,
      top,
      width,
      height,
      outerBoundsMode: "none",
    })),
    title: places.map(({ panel, edge, top }) => ({
      text: panel.lines ? `${panel.title}, ${panel.unit}` : panel.title,
      left: edge,
      top: top - 30,
      padding: 0,
      textStyle: { color: theme.text, fontFamily: FONT, fontSize: 13, fontWeight: 600 },
    })),
    legend: panels.some((panel) => panel.lines)
      ? {
          bottom: 4,
          left: 8,
          width: WIDTH - 16,
          itemWidth: 30,
          itemGap: 36,
          textStyle: { color: theme.text, fontFamily: FONT, fontSize: 12 },
          data: panels[0].lines.map(({ label }) => label),
        }
      : undefined,
    xAxis: of("x"),
    yAxis: of("y"),
    series: parts.flatMap(({ series }) => series),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return slim(svg, title);
}
