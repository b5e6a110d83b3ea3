// The code one writes by hand for a timeout and a check of the answer; it has no retries, and its caller cannot abort it.
export const make =
  ({ fetch = globalThis.fetch, baseUrl, key }) =>
  async (jobId) => {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), 60_000);
    try {
      const headers = { "x-api-key": key, accept: "application/json" };
      const response = await fetch(`${baseUrl}/job/${encodeURIComponent(jobId)}`, {
        method: "DELETE",
        headers,
        redirect: "manual",
        signal: controller.signal,
      });
      const text = await response.text();
      if (!response.ok) throw new Error(text);
      const data = JSON.parse(text);
      if (data?.job_id !== jobId || typeof data.message !== "string") throw new Error(text);
      return data;
    } finally {
      clearTimeout(timer);
    }
  };
