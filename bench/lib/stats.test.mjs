// The statistics of the benchmarks, on made-up series.
import assert from "node:assert/strict";
import test from "node:test";
import { judge } from "./limit.mjs";
import { interleave, mad, median, quantile, ratio, summaries } from "./stats.mjs";

test("a median lies between the middle two, and one outlier does not move it", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.equal(median([1, 2, 3, 4, 1_000]), 3);
  assert.equal(quantile([1, 2, 3, 4, 5], 0.25), 2);
  assert.throws(() => median([]), /no values/);
});

test("the spread is the median distance from the median", () => {
  assert.equal(mad([1, 1, 2, 2, 4, 6, 9]), 1);
});

test("each subject goes first equally often, and rounds to warm up are not kept", async () => {
  const order = [];
  const measure = (name) => order.push(name);
  const series = await interleave(["a", "b"], { rounds: 2, warm: 1, measure });
  assert.deepEqual(order, ["b", "a", "a", "b", "b", "a"]);
  assert.deepEqual(series, { a: [3, 6], b: [4, 5] });
});

test("a ratio is taken round by round: load that comes and goes affects neither", () => {
  const bare = [10, 100, 10, 40, 10];
  const other = [15, 150, 15, 60, 15];
  assert.equal(ratio(other, bare), 1.5);
  assert.equal(summaries({ bare, other }, "bare").other.times, 1.5);
  assert.equal(summaries({ bare, other }).other.times, undefined);
});

test("a figure over its limit in each try fails, and one that load swayed once does not", async () => {
  const taking = (values) => async () => values.shift();
  assert.deepEqual(await judge(taking([2, 1.9, 2]), 1.75, 3), {
    ratios: [2, 1.9, 2],
    holds: false,
  });
  assert.deepEqual(await judge(taking([2, 1.5]), 1.75, 3), { ratios: [2, 1.5], holds: true });
  assert.deepEqual(await judge(taking([1.75]), 1.75, 3), { ratios: [1.75], holds: true });
});
