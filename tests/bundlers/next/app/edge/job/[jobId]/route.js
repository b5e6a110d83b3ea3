// The proxy as an edge route, under a path of its own.
import { createProxy } from "pulse-wasm/proxy";
import { options } from "../../../../pulse.mjs";

export const runtime = "edge";

const proxy = createProxy({
  ...options,
  basePath: "/edge",
  apiKey: () => process.env.PULSE_API_KEY,
  baseUrl: () => process.env.PULSE_BASE_URL,
});

export { proxy as DELETE, proxy as GET, proxy as OPTIONS };
