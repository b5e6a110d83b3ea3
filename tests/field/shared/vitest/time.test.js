// Vitest's fake timers: its default, and the parts that people ask for.
import * as pulse from "pulse-wasm";
import { test, vi } from "vitest";
import { declare } from "../runner-time.cjs";

const kinds = {
  "its default": undefined,
  "setTimeout and Date": { toFake: ["setTimeout", "Date"] },
  "setTimeout, clearTimeout and performance": {
    toFake: ["setTimeout", "clearTimeout", "performance"],
  },
  "a clock that begins in 1999": { now: new Date(1999, 0, 1) },
};
declare(pulse, { test, timers: vi, kinds });
