import { PulseClient } from 'pulse-wasm';

const client = new PulseClient({
    apiKey: 'YOUR_API_KEY'
});

const jobId = "abc123-def456-ghi789";

try {
    const response = await client.jobs.cancelJob({ jobId });
    console.log(`Job ${response.job_id} cancelled successfully`);
    console.log(`Message: ${response.message}`);
} catch (error) {
    console.log(`Failed to cancel job: ${error}`);
}
