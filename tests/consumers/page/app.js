// The page: polls the list, and makes a call for each button.
import * as api from "./api.js";
import { logged } from "./calls.js";
import { byId, field } from "./dom.js";
import * as notice from "./notice.js";
import * as view from "./view.js";

const POLL = 1000;
const OTHER_KEY = "other-key";

const key = () => field("key").value.trim();
/** @param {unknown} id */
const short = (id) =>
  typeof id === "string" && id.length > 13 ? `${id.slice(0, 8)}…` : String(id);
/** @param {Awaited<ReturnType<typeof api.cancel>>} answer */
const confirmation = ({ data, rawResponse }) => `${rawResponse.status} ${data.message}`;

/**
 * Runs a button's action; an error is shown and goes no further.
 * @param {() => unknown} work
 */
async function attempt(work) {
  notice.hide();
  try {
    await work();
  } catch (error) {
    notice.show(error);
  }
  await refresh();
}

/** @param {string} jobId */
async function cancel(jobId) {
  view.mark(jobId, true);
  try {
    /** @param {(event: import("pulse-wasm").PulseEvent) => void} onEvent */
    const call = (onEvent) => api.cancel(key(), jobId, onEvent);
    await logged("cancelJob", short(jobId), call, confirmation);
  } catch (error) {
    view.mark(jobId, false);
    throw error;
  }
}

/** @param {string[]} ids */
async function cancelAll(ids) {
  const outcomes = await Promise.allSettled(ids.map(cancel));
  const failed = outcomes.filter((outcome) => outcome.status === "rejected");
  if (failed.length > 0) throw failed[0].reason;
}

/**
 * @param {api.Submission} document
 * @param {string} asKey
 */
const submit = (document, asKey = key()) =>
  logged(
    "submit",
    document.file?.name ?? document.url ?? "",
    () => api.submit(asKey, document),
    (id) => `accepted as ${short(id)}`,
  );

/**
 * What each button of "See what an error looks like" does.
 * @type {Record<string, () => Promise<unknown>>}
 */
const provoke = {
  unknown: () => cancel("no-such-job"),
  async foreign() {
    const jobId = await submit({ url: "https://example.com/not-yours.pdf" }, OTHER_KEY);
    await cancel(jobId);
  },
  key: () =>
    logged(
      "cancelJob",
      "no-such-job",
      () => api.cancelWith("wrong-key", "no-such-job"),
      confirmation,
    ),
  input: () => cancel(".."),
};

/** @type {ReturnType<typeof setTimeout> | undefined} */
let polling;

async function refresh() {
  clearTimeout(polling);
  try {
    view.draw(await api.jobs(key()));
    view.link("live", "Live");
  } catch (error) {
    view.link("lost", `Connection lost: ${/** @type {Error} */ (error).message}. Trying again…`);
  }
  clearTimeout(polling);
  // A hidden page does not poll.
  if (!document.hidden) polling = setTimeout(refresh, POLL);
}

/** The document that the form names. */
function chosen() {
  const file = field("file").files?.[0];
  const url = field("url").value.trim();
  if (!file && !url) throw new Error("Give the address of a document, or choose a file.");
  return file ? { file } : { url };
}

view.start((ids) => attempt(() => cancelAll(ids)));

byId("submit").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(async () => submit(chosen()));
});

byId("submit-ten").addEventListener("click", () =>
  attempt(async () => {
    const document = chosen();
    await Promise.all(Array.from({ length: 10 }, () => submit(document)));
  }),
);

byId("by-id").addEventListener("submit", (event) => {
  event.preventDefault();
  const jobId = field("job-id").value.trim();
  attempt(async () => {
    await cancel(jobId);
    api.watch(jobId);
  });
});

byId("provoke").addEventListener("click", (event) => {
  const kind = /** @type {Element} */ (event.target).closest("button")?.dataset.error;
  if (kind) attempt(provoke[kind]);
});

// There is nothing to submit: the key is read when a call begins.
byId("key-form").addEventListener("submit", (event) => event.preventDefault());

field("show-key").addEventListener("change", () => {
  field("key").type = field("show-key").checked ? "text" : "password";
});

document.addEventListener("visibilitychange", refresh);
refresh();
