// OpenAI's client with its default options.
import OpenAI from "openai";

export const make = ({ fetch, baseUrl, key }) => {
  const client = new OpenAI({
    apiKey: "unused",
    baseURL: baseUrl,
    defaultHeaders: { "x-api-key": key },
    dangerouslyAllowBrowser: true,
    fetch,
  });
  return (jobId) => client.delete(`/job/${jobId}`);
};
