// What an example runs against: an emulator with its job, and the README's proxy in front of one.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { emulator } from "../support/emulator.mjs";
import { freePort } from "../support/trial.mjs";
import { JOB, JOBS } from "./blocks.mjs";

/** Passes on an emulator that has the examples' jobs, and the environment that points a client to it. */
export async function withEmulator(work) {
  const api = await emulator();
  try {
    for (const jobId of [JOB, ...JOBS]) await api.job({ jobId });
    return await work(api, { PULSE_API_KEY: "test-key", PULSE_BASE_URL: api.url });
  } finally {
    await api.stop();
  }
}

/** Starts the README's proxy in front of an emulator, and passes on its address. */
export const withProxy = (folder, work) =>
  withEmulator(async (api, env) => {
    const child = spawn("node", ["proxy.mjs"], {
      cwd: folder,
      env: { ...process.env, ...env, PORT: `${await freePort()}` },
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [line] = await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
      const address = String(line).trim();
      if (!URL.canParse(address)) throw new Error(`the proxy did not start: ${address}`);
      return await work(api, address);
    } finally {
      child.kill();
    }
  });
