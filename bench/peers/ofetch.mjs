// ofetch with its default options.
import { createFetch, ofetch } from "ofetch";

export const make = ({ fetch, baseUrl, key }) => {
  const client = fetch ? createFetch({ fetch, Headers, AbortController }) : ofetch;
  const options = { method: "DELETE", headers: { "x-api-key": key } };
  return (jobId) => client(`${baseUrl}/job/${jobId}`, options);
};
