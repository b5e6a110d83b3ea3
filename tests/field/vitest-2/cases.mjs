// Vitest 2, whose fake timers leave performance alone by default.
export const quick = false;
export const tool = "vitest";

export const cases = {
  "fake timers": (t) => t.succeeds("vitest", ["run", "shared/vitest/time.test.js"]),
  "stubGlobal, spyOn and stubEnv": (t) =>
    t.succeeds("vitest", ["run", "shared/vitest/stubs.test.js"]),
};
