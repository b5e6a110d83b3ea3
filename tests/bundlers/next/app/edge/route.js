// A route handler in the edge runtime, which compiles no wasm from bytes.
import { cancel } from "../../src/cancel.js";

export const runtime = "edge";

export async function GET(request) {
  const { job, api } = Object.fromEntries(new URL(request.url).searchParams);
  return Response.json(await cancel(job, api));
}
