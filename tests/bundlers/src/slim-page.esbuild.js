// A page that keeps the wasm in a separate file: the bundler copies the file and knows its URL.
import address from "pulse-wasm/pulse_wasm.wasm";
import { initialize } from "pulse-wasm/slim";
import { asked, inWords, say } from "./say.js";
import { cancel } from "./slim-cancel.js";

const { job, api } = asked();

async function run() {
  initialize(await WebAssembly.compileStreaming(fetch(address)));
  return cancel(job, api);
}
run().then(say, (error) => say(inWords(error)));
