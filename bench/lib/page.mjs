// The measurement of bench/browser.mjs as it runs in the page.
import { interleave } from "./stats.mjs";
import { overStub, time } from "./stub.mjs";

export async function run({ names, calls, rounds }) {
  const subjects = {};
  for (const name of names) {
    const { make } = await import(`/${name}.js`);
    subjects[name] = await overStub(name, make);
  }
  return interleave(names, { rounds, warm: 2, measure: (name) => time(subjects[name], calls) });
}
