// The ids in a text: one a line or separated by commas or blanks, a table as spreadsheets write it, or JSON lines, those that this
// page writes of outcomes included.

/** What a table or an object calls its ids, whatever its case, blanks and underscores. */
const NAMES: ReadonlySet<string> = new Set(["id", "jobid"]);
const isName = (name: string): boolean => NAMES.has(name.toLowerCase().replaceAll(/[\s_-]/g, ""));

const BETWEEN = /[\s,;"']+/;

/** The ids in the order they come, each once. */
export function idsOf(text: string): string[] {
  const plain = text.replace(/^\uFEFF/, "").trim();
  const found = ofJsonLines(plain) ?? ofTable(plain) ?? plain.split(BETWEEN);
  return [...new Set(found.map((id) => id.trim()).filter((id) => id !== ""))];
}

function ofJsonLines(text: string): string[] | undefined {
  const lines = text.split(/\r?\n/);
  // To fail at each of very many lines would take its time.
  if (idOf(lines[0] ?? "") === undefined) return undefined;
  return lines.map((line) => idOf(line) ?? "");
}

/** The id in a line of JSON; a line that was cut off names no job for certain. */
function idOf(line: string): string | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const [, id] = Object.entries(JSON.parse(line)).find(([name]) => isName(name)) ?? [];
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}

/** The column of ids, where the first line names one among others. */
function ofTable(text: string): string[] | undefined {
  const [head = ""] = text.split(/\r?\n/, 1);
  for (const separator of [",", ";", "\t"]) {
    const names = cells(head, separator)[0] ?? [];
    const column = names.findIndex(isName);
    if (column < 0 || names.length < 2) continue;
    return cells(text, separator)
      .slice(1)
      .map((row) => unguarded(row[column] ?? ""));
  }
  // A list with a heading.
  const [heading = ""] = /^[^\s,;]+/.exec(text) ?? [];
  return isName(heading) && heading !== text
    ? text.slice(heading.length).split(BETWEEN)
    : undefined;
}

/** An apostrophe before what a spreadsheet would take for a formula is no part of the id. */
const unguarded = (cell: string): string => (/^'[^\w\s]/.test(cell) ? cell.slice(1) : cell);

/** The rows of a table, in quotes or not (RFC 4180). */
function cells(text: string, separator: string): string[][] {
  const rows: string[][] = [[]];
  const cell = new RegExp(`("(?:[^"]|"")*"|[^${separator}\\r\\n]*)(${separator}|\\r?\\n|$)`, "gy");
  while (cell.lastIndex < text.length) {
    const [, value = "", end] = cell.exec(text) ?? [];
    // Quotes that are closed nowhere: what is left is no table.
    if (end === undefined) break;
    rows.at(-1)?.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end !== separator && end !== "") rows.push([]);
    if (end === "" && value === "") break;
  }
  return rows;
}
