// Jest: its fake timers, its spies, its automatic mocks.
export const quick = false;
export const tool = "jest";

export const cases = {
  "fake timers": (t) => t.run("jest", ["time.test.js"]),
  "spies on fetch and on methods": (t) => t.run("jest", ["stubs.test.js"]),
  "an automatic mock of the package": (t) => t.run("jest", ["mocked.test.js"]),
};
