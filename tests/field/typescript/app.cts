// The same by require, as a project in CommonJS has it.
import pulse = require("pulse-wasm");

const client = new pulse.PulseClient({ apiKey: null, baseUrl: "/api" });

async function cancel(jobId: string): Promise<string> {
  try {
    return (await client.cancelJob(jobId)).message;
  } catch (error) {
    if (error instanceof pulse.NotFoundError) return error.message;
    throw error;
  }
}

export = { cancel };
