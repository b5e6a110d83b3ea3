// The API reference as `cargo xtask docs` has just made it: every link leads somewhere, and everything public is in it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { follow } from "../../docs/api/links.mjs";
import { home } from "../../docs/api/pages.mjs";
import { root } from "../project.mjs";

const built = join(root, "target/docs");
const read = (path) => readFileSync(join(built, path), "utf8");

/** A folder with these files, for as long as it is used. */
function within(files, use) {
  const folder = mkdtempSync(join(tmpdir(), "pulse-reference-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, name, ".."), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("every link of the reference leads to a page, and to an anchor that the page has", () => {
  const { pages, followed, broken } = follow(built);
  assert.deepEqual(broken, []);
  assert.ok(pages > 200 && followed > 10_000, `${pages} pages, ${followed} links`);
});

test("a link to a file, an anchor or a place of the repository that is not there is caught", () => {
  const links = [
    "gone.html",
    "b.html#gone",
    "#gone",
    "sub/",
    "../outside.html",
    `${home}/blob/main/gone.md`,
    "b.html#there",
    "b.html?query#there",
    "b.html#a%3Cb%3E",
    `${home}/blob/main/README.md#any`,
    "https://example.com/gone",
  ];
  const a = links.map((link) => `<a href="${link}">link</a>`).join("");
  const files = {
    "a.html": `${a}<img src="gone.png">`,
    "b.html": '<h1 id="there">there</h1><h2 id="a%3Cb%3E">generic</h2>',
    "sub/c.html": "",
  };
  const { broken, elsewhere } = within(files, follow);
  assert.deepEqual(
    broken.map((line) => line.replace(/^a\.html: (.*): .*$/, "$1")),
    [...links.slice(0, 6), "gone.png"],
  );
  assert.equal(elsewhere, 1);
});

test("the index leads to each entry of the package, to both crates and to each document", () => {
  const links = [...read("index.html").matchAll(/href="([^"]+)"/g)].map(([, link]) => link);
  const manifest = JSON.parse(readFileSync(join(root, "pkg-template/package.json"), "utf8"));
  const entries = Object.entries(manifest.exports)
    .filter(([, target]) => typeof target !== "string")
    .map(([name]) => `js/modules/${name.slice(2) || "index"}.html`);
  const documents = readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `js/documents/${name.replace(/\.md$/, ".html")}`);
  const crates = ["rust/pulse_wasm/index.html", "rust/pulse_core/index.html"];
  for (const place of [...entries, ...documents, ...crates])
    assert.ok(links.includes(place), `the index does not lead to ${place}`);
});

test("the reference has the client's methods, in both languages, and its errors", () => {
  for (const name of ["cancelJob", "free", "jobs"])
    assert.ok(
      read("js/classes/index.PulseClient.html").includes(`id="${name.toLowerCase()}"`),
      name,
    );
  for (const name of ["cancel_job", "cancel_jobs", "cancel_job_and_wait"])
    assert.ok(read("rust/pulse_wasm/struct.Client.html").includes(`id="method.${name}"`), name);
  assert.ok(readdirSync(join(built, "js/classes")).includes("index.TooManyRequestsError.html"));
});

test("an export without a word of documentation is refused, one with some is not", () => {
  const typedoc = join(root, "docs/api/node_modules/typedoc/bin/typedoc");
  const tsconfig = join(root, "docs/api/tsconfig.json");
  const judge = (text) =>
    within({ "index.d.ts": text }, (folder) => {
      writeFileSync(
        join(folder, "tsconfig.json"),
        JSON.stringify({ extends: tsconfig, files: ["index.d.ts"] }),
      );
      // The same rules, without the exceptions, which name what this has not.
      const options = JSON.parse(readFileSync(join(root, "docs/api/typedoc.json"), "utf8"));
      const rules = {
        name: "one",
        validation: options.validation,
        requiredToBeDocumented: options.requiredToBeDocumented,
        treatWarningsAsErrors: options.treatWarningsAsErrors,
        entryPoints: ["index.d.ts"],
        tsconfig: "tsconfig.json",
        readme: "none",
        emit: "none",
        // A clone without a remote has no address for sources.
        disableSources: true,
      };
      writeFileSync(join(folder, "typedoc.json"), JSON.stringify(rules));
      const words = [typedoc, "--options", join(folder, "typedoc.json")];
      const { status, stdout, stderr } = spawnSync(process.execPath, words, {
        cwd: folder,
        encoding: "utf8",
        timeout: 60_000,
      });
      return { status, said: stdout + stderr };
    });
  const { status, said } = judge(
    "export declare function bare(): void;\n/** Does it. */\nexport declare function told(): void;\n",
  );
  assert.notEqual(status, 0);
  assert.match(said, /bare.*does not have any documentation/);
  assert.doesNotMatch(said, /told/);
});

test("no page tells where it was made", () => {
  const pages = readdirSync(built, { recursive: true, encoding: "utf8" });
  for (const name of pages.filter((path) => /\.(html|js|json)$/.test(path)))
    assert.ok(!read(name).includes(root.replace(/\/$/, "")), name);
});
