// Reports what some work in a page or worker returns, or why it failed.
import { handIn } from "./first-call.mjs";

export async function handOver(what, work) {
  let path = `/${what}`;
  let value;
  try {
    value = await work(what);
  } catch (error) {
    path = "/failed";
    value = { error: String(error?.stack ?? error?.message ?? error), where: location.href };
  }
  // The runner may open the next page before this one has read the response.
  await handIn(location.origin, path, value).catch(() => {});
}
