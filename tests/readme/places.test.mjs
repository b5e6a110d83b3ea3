// What the documents name exists: the files they link to, and in ARCHITECTURE.md each script of the client with its reason.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { root } from "../project.mjs";

const read = (path) => readFileSync(join(root, path), "utf8");

/** The first cells of a document's tables: what a row is about. */
const firstCells = (text) => [...text.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell]) => cell);

test("ARCHITECTURE.md says of each file of src/js why it is there, and of no other", () => {
  const named = firstCells(read("ARCHITECTURE.md"))
    .flatMap((cell) => [...cell.matchAll(/`([\w-]+\.js)`/g)])
    .map(([, name]) => name);
  assert.deepEqual(named.sort(), readdirSync(join(root, "src/js")).sort());
});

test("ARCHITECTURE.md has a row for each layer of src", () => {
  const rows = firstCells(read("ARCHITECTURE.md")).join(" ");
  const layers = readdirSync(join(root, "src"), { withFileTypes: true })
    .filter(({ name }) => name !== "js" && name !== "lib.rs")
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  assert.ok(layers.length > 5);
  for (const layer of layers) assert.ok(rows.includes(`\`${layer}\``), `${layer} has no row`);
});

test("ARCHITECTURE.md follows a call by functions that exist under their names, in at most eight hops", () => {
  const hops = [...read("ARCHITECTURE.md").matchAll(/^\| (\d) \| `(\w+)` \| `([\w/.-]+)` \|/gm)];
  assert.deepEqual(
    hops.map(([, number]) => Number(number)),
    hops.map((_, index) => index + 1),
  );
  assert.ok(hops.length > 4 && hops.length <= 8);
  for (const [, , name, path] of hops) {
    const declared = new RegExp(`\\b(?:fn|function) ${name}\\b`);
    assert.match(read(path), declared, `${path} has no function ${name}`);
  }
});

const DOCUMENTS = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "docs/proxy.md",
  "docs/many-jobs.md",
  "docs/loading.md",
  "docs/reference.md",
  "docs/command.md",
  "docs/figures.md",
  "docs/rust.md",
  "docs/from-pulse-ts-sdk.md",
];

test("the documents name no file or folder that is not there", () => {
  const link = /\]\((?!https?:|#)([^)#\s]+)/g;
  const place =
    /`((?:src|types|crates|tests|xtask|pkg-template|bench|docs|www-demo|\.ci)\/[\w./-]*)[`:]/g;
  const named = DOCUMENTS.flatMap((document) =>
    [
      // A link is read from where its document stands, a name in the text from the root.
      ...[...read(document).matchAll(link)].map(([, path]) => join(dirname(document), path)),
      ...[...read(document).matchAll(place)].map(([, path]) => path),
    ].map((path) => ({ document, path })),
  );
  assert.ok(named.length > 40, "the patterns find next to nothing");
  for (const { document, path } of named)
    assert.ok(existsSync(join(root, path)), `${document}: ${path} is not there`);
});

const slug = (title) =>
  title
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .replace(/\s/g, "-");

test("the documents lead to no heading that is not there", () => {
  const headings = (document) =>
    [...read(document).matchAll(/^#+ (.+)$/gm)].map(([, title]) => slug(title));
  let count = 0;
  for (const document of DOCUMENTS) {
    for (const [, path, anchor] of read(document).matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)) {
      count++;
      const target = path ? join(dirname(document), path) : document;
      assert.ok(headings(target).includes(anchor), `${document}: ${target} has no #${anchor}`);
    }
  }
  assert.ok(count > 0, "the pattern finds nothing");
});
/** The options of an interface that types declare. */
const optionsOf = (types, name) => {
  const [, body = ""] = new RegExp(
    `^(?:export )?interface ${name}\\b[^{]*\\{(?:\\}|\\n([\\s\\S]*?)^\\})`,
    "m",
  ).exec(types);
  return [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, option]) => option);
};

/** The options that a document's tables tell of. */
const optionsTold = (document) => {
  const tables = read(document).matchAll(/^\| option \|.*\n\|.*\n((?:\|.*\n)+)/gm);
  const cells = [...tables].flatMap(([, rows]) => firstCells(rows));
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
};

test("docs/proxy.md's table has every option of the proxy, and no other", () => {
  const options = optionsOf(read("types/proxy.d.ts"), "ProxyOptions");
  assert.ok(options.length > 10);
  assert.deepEqual(optionsTold("docs/proxy.md").sort(), options.sort());
});

test("the documents' tables have every option of the types, and no other", () => {
  const types = ["client", "bulk"].map((part) => read(`types/${part}.d.ts`)).join("\n");
  const owners = [
    "CallLimits",
    "PulseClientOptions",
    "RequestOptions",
    "WaitOptions",
    "RunOptions",
    "BulkOptions",
    "BulkStatusOptions",
    "BulkWaitOptions",
  ];
  const there = new Set(owners.flatMap((name) => optionsOf(types, name)));
  const told = new Set(["docs/reference.md", "docs/many-jobs.md"].flatMap(optionsTold));
  assert.deepEqual([...told].sort(), [...there].sort());
});
