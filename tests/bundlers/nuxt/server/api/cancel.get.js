// A route on the server.
import { cancel } from "../../src/cancel.js";

export default defineEventHandler((event) => {
  const { job, api } = getQuery(event);
  return cancel(job, api);
});
