// Replicate's client with its default options.
import Replicate from "replicate";

export const make = ({ fetch, baseUrl, key }) => {
  const client = new Replicate({ auth: "unused", baseUrl, fetch });
  return async (jobId) => {
    const options = { method: "DELETE", headers: { "x-api-key": key } };
    const response = await client.request(`/job/${jobId}`, options);
    return response.json();
  };
};
