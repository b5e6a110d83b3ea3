// The package as published, with its default options.
import { PulseClient } from "pulse-wasm";

export const make = ({ fetch, baseUrl, key }) => {
  const client = new PulseClient({ apiKey: key, baseUrl, fetch });
  return (jobId) => client.jobs.cancelJob({ jobId });
};
