// The runtimes of the matrix: the name that its suite, its row and skips.json have, and which kind runs it.
import { bun } from "./kinds/bun.mjs";
import { chromium, serviceWorker, webWorker } from "./kinds/chromium.mjs";
import { deno } from "./kinds/deno.mjs";
import { node } from "./kinds/node.mjs";
import { thread } from "./kinds/thread.mjs";
import { firefox, webkit } from "./kinds/webdriver.mjs";
import { oldWorkerd, workerd } from "./kinds/workerd.mjs";

export const RUNTIMES = {
  "Node 18": node(18),
  "Node 20": node(20),
  "Node 22": node(22),
  "Node 24": node(24),
  "Node 26": node(26),
  "Node worker thread": thread,
  Deno: deno,
  Bun: bun,
  workerd,
  "workerd of 2023": oldWorkerd,
  Chromium: chromium,
  "Web Worker": webWorker,
  "Service Worker": serviceWorker,
  Firefox: firefox,
  WebKit: webkit,
};
