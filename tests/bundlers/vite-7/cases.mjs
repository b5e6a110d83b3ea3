// The Vite before the newest, which bundles with Rollup and esbuild: it treats what it loads otherwise.
export { cases } from "../vite/cases.mjs";

export const quick = false;
export const tool = "vite";
