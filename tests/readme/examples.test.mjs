// The READMEs' examples, word for word: each runs against an emulator and prints what its comments say.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import * as esbuild from "esbuild";
import { root } from "../project.mjs";
import { byReadme, JOB, projectWithFiles, promised } from "./blocks.mjs";
import { withEmulator } from "./servers.mjs";

const folder = projectWithFiles();

/** Runs a script in the project as a separate process, and returns its output. */
async function output(script, env) {
  const child = spawn("node", [script], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 20_000,
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      text += data;
    });
  }
  const [status] = await once(child, "close");
  return { status, text };
}

const runs = ({ language, code }) =>
  withEmulator(async (api, env) => {
    const expected = promised(code);
    assert.ok(expected.length > 0, "the example does not say what it prints (// → text)");
    const script = code.includes("require(") ? "example.cjs" : "example.mjs";
    const plain = language === "ts" ? esbuild.transformSync(code, { loader: "ts" }).code : code;
    writeFileSync(join(folder, script), plain);
    const { status, text } = await output(script, env);
    assert.equal(status, 0, text);
    const printed = text.split("\n").map((line) => line.trim());
    for (const line of expected) assert.ok(printed.includes(line), `"${line}" is not in:\n${text}`);
    assert.ok((await api.requests()).length > 0, "it sent nothing");
  });

function compiles(examples) {
  assert.ok(examples.length > 0, "there is no TypeScript");
  const files = examples.map(({ code }, index) => {
    // Each is a module, so that two examples may use the same name.
    writeFileSync(join(folder, `compiled-${index}.ts`), `${code}\nexport {};\n`);
    return `compiled-${index}.ts`;
  });
  const script = join(root, "node_modules/typescript/bin/tsc");
  const flags = ["--strict", "--noEmit", "--target", "es2022", "--lib", "es2022,dom"];
  try {
    execFileSync("node", [script, ...flags, "--module", "nodenext", ...files], {
      cwd: folder,
      encoding: "utf8",
    });
  } catch (error) {
    assert.fail(error.stdout);
  }
}

for (const { readme, blocks } of byReadme) {
  const unnamed = blocks.filter(({ language, name }) => ["js", "ts"].includes(language) && !name);
  for (const [index, block] of unnamed.entries()) {
    const call = block.code.split("\n").find((line) => line.includes("client."));
    const title = `${readme}, example ${index + 1} prints what it says: ${call?.trim()}`;
    if (block.runs) test(title, () => runs(block));
  }
  const typed = unnamed.filter(({ language }) => language === "ts");
  // Some of the documents have none; README has.
  if (typed.length > 0 || readme === "README.md")
    test(`${readme}: its TypeScript compiles under --strict`, () => compiles(typed));
}

test("README.md: the test under fake timers passes", () => {
  // Without the mark of this runner, under which a test of a test reports to it instead.
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  execFileSync("node", ["--test", "waits.test.mjs"], { cwd: folder, env, timeout: 20_000 });
});

test("README.md: the worker cancels a job", () =>
  withEmulator(async (api, env) => {
    const { default: handler } = await import(join(folder, "worker.mjs"));
    const body = JSON.stringify({ jobId: JOB });
    const request = new Request("http://worker.example/", { method: "POST", body });
    const response = await handler.fetch(request, env);
    assert.deepEqual(await response.json(), { message: "Job cancelled successfully" });
    assert.equal(await api.state(JOB), "canceled");
  }));
