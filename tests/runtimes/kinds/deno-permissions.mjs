// What only a real Deno shows: on a terminal, where it could prompt for a permission, the package never makes it do so.
import { stripVTControlCharacters } from "node:util";
import { started } from "../../support/started.mjs";
import { binary } from "../install.mjs";

const ENV = {
  PULSE_API_KEY: "from-env",
  PULSE_BASE_URL: "http://127.0.0.1:9/from-env",
  TERM: "dumb",
};

const QUESTION = /Deno requests/;

const CLIENT = `import { PulseClient } from "pulse-wasm";
const fetch = async (url, init) => {
  console.log(url, init.headers["x-api-key"] ?? "none");
  return { status: 200, headers: { get: () => null }, text: async () => '{"job_id":"j","message":"m"}' };
};
const tell = async (options) => {
  try {
    await new PulseClient({ fetch, ...options }).cancelJob("j");
  } catch (error) {
    console.log(error.name);
  }
};
`;

/** Each with the output it must have and the permissions it is granted. */
const SCRIPTS = [
  {
    name: "on a terminal Deno asks for no variable that is not granted, and it counts as absent",
    source: `${CLIENT}await tell({ apiKey: "given" });\nawait tell({});`,
    said: /^https:\/\/api\.runpulse\.com\/job\/j given\s+PulseValidationError\s*$/,
  },
  {
    name: "on a terminal Deno asks for nothing where the options are given",
    source: `${CLIENT}await tell({ apiKey: "given", baseUrl: "https://api.example.test" });`,
    said: /^https:\/\/api\.example\.test\/job\/j given\s*$/,
  },
  {
    name: "a granted variable is read, and another is not asked for",
    granted: "--allow-env=PULSE_API_KEY",
    source: `${CLIENT}await tell({});`,
    said: /^https:\/\/api\.runpulse\.com\/job\/j from-env\s*$/,
  },
  {
    // Without this one the three above would prove nothing.
    name: "on this terminal Deno does ask where a program reads a variable itself",
    source: 'console.log(Deno.env.get("PULSE_API_KEY"));',
    said: QUESTION,
  },
];

/** Runs it on a terminal made by util-linux's script; a prompt, which nobody would answer, ends it. */
async function onTerminal(words) {
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const one = started("script", ["-qec", quoted, "/dev/null"], ENV);
  const asks = setInterval(() => QUESTION.test(one.said()) && one.end(), 20);
  // However it exits, its output is what counts.
  await one.ended.catch(() => {});
  clearInterval(asks);
  return stripVTControlCharacters(one.said()).trim();
}

export async function permissions(files) {
  const results = [];
  for (const [at, { name, source, granted, said }] of SCRIPTS.entries()) {
    const file = files.write(`terminal-${at}.mjs`, source);
    const out = await onTerminal([binary(".bin/deno"), "run", ...(granted ? [granted] : []), file]);
    results.push({ name, failed: said.test(out) ? undefined : `it said ${JSON.stringify(out)}` });
  }
  return results;
}
