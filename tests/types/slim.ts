// The entry whose module its user loads: the same surface, and what the module may be given as.
import * as pulse from "pulse-wasm";
import * as slim from "pulse-wasm/slim";
import { type Equal, holds } from "./holds.js";

/** Taken as it is everywhere: bytes of any kind, and what they compile to. */
export function given(bytes: Uint8Array, buffer: ArrayBuffer, module: object): void {
  holds<Equal<ReturnType<typeof slim.initialize>, void>>();
  slim.initialize(bytes);
  slim.initialize(buffer);
  slim.initialize(new DataView(buffer));
  slim.initialize(module);
}

export function refused(): void {
  // @ts-expect-error an address is not fetched
  slim.initialize("pulse_wasm.wasm");
  // @ts-expect-error there is something to be given
  slim.initialize();
  // @ts-expect-error nothing is no module
  slim.initialize(null);
  // @ts-expect-error the usual entry has its module
  pulse.initialize(new Uint8Array());
}

// One class, one set of types: what takes the one takes the other.
holds<Equal<typeof slim.PulseClient, typeof pulse.PulseClient>>();
holds<Equal<slim.BulkOptions, pulse.BulkOptions>>();
holds<Equal<Exclude<keyof typeof slim, keyof typeof pulse>, "initialize">>();
holds<Equal<Exclude<keyof typeof pulse, keyof typeof slim>, never>>();
export const client: pulse.PulseClient = new slim.PulseClient({ apiKey: "key" });
