// The suite in a page.
export { suiteByImport as default } from "./web.mjs";
