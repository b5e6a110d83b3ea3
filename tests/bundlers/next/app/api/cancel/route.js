// A route handler in Node.
import { cancel } from "../../../src/cancel.js";

export async function GET(request) {
  const { job, api } = Object.fromEntries(new URL(request.url).searchParams);
  return Response.json(await cancel(job, api));
}
