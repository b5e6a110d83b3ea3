// The Vite major before the newest, which bundles with Rollup and esbuild and so treats modules differently.
export { cases } from "../vite/cases.mjs";

export const quick = false;
export const tool = "vite";
