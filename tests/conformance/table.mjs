// Prints which cases prove which line of the contract, as Markdown: node table.mjs
import { loadCases } from "./cases.mjs";
import { LINES, provenElsewhere } from "./lines.mjs";

const cases = loadCases();
const cell = (text) => text.replaceAll("|", "\\|");

console.log(`${cases.length} cases prove ${LINES.size} lines.\n`);
console.log("| line | says | cases |\n| --- | --- | --- |");
for (const [line, says] of LINES) {
  const proofs = cases.filter((one) => one.line.includes(line)).map((one) => one.name);
  const shown = proofs.length > 0 ? proofs : [provenElsewhere(says) ?? "none"];
  console.log(`| ${cell(line)} | ${cell(says)} | ${cell(shown.join("; "))} |`);
}
