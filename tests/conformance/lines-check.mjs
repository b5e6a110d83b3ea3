// Whether each documented line has a case, and each case names lines that exist.
import { LINES } from "./lines.mjs";

export function checkLines(cases) {
  const proven = new Set(cases.flatMap((one) => one.line));
  const problems = Object.keys(LINES)
    .filter((line) => !proven.has(line) && !LINES[line].endsWith("(leaks.mjs)"))
    .map((line) => `no case proves "${line}"`);
  for (const line of proven)
    if (!(line in LINES)) problems.push(`a case names "${line}", which is no line`);
  const name = "every documented line has a case";
  return { name, failed: problems.length > 0 ? problems.join("; ") : undefined };
}
