// How wasm-pack's package for the web is started: the client's types are those of the one for Node.
import init, { type InitInput, type InitOutput, initSync, PulseClient } from "pulse-wasm";
import { type Equal, holds } from "./holds.js";

export async function starts(module: BufferSource): Promise<PulseClient> {
  holds<Equal<ReturnType<typeof init>, Promise<InitOutput>>>();
  await init();
  await init({ module_or_path: new URL("pulse_wasm_bg.wasm", "https://a.example") });
  const input: InitInput = module;
  await init({ module_or_path: input });
  initSync({ module });
  return new PulseClient({ apiKey: "key" });
}

export function refused(): void {
  // @ts-expect-error there is something to be given
  initSync();
  // @ts-expect-error what starts is awaited
  init().memory;
  // @ts-expect-error a client is made from options, not from a module
  new PulseClient({ module_or_path: "pulse_wasm_bg.wasm" });
}
