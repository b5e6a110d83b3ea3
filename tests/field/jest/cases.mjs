// Jest: its fake timers, its spies, its automatic mocks.
export const quick = false;
export const tool = "jest";

/** What other runners share is not for it. */
const ALONE = "--testPathIgnorePatterns=shared/";

export const cases = {
  "fake timers": (t) => t.succeeds("jest", ["time.test.js", ALONE]),
  "spies on fetch and on methods": (t) => t.succeeds("jest", ["stubs.test.js", ALONE]),
  "an automatic mock of the package": (t) => t.succeeds("jest", ["mocked.test.js", ALONE]),
};
