// An emulator that holds jobs which nothing ends but a cancellation, as fast as it can be: a release build without its record.
import { emulator } from "../../tests/support/emulator.mjs";

export function holding(jobs, flags = []) {
  if (!/[\\/]release[\\/]/.test(process.env.EMULATOR_BIN ?? "")) {
    throw new Error(
      "EMULATOR_BIN must name a release build: a debug build would be measured itself",
    );
  }
  const held = ["--pending-ms", "600000", "--cancel-ms", "0", "--jobs", `${jobs}`];
  return emulator([...held, ...flags], 0, { faults: false });
}
