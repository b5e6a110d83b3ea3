// Servers that need no build: node:http, Express, Fastify and Hono in Node, the oldest and the newest too; Deno, Bun and workerd.
import process from "node:process";
import { mounted } from "../../mounts/mounted.mjs";
import { workerd } from "../../mounts/workerd.mjs";
import { binary, nodeOf } from "../../runtimes/install.mjs";

export const quick = true;
export const label = "the proxy in";

const inNode = (file) => [process.execPath, file];
const DENO = [
  "--no-prompt",
  "--allow-net=127.0.0.1",
  "--allow-env=PULSE_API_KEY,PULSE_BASE_URL,PORT",
];

export const cases = {
  "node:http": mounted("node-http.mjs", inNode),
  "node:http of Node 18": mounted("node-http.mjs", (file) => [nodeOf(18), file]),
  "node:http of Node 26": mounted("node-http.mjs", (file) => [nodeOf(26), file]),
  "Express 5": mounted("express.mjs", inNode),
  Fastify: mounted("fastify.mjs", inNode),
  Hono: mounted("hono.mjs", inNode),
  Deno: mounted("deno.mjs", (file) => [binary(".bin/deno"), "run", ...DENO, file]),
  Bun: mounted("bun.mjs", (file) => [binary(".bin/bun"), "run", file]),
  workerd,
};
