// Jasmine's mock clock, with and without its mocked Date. No runner of its own: its clock is all that matters here.
import jasmineCore from "jasmine-core";
import * as pulse from "pulse-wasm";
import { settled } from "./shared/stub.cjs";
import { scenarios } from "./shared/time.cjs";

const clock = jasmineCore.jasmine.clock();
let failed = 0;
for (const withDate of [false, true]) {
  for (const [title, run] of Object.entries(scenarios(pulse))) {
    clock.install();
    if (withDate) clock.mockDate(new Date(2020, 0, 1));
    const problem = await run(async (milliseconds) => {
      clock.tick(milliseconds);
      await settled();
    }).catch((error) => error);
    clock.uninstall();
    if (problem) {
      console.log(`✖ ${withDate ? "with" : "without"} a mocked Date: ${title}\n${problem.stack}`);
      failed += 1;
    }
  }
}
console.log(`${failed} failed`);
process.exitCode = Math.min(failed, 1);
