// How the page is built: plain files for any static server, nothing inlined, so that its Content-Security-Policy can be strict.
import { defineConfig } from "vite";

export default defineConfig({
  // It works wherever its folder is put.
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es" },
  build: {
    target: "es2022",
    // A data: address would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    license: false,
  },
});
