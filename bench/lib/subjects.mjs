// Who is measured: one cancellation by each of them, from a project in which the packed package and its peers are installed.
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { project, root } from "../../tests/project.mjs";
import { prepare } from "../../tests/support/workspace.mjs";
import { overStub } from "./stub.mjs";

/** Each with what it does by default for a DELETE beyond sending it; the names are those of the files in bench/peers. */
export const SUBJECTS = {
  bare: { title: "bare fetch", duties: "none" },
  "by-hand": { title: "code by hand", duties: "timeout, a check of the answer" },
  "pulse-wasm": {
    title: "pulse-wasm",
    duties: "retries, timeout, abort, a check of the answer, rate gate, budget of retries",
  },
  openai: { title: "openai", duties: "retries, timeout, abort" },
  reductoai: { title: "reductoai", duties: "retries, timeout, abort" },
  replicate: { title: "replicate", duties: "retries after a 429" },
  ky: { title: "ky", duties: "retries, timeout, abort" },
  ofetch: { title: "ofetch", duties: "none" },
  axios: { title: "axios", duties: "none" },
};

/** Those that need nothing but the package. */
export const HOUSE = ["bare", "by-hand", "pulse-wasm"];

/** The project with the peers and the packed package in it. */
export const withPeers = () => prepare(join(root, "bench"), "peers");

/** One with the packed package alone, in which HOUSE is at home. */
export function withoutPeers() {
  const folder = join(process.env.PULSE_PROJECT ?? project(), "bench");
  mkdirSync(folder, { recursive: true });
  for (const name of HOUSE)
    cpSync(join(root, `bench/peers/${name}.mjs`), join(folder, `${name}.mjs`));
  return folder;
}

/** What makes a subject's function that cancels one job. */
export const load = async (folder, name) =>
  (await import(pathToFileURL(join(folder, `${name}.mjs`)))).make;

/** The functions of all of them over the stub. */
export async function stubbed(folder, names) {
  const calls = {};
  for (const name of names) calls[name] = await overStub(name, await load(folder, name));
  return calls;
}

/** Their versions, as the lock file has them. */
export function versions() {
  const lock = JSON.parse(readFileSync(join(root, "bench/peers/package-lock.json"), "utf8"));
  const { dependencies } = lock.packages[""];
  const of = (name) => lock.packages[`node_modules/${name}`].version;
  return Object.fromEntries(Object.keys(dependencies).map((name) => [name, of(name)]));
}
