// Imports the client and does nothing with it: what a bundler keeps of that is measured.
// biome-ignore lint/correctness/noUnusedImports: that is the point.
import { PulseClient } from "pulse-wasm";

console.log("nothing of the package is used");
