// All requests of the page: pulse-wasm for what it covers, fetch for submitting and for the emulator's own list.
import { PulseClient } from "pulse-wasm";

/** @typedef {import("pulse-wasm").PulseEvent} PulseEvent */

/**
 * A job of the list: the emulator says more of it than the API does.
 * @typedef {{ job_id: string, status: string, created_at?: string, owner?: number }} Job
 */

/**
 * The jobs to show, with how many there are and whether the server lists them.
 * @typedef {{ jobs: Job[], total: number, listed: boolean }} Jobs
 */

/**
 * A document to submit: by its address, or as a file.
 * @typedef {{ url?: string, file?: File }} Submission
 */

/** @type {PulseClient | undefined} */
let client;
/** @type {string | undefined} */
let clientKey;
/** @type {Map<string, (event: PulseEvent) => void>} */
const ears = new Map();

/**
 * One client for as long as the key stays the same, so that all its calls share one gate.
 * @param {string} key
 */
function clientFor(key) {
  if (client && clientKey === key) return client;
  const fresh = make(key);
  client?.free();
  client = fresh;
  clientKey = key;
  return client;
}

/**
 * Without a key none is sent: a same-origin proxy adds it.
 * @param {string} key
 */
const make = (key) =>
  new PulseClient({
    apiKey: key || null,
    baseUrl: location.origin,
    timeoutInSeconds: 10,
    onEvent: (event) => ears.get(event.jobId)?.(event),
  });

/**
 * Requests a cancellation; `onEvent` is told of its attempts and waits.
 * @param {string} key
 * @param {string} jobId
 * @param {(event: PulseEvent) => void} onEvent
 */
export async function cancel(key, jobId, onEvent) {
  if (typeof jobId === "string") ears.set(jobId, onEvent);
  try {
    return await clientFor(key).jobs.cancelJob({ jobId }).withRawResponse();
  } finally {
    ears.delete(jobId);
  }
}

/**
 * The same with another key, which is not kept afterwards.
 * @param {string} key
 * @param {string} jobId
 */
export async function cancelWith(key, jobId) {
  const other = make(key);
  try {
    return await other.jobs.cancelJob({ jobId }, { maxRetries: 0 }).withRawResponse();
  } finally {
    other.free();
  }
}

/**
 * Submits a document by URL or as a file; returns the job's id.
 * @param {string} key
 * @param {Submission} document
 * @returns {Promise<string>}
 */
export async function submit(key, { url, file }) {
  const form = new FormData();
  if (file) form.set("file", file);
  else if (url) form.set("fileUrl", url);
  /** @type {Record<string, string>} */
  const headers = key ? { "x-api-key": key } : {};
  const response = await fetch("/extract_async", { method: "POST", headers, body: form });
  const answer = await read(response);
  if (!response.ok) throw refused(response, answer);
  return answer.job_id;
}

/**
 * The ids to follow where the server keeps no list, as the real API does not; with what was last heard of each.
 * @type {Map<string, Job & { final?: boolean } | undefined>}
 */
const watched = new Map();
let hasList = true;

/** @param {string} jobId */
export function watch(jobId) {
  if (!hasList) watched.set(jobId, undefined);
}

/**
 * The jobs to show, newest first.
 * @param {string} key
 * @returns {Promise<Jobs>}
 */
export async function jobs(key) {
  if (!hasList) return { jobs: await follow(key), total: watched.size, listed: false };
  const response = await fetch("/_emulator/jobs?limit=200", { cache: "no-store" });
  if (response.status === 403 || response.status === 404) {
    hasList = false;
    return jobs(key);
  }
  const answer = await read(response);
  if (!response.ok) throw refused(response, answer);
  return { ...answer, listed: true };
}

/** @param {string} key */
async function follow(key) {
  const states = [...watched].map(async ([jobId, last]) => {
    if (last?.final) return last;
    /** @type {Job & { final?: boolean }} */
    const job = await clientFor(key)
      .jobs.getJob({ jobId })
      .catch((/** @type {Error} */ error) => ({
        job_id: jobId,
        status: error.message,
        final: true,
      }));
    watched.set(jobId, job);
    return job;
  });
  return (await Promise.all(states)).reverse();
}

/** @param {Response} response */
async function read(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { error: { message: text.slice(0, 200) } };
  }
}

/**
 * An error of a request made without the package, worded like the package's own.
 * @param {Response} response
 * @param {{ error?: { message?: string, code?: string } }} answer
 */
function refused({ status, statusText }, answer) {
  const { message = statusText, code } = answer.error ?? {};
  const error = new Error(`${status}: ${message}${code ? ` (${code})` : ""}`);
  return Object.assign(error, { name: "Refused", statusCode: status });
}
