// A page that leaves the wasm in a file of its own: the bundler copies it and knows its address.
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
