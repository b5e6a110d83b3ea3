// Jest's automatic mock of the package, which it makes by walking over all that it exports.
jest.mock("pulse-wasm");
const { PulseClient } = require("pulse-wasm");

test("the package is mocked automatically", () => {
  const client = new PulseClient({ apiKey: "test-key" });
  client.cancelJob.mockReturnValue("made up");
  expect(client.cancelJob("a")).toBe("made up");
});
