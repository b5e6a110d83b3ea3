import { PulseClient } from 'pulse-wasm';

const client = new PulseClient({
    apiKey: 'YOUR_API_KEY'
});

const jobIds = [
    "job-111-aaa",
    "job-222-bbb",
    "job-333-ccc"
];

for (const jobId of jobIds) {
    try {
        await client.jobs.cancelJob({ jobId });
        console.log(`✓ Cancelled: ${jobId}`);
    } catch (error: any) {
        console.log(`✗ Failed to cancel ${jobId}: ${error.message}`);
    }
}
