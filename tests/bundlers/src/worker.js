// The worker of worker-page.js.
import { cancel } from "./cancel.js";

self.onmessage = ({ data: { job, api } }) =>
  cancel(job, api).then(postMessage, (error) => postMessage({ error: String(error) }));
