// Vitest 5: its fake timers and its stubs.
export const quick = false;
export const tool = "vitest";
export const node = 24;

export const cases = {
  "fake timers": (t) => t.succeeds("vitest", ["run", "shared/vitest/time.test.js"]),
  "stubGlobal, spyOn and stubEnv": (t) =>
    t.succeeds("vitest", ["run", "shared/vitest/stubs.test.js"]),
};
