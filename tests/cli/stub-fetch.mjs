// Loaded before the command: a fetch that answers at once; prints the process's peak memory to stderr at the end.
import process from "node:process";

const headers = { get: () => null };

globalThis.fetch = async (url) => {
  const jobId = decodeURIComponent(url.slice(url.lastIndexOf("/") + 1));
  const body = JSON.stringify({ job_id: jobId, message: "Job cancelled successfully" });
  return { status: 200, headers, text: async () => body };
};

process.on("exit", () => {
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stderr.write(`peak ${peak} MB\n`);
});
