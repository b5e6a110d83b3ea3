// node:test's mock timers, in the forms that its documentation shows.
import { mock, test } from "node:test";
import * as pulse from "pulse-wasm";
import { settled } from "./shared/stub.cjs";
import { scenarios } from "./shared/time.cjs";

const pass = async (milliseconds) => {
  mock.timers.tick(milliseconds);
  await settled();
};

for (const apis of [["setTimeout"], ["setTimeout", "Date"], undefined]) {
  for (const [title, run] of Object.entries(scenarios(pulse))) {
    test(`${apis ?? "all of them"}: ${title}`, async () => {
      mock.timers.enable({ apis });
      try {
        await run(pass);
      } finally {
        mock.timers.reset();
      }
    });
  }
}
