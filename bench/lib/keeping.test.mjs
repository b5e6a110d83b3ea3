// What a run of some parts takes, keeps and refuses, on made-up results.
import assert from "node:assert/strict";
import test from "node:test";
import { Complaint, chosen, kept, PARTS, parsed } from "./keeping.mjs";

const machine = { cpu: "a", node: "20.1.0", load: 0.1 };
const parts = Object.fromEntries(PARTS.map((name) => [name, { of: name }]));
const before = { taken: "2026-01-01", quick: false, machine, peers: { ky: "1.0.0" }, ...parts };
const head = {
  taken: "2026-01-02",
  quick: false,
  machine: { ...machine, load: 0.4 },
  peers: { ky: "1.0.0" },
};

test("without --only all parts are taken, with it those that are named, each once", () => {
  assert.deepEqual(chosen(["--quick"]), PARTS);
  assert.deepEqual(chosen(["--only", "size", "cold", "size"]), ["cold", "size"]);
  assert.deepEqual(chosen(["--only", ...PARTS.map(() => "size")]), ["size"]);
});

test("a part that is not there is refused by its name, and so is --only without any", () => {
  assert.throws(() => chosen(["--only", "size", "nope"]), /^Error: no part: nope; the parts are/);
  assert.throws(() => chosen(["--only", "--quick"]), /names no part/);
});

test("a part that is taken again has a date of its own, and the run keeps its date and its load", () => {
  const of = kept(head, ["size"], JSON.stringify(before));
  assert.equal(of.head.taken, "2026-01-01");
  assert.equal(of.head.machine.load, 0.1);
  assert.deepEqual(of.head.again, { size: "2026-01-02" });
  assert.deepEqual(of.parts, parts);
});

test("dates of parts stay until all are taken", () => {
  const earlier = JSON.stringify({ ...before, again: { cold: "2026-01-01" } });
  assert.deepEqual(kept(head, ["size"], earlier).head.again, {
    cold: "2026-01-01",
    size: "2026-01-02",
  });
  assert.deepEqual(kept(head, PARTS, "nonsense"), { head, parts: {} });
});

test("results that are none, or that lack a part, are refused with what to do", () => {
  const { cold, ...less } = before;
  for (const text of ["", "nonsense", "null", "[1]", "{}", JSON.stringify(less)])
    assert.throws(
      () => kept(head, ["size"], text, "a.json"),
      (error) => error instanceof Complaint && /^a\.json .*take all parts/s.test(error.message),
    );
  assert.throws(() => kept(head, ["size"], undefined, "a.json"), /there is no a\.json yet/);
  assert.throws(() => parsed(JSON.stringify(less)), /lacks cold/);
});

test("parts of another machine, other peers or a quick run are not mixed in", () => {
  for (const change of [
    { machine: { ...machine, cpu: "b" } },
    { peers: { ky: "2.0.0" } },
    { quick: true },
  ])
    assert.throws(
      () => kept(head, ["size"], JSON.stringify({ ...before, ...change })),
      /another machine, other peers or another kind/,
    );
});
