// Whether each line of the contract has a case, and each case names lines that exist. It reads a file, so a runner asks it,
// and not the runtime under test.
import { LINES, provenElsewhere } from "./lines.mjs";

export function checkLines(cases, lines = LINES) {
  const proven = new Set(cases.flatMap((one) => one.line));
  const problems = lines.size > 0 ? [] : ["docs/contract.md has no line"];
  for (const [line, says] of lines) {
    if (!says) problems.push(`"${line}" says nothing`);
    else if (!proven.has(line) && !provenElsewhere(says)) problems.push(`no case proves "${line}"`);
  }
  for (const line of proven) {
    if (!lines.has(line)) problems.push(`a case names "${line}", which docs/contract.md does not`);
  }
  const name = "every line of the contract has a case";
  return { name, failed: problems.length > 0 ? problems.join("; ") : undefined };
}
