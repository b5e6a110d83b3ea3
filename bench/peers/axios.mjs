// axios with its default options: over a stub by its fetch adapter, else by what it takes itself (in Node its own over node:http).
import axios from "axios";

export const make = ({ fetch, baseUrl, key }) => {
  const stubbed = fetch && { adapter: "fetch", env: { fetch, Request, Response } };
  const client = axios.create({ baseURL: baseUrl, headers: { "x-api-key": key }, ...stubbed });
  return async (jobId) => (await client.delete(`/job/${jobId}`)).data;
};
