// What a script of bench/ does when it is run by itself: measure, and print JSON on standard output.
import { pathToFileURL } from "node:url";

export const quick = process.argv.includes("--quick");

/** What is under way goes to standard error: standard output is the result's. */
export const say = (text) => process.stderr.write(`  ${text}\n`);

/** Runs `measure` if the module at `url` is what Node was started with. */
export async function main(url, measure) {
  if (url !== pathToFileURL(process.argv[1]).href) return;
  console.log(JSON.stringify(await measure({ quick })));
}
