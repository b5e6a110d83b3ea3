// The local API, and a proxy that adds the key: the binary that EMULATOR_BIN names, on free ports.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** `site` is a folder that the proxy's origin has, too. */
export async function servers(site) {
  const api = await start(["--faults", "--pending-ms", "600000", "--cancel-ms", "0"]);
  const proxy = await start(["--upstream", api.url, ...(site ? ["--serve", site] : [])]);
  const ask = async (path, body) => {
    const init = body && { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(api.url + path, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  };
  return {
    url: proxy.url,
    /** Creates a job that lasts as long as it is told. */
    job: (jobId, life) => ask("/_emulator/jobs", { jobId, ...life }),
    fault: (jobId, fault) => ask("/_emulator/faults", { jobId, ...fault }),
    /** The methods of the requests about a job. */
    async requests(jobId) {
      const { requests } = await ask(`/_emulator/requests?jobId=${jobId}`);
      return requests.map(({ method }) => method);
    },
    async stop() {
      await proxy.stop();
      await api.stop();
    },
  };
}

async function start(flags) {
  const child = spawn(process.env.EMULATOR_BIN, ["--port", "0", "--exit-with-stdin", ...flags], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, PULSE_API_KEY: "test-key" },
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const stop = async () => {
    child.stdin.end();
    await once(child, "exit");
  };
  return { url: line.replace("listening on ", ""), stop };
}
