// Copies README.md and the documents into target/docs-pages, for typedoc to make pages of. What has no page there, such as an
// example's folder, is linked to where the repository is.
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const to = join(root, "target/docs-pages");
const { repository } = JSON.parse(readFileSync(join(root, "pkg-template/package.json"), "utf8"));
/** Such as `https://github.com/owner/name`. */
export const home = repository.url.replace(/^git\+/, "").replace(/\.git$/, "");

const documents = readdirSync(join(root, "docs"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => join("docs", name));
const pictures = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
  .filter((name) => !name.startsWith("api") && /\.(png|svg)$/.test(name))
  .map((name) => join("docs", name));
const pages = ["README.md", ...documents];
const there = new Set([...pages, ...pictures]);

/**
 * @param {string} text
 * @param {string} page
 */
const withLinksHome = (text, page) =>
  text.replace(/\]\((?!\w+:|#)([^)#\s]+)(#[^)\s]*)?\)/g, (link, place, anchor = "") => {
    const path = normalize(join(dirname(page), place));
    if (there.has(path)) return link;
    const kind = statSync(join(root, path)).isDirectory() ? "tree" : "blob";
    return `](${home}/${kind}/main/${path}${anchor})`;
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(join(to, "docs"), { recursive: true });
  for (const page of pages)
    writeFileSync(join(to, page), withLinksHome(readFileSync(join(root, page), "utf8"), page));
  for (const picture of pictures) {
    mkdirSync(dirname(join(to, picture)), { recursive: true });
    copyFileSync(join(root, picture), join(to, picture));
  }
}
