// Jest's fake timers: its default, with the exceptions that people make, and its legacy ones.
const pulse = require("pulse-wasm");
const { declare } = require("./shared/runner-time.cjs");

const kinds = {
  "its default": undefined,
  "all but performance": { doNotFake: ["performance"] },
  "all but what Node itself uses": { doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] },
  "a clock that begins in 1999": { now: new Date(1999, 0, 1) },
  legacy: { legacyFakeTimers: true },
};
declare(pulse, { test, timers: jest, kinds });
