// Reducto's client with its default options.
import Reducto from "reductoai";

export const make = ({ fetch, baseUrl, key }) => {
  const client = new Reducto({
    apiKey: "unused",
    baseURL: baseUrl,
    environment: null,
    defaultHeaders: { "x-api-key": key },
    fetch,
  });
  return (jobId) => client.delete(`/job/${jobId}`);
};
