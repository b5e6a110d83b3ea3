// An endpoint on the server.
import { json } from "@sveltejs/kit";
import { cancel } from "../../cancel.js";

export async function GET({ url }) {
  const { job, api } = Object.fromEntries(url.searchParams);
  return json(await cancel(job, api));
}
