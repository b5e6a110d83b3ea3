// A worker that cancels the job its address names.
import { cancel } from "./src/cancel.js";

export default {
  async fetch(request) {
    const { job, api } = Object.fromEntries(new URL(request.url).searchParams);
    return Response.json(await cancel(job, api));
  },
};
