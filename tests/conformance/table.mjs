// Prints which cases prove which documented line, as Markdown: node table.mjs
import { loadCases } from "./cases.mjs";
import { LINES } from "./lines.mjs";

const cases = loadCases();
const cell = (text) => text.replaceAll("|", "\\|");

console.log(`${cases.length} cases prove ${Object.keys(LINES).length} lines.\n`);
console.log("| line | says | cases |\n| --- | --- | --- |");
for (const [line, says] of Object.entries(LINES)) {
  const proofs = cases.filter((one) => one.line.includes(line)).map((one) => one.name);
  const shown = proofs.length > 0 ? proofs : ["tests/conformance/leaks.mjs"];
  console.log(`| ${cell(line)} | ${cell(says)} | ${cell(shown.join("; "))} |`);
}
