// Outcomes as files: JSON lines, or CSV for a spreadsheet, with the same names in both.
import type { OutcomeRow } from "./types.js";

const COLUMNS = ["id", "kind", "words", "statusCode", "code", "attempts", "said", "at"] as const;

const moment = (at: number): string => new Date(at).toISOString();

export const toJsonLines = (rows: readonly OutcomeRow[]): string =>
  rows.map((row) => `${JSON.stringify({ ...row, at: moment(row.at) })}\n`).join("");

export function toCsv(rows: readonly OutcomeRow[]): string {
  const lines = rows.map((row) =>
    COLUMNS.map((name) => cell(name === "at" ? moment(row.at) : row[name])).join(","),
  );
  return `${[COLUMNS.join(","), ...lines].join("\r\n")}\r\n`;
}

/**
 * A spreadsheet takes text that begins so for a formula, behind blanks and in full width too, and text of a server's must not be
 * run.
 */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;

function cell(value: string | number | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands a file over to the browser's downloads. */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
