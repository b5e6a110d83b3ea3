// A call takes no more than its limit in times of bare fetch, and the same with some work added would be told apart: a suite's command.
import { judge } from "./lib/limit.mjs";
import { interleave, ratio } from "./lib/stats.mjs";
import { ID } from "./lib/stub.mjs";
import { HOUSE, stubbed, withoutPeers } from "./lib/subjects.mjs";

/** It was 1.45 to 1.62 beside six times as much other load as there are cores; a call that is 8 µs slower was past it then. */
const LIMIT = 1.7;
const ROUNDS = 31;
const CALLS = 400;
/** Load may come and go within one series, but not in all of them. */
const TRIES = 3;

const calls = await stubbed(withoutPeers(), HOUSE);

/** Microseconds of this process's own per call: what else runs on the machine hardly sways them. */
async function time(call) {
  const before = process.cpuUsage();
  for (let count = 0; count < CALLS; count++) await call(ID);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS;
}

/** The same call with a third more work. */
function slowed(call) {
  let count = 0;
  return async (id) => {
    count += 1;
    if (count % 3 === 0) await call(id);
    return call(id);
  };
}

const ours = calls["pulse-wasm"];

/** How many times one of two calls takes the other's time. */
async function times(one, other) {
  const both = { one, other };
  const measure = (name) => time(both[name]);
  const taken = await interleave(["one", "other"], { rounds: ROUNDS, warm: 4, measure });
  return ratio(taken.one, taken.other);
}

let passed = 0;
let failed = 0;
function check(name, holds, figures) {
  if (holds) passed += 1;
  else failed += 1;
  console.log(`${holds ? "ok    " : "FAILED"} ${name}: ${figures}`);
}

const { ratios, holds } = await judge(() => times(ours, calls.bare), LIMIT, TRIES);
const told = ratios.map((value) => value.toFixed(2)).join("; again: ");
check(`a call takes at most ${LIMIT} times bare fetch`, holds, told);

const found = await times(slowed(ours), ours);
check("a third more work in a call is seen", found > 1.2, `${found.toFixed(2)} times`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
