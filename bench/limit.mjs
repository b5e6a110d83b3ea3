// A call takes no more than its limit in times of bare fetch, and the same with some work added would be told apart: a suite's command.

import { judge } from "./lib/limit.mjs";
import { interleave, ratio } from "./lib/stats.mjs";
import { time } from "./lib/stub.mjs";
import { HOUSE, stubbed, withoutPeers } from "./lib/subjects.mjs";

/** It is 1.4 to 1.5 on an idle machine, and this is past what other load makes of it. */
const LIMIT = 1.7;
/** What a regression might add to a call, in parts of its time. */
const ADDED = 0.3;
const ROUNDS = 31;
const CALLS = 400;
/** Load may come and go within one series, but not in all of them. */
const TRIES = 3;

const calls = await stubbed(withoutPeers(), HOUSE);

/** The same call with a delay of a part of its own time. */
function slowed(call, micros) {
  return async (id) => {
    const answer = await call(id);
    const end = performance.now() + micros / 1_000;
    while (performance.now() < end);
    return answer;
  };
}

async function series() {
  const { bare, ours } = await interleave(["bare", "ours"], {
    rounds: ROUNDS,
    warm: 4,
    measure: (name) => time(calls[name === "ours" ? "pulse-wasm" : name], CALLS),
  });
  return ratio(ours, bare);
}

let passed = 0;
let failed = 0;
function check(name, holds, figures) {
  if (holds) passed += 1;
  else failed += 1;
  console.log(`${holds ? "ok    " : "FAILED"} ${name}: ${figures}`);
}

const { ratios, holds } = await judge(series, LIMIT, TRIES);
const told = ratios.map((value) => value.toFixed(2)).join("; again: ");
check(`a call takes at most ${LIMIT} times bare fetch`, holds, told);

// Of what a call takes when nothing else runs, as nearly as can be had.
const own = [];
for (let count = 0; count < 9; count++) own.push(await time(calls["pulse-wasm"], CALLS));
calls.slow = slowed(calls["pulse-wasm"], ADDED * Math.min(...own));
const { ours, slow } = await interleave(["ours", "slow"], {
  rounds: ROUNDS,
  warm: 2,
  measure: (name) => time(calls[name === "ours" ? "pulse-wasm" : name], CALLS),
});
const found = ratio(slow, ours);
check(
  `work that adds ${ADDED * 100} % to a call is seen`,
  found > 1 + ADDED / 2,
  `${found.toFixed(2)} times`,
);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
