// ky with its default options.
import ky from "ky";

export const make = ({ fetch, baseUrl, key }) => {
  const client = ky.create({ headers: { "x-api-key": key }, ...(fetch && { fetch }) });
  return (jobId) => client.delete(`${baseUrl}/job/${jobId}`).json();
};
