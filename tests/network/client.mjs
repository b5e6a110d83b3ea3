// The client on a host of its own: node client.mjs ENTRY SERVER PORT. Each message is a call with its options, or a mode of the
// server of names; each answer how the call ended.
import { Names } from "./names.mjs";

const [entry, address, port] = process.argv.slice(2);
const { PulseClient } = await import(entry);

const names = new Names(address);
await names.start();
const clients = new Map();

function client(host) {
  const known = clients.get(host);
  if (known) return known;
  const baseUrl = `http://${host}:${port}`;
  const made = new PulseClient({ apiKey: "test-key", baseUrl, allowInsecure: true });
  clients.set(host, made);
  return made;
}

async function ended(work) {
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1_000;
  try {
    const value = await work();
    return { value, seconds: seconds() };
  } catch ({ name, message, attempts }) {
    return { error: { name, message, attempts }, seconds: seconds() };
  }
}

process.on("message", async ({ number, mode, host = address, jobId, jobIds, options }) => {
  if (mode) {
    names.mode = mode;
    process.send({ number });
    return;
  }
  const work = jobIds
    ? () => client(host).jobs.cancelJobs(jobIds, options)
    : () => client(host).cancelJob(jobId, options);
  process.send({ number, ...(await ended(work)) });
});
process.on("disconnect", () => process.exit(0));
process.send({ ready: true });
