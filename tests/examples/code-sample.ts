import { PulseClient } from "pulse-wasm";

const client = new PulseClient({
    apiKey: "YOUR_API_KEY"
});

const result = await client.jobs.cancelJob({ jobId: "your-job-id" });

console.log(result);
