// A server of jobs on a host of its own: node server.mjs PORT. It keeps connections open, and tells what it was asked.
import { createServer } from "node:http";

const [port] = process.argv.slice(2).map(Number);
const asked = [];

const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
  const jobId = request.url.split("/").pop();
  asked.push({ method: request.method, jobId });
  const body = JSON.stringify({ job_id: jobId, message: "Job cancelled successfully" });
  response.setHeader("content-type", "application/json");
  if (jobId.startsWith("half-") && asked.filter((one) => one.jobId === jobId).length === 1) {
    // The rest is never sent: whoever reads it loses the network meanwhile.
    response.setHeader("content-length", body.length);
    response.write(body.slice(0, 10));
    process.send?.({ half: jobId });
    return;
  }
  const delay = jobId.startsWith("slow-") ? 100 : 0;
  setTimeout(() => response.end(body), delay);
});
server.listen(port, "0.0.0.0", () => process.send?.({ ready: true }));
process.on("message", () => process.send?.({ asked }));
