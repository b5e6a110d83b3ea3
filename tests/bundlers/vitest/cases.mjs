// Vitest, without a configuration, in its Node and its jsdom environment.
export const quick = false;

export const cases = {
  "node environment": (t) => t.tests("vitest", ["run", "node.test.js"]),
  "jsdom environment": (t) => t.tests("vitest", ["run", "jsdom.test.js"]),
};
