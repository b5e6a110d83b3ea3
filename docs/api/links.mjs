// Follows every link of a folder of pages: node docs/api/links.mjs <folder>. A link within the folder must lead to a file, and to an
// anchor that the page has; one to this repository, to a file or folder of it. No other site is asked.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Parser } from "htmlparser2";
import { home } from "./pages.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * @typedef {object} Page
 * @property {string[]} links
 * @property {Set<string>} anchors
 */

/**
 * @param {string} html
 * @returns {Page}
 */
function read(html) {
  const page = { links: /** @type {string[]} */ ([]), anchors: new Set() };
  const parser = new Parser({
    onopentag(name, { href, src, id, name: anchor }) {
      if (href !== undefined && name !== "base") page.links.push(href);
      // A script of rustdoc's may be absent: it is the list of what other crates implement.
      if (src !== undefined && name !== "script") page.links.push(src);
      if (id !== undefined) page.anchors.add(id);
      if (name === "a" && anchor !== undefined) page.anchors.add(anchor);
    },
  });
  parser.end(html);
  return page;
}

/** rustdoc's links to methods of a trait that wasm-bindgen hides. */
const HIDDEN = /^tymethod\.describe(_vector)?$/;

/**
 * Whether a page has an anchor, as it stands or decoded, as browsers look for it; rustdoc's script makes those of source lines.
 * @param {Page} page
 * @param {string} anchor
 * @param {string} path
 */
const has = ({ anchors }, anchor, path) =>
  anchors.has(anchor) ||
  anchors.has(decodeURIComponent(anchor)) ||
  (path.includes("/src/") && /^\d+(-\d+)?$/.test(anchor)) ||
  HIDDEN.test(anchor);

/**
 * @param {string} folder
 * @returns {{ pages: number, followed: number, elsewhere: number, broken: string[] }}
 */
export function follow(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const pages = new Map(
    names
      .filter((name) => name.endsWith(".html"))
      .map((name) => [resolve(folder, name), read(readFileSync(join(folder, name), "utf8"))]),
  );
  const result = {
    pages: pages.size,
    followed: 0,
    elsewhere: 0,
    broken: /** @type {string[]} */ ([]),
  };
  for (const [path, { links }] of pages) {
    for (const link of new Set(links)) {
      const problem = judge(link, path);
      if (problem === "elsewhere") result.elsewhere += 1;
      else result.followed += 1;
      if (problem && problem !== "elsewhere")
        result.broken.push(`${relative(folder, path)}: ${link}: ${problem}`);
    }
  }
  return result;

  /**
   * @param {string} link
   * @param {string} from
   */
  function judge(link, from) {
    if (link.startsWith(`${home}/`)) {
      const [, path] = link.slice(home.length).match(/^\/(?:blob|tree)\/main\/([^#?]+)/) ?? [];
      return path === undefined || existsSync(join(root, decodeURI(path)))
        ? undefined
        : "the repository has no such file";
    }
    if (/^(\w+:|\/\/)/.test(link)) return "elsewhere";
    const [place, anchor = ""] = link.split("#");
    const path = decodeURI(place.replace(/\?.*$/, ""));
    let target = path === "" ? from : resolve(dirname(from), path);
    if (relative(folder, target).startsWith("..")) return "it leads out of the folder";
    if (!existsSync(target)) return "there is no such file";
    if (statSync(target).isDirectory()) target = join(target, "index.html");
    if (!existsSync(target)) return "the folder has no index.html";
    const page = pages.get(target);
    const isThere = anchor === "" || !page || has(page, anchor, target);
    return isThere ? undefined : "the page has no such anchor";
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { pages, followed, elsewhere, broken } = follow(resolve(process.argv[2]));
  for (const line of broken) console.error(line);
  console.log(
    `${pages} pages, ${followed} links, ${elsewhere} to other sites, ${broken.length} broken`,
  );
  process.exitCode = broken.length > 0 || pages === 0 ? 1 : 0;
}
