// The local API: the binary that EMULATOR_BIN names, on a free port.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export async function emulator() {
  const flags = ["--port", "0", "--exit-with-stdin", "--faults", "--pending-ms", "600000"];
  const child = spawn(process.env.EMULATOR_BIN, flags, { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const url = line.replace("listening on ", "");
  const post = async (path, body) => {
    const response = await fetch(url + path, { method: "POST", body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  return {
    url,
    /** Which jobs it was asked to cancel, of those whose id begins so. */
    async asked(prefix) {
      const { requests } = await (await fetch(`${url}/_emulator/requests`)).json();
      const cancels = requests.filter(({ method }) => method === "DELETE");
      return cancels.map(({ jobId }) => jobId).filter((jobId) => jobId?.startsWith(prefix));
    },
    job: (jobId) => post("/_emulator/jobs", { jobId }),
    /** What it answers to the next request about a job, instead. */
    fault: (jobId, fault) => post("/_emulator/faults", { jobId, ...fault }),
    stop: () => child.stdin.end(),
  };
}
