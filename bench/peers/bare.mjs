// The code one writes if nothing can go wrong.
export const make =
  ({ fetch = globalThis.fetch, baseUrl, key }) =>
  async (jobId) => {
    const headers = { "x-api-key": key, accept: "application/json" };
    const response = await fetch(`${baseUrl}/job/${jobId}`, { method: "DELETE", headers });
    return JSON.parse(await response.text());
  };
