// Jest, without a configuration, in its Node and its jsdom environment.
export const quick = false;

export const cases = {
  "node environment": (t) => t.tests("jest", ["node.test.js"]),
  "jsdom environment, by jest-fixed-jsdom": (t) => t.tests("jest", ["jsdom.test.js"]),
};
