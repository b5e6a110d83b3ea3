import { PulseClient } from 'pulse-wasm';

const client = new PulseClient({
    apiKey: 'YOUR_API_KEY'
});

async function cancelJobSafely(jobId: string): Promise<boolean> {
    /**
     * Cancel a job with comprehensive error handling.
     */
    try {
        const response = await client.jobs.cancelJob({ jobId });
        console.log(`✓ Job ${jobId} cancelled successfully`);
        return true;
    } catch (error: any) {
        if (error.statusCode === 404) {
            console.log(`✗ Job ${jobId} not found`);
        } else if (error.statusCode === 403) {
            console.log(`✗ You don't have access to job ${jobId}`);
        } else if (error.statusCode === 401) {
            console.log(`✗ Invalid or missing API key`);
        } else {
            console.log(`✗ Failed to cancel job: ${error.message}`);
        }
        return false;
    }
}

// Example usage
cancelJobSafely("abc123-def456-ghi789");
