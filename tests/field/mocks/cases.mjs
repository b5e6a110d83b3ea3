// Tools that need no runner of their own: fake timers, stand-ins for the network, loggers, wrappers, frozen intrinsics.
import { nodeOf as node } from "../../runtimes/install.mjs";

export const quick = true;
export const label = "in Node";

const tests = (file) => (t) => t.nodeTests(process.execPath, file);
const locked = (program, flags) => (t) => t.succeeds(program, [...flags, "locked.mjs"]);

export const cases = {
  "node:test's mock timers, Node 20": tests("node-timers.test.mjs"),
  "node:test's mock timers, Node 26": (t) => t.nodeTests(node(26), "node-timers.test.mjs"),
  "sinon's fake timers": (t) => t.succeeds(process.execPath, ["sinon-timers.mjs"]),
  "Jasmine's mock clock": (t) => t.succeeds(process.execPath, ["jasmine-timers.mjs"]),
  "sinon's stubs": tests("sinon.test.mjs"),
  "msw, nock, fetch-mock, undici and a proxy": tests("network.test.mjs"),
  "pino and winston": tests("loggers.test.mjs"),
  "Vue, p-retry, AsyncLocalStorage, happy-dom and jsdom": tests("frameworks.test.mjs"),
  "SES lockdown": (t) => t.succeeds(process.execPath, ["locked.mjs", "ses"]),
};
for (const major of [18, 20, 22, 24, 26])
  cases[`frozen intrinsics, Node ${major}`] = (t) =>
    locked(node(major), ["--frozen-intrinsics", "--no-warnings"])(t);
