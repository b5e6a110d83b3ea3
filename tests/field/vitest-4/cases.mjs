// Vitest 4: its fake timers, its stubs, and happy-dom as its environment.
export const quick = true;
export const tool = "vitest";

export const cases = {
  "fake timers": (t) => t.succeeds("vitest", ["run", "shared/vitest/time.test.js"]),
  "stubGlobal, spyOn and stubEnv": (t) =>
    t.succeeds("vitest", ["run", "shared/vitest/stubs.test.js"]),
  "happy-dom environment": (t) => t.tests("vitest", ["run", "happy-dom.test.js"]),
};
