// The client for a command line, with the key from where no one else can read it.

import { Buffer } from "node:buffer";
import { closeSync, openSync, readSync } from "node:fs";
import process from "node:process";
import { PulseClient, PulseEnvironment } from "pulse-wasm";
import { messageOf, reason, UsageError } from "./options.js";
import { proxyOf } from "./proxy.js";
import { isNode } from "./runtime.js";
import { fetchThrough } from "./tunnel.js";

/** In bytes; a larger file does not hold a key. */
const LARGEST = 4 << 10;

/** @typedef {import("./options.js").Values} Values */

/** @param {string | undefined} file */
function key(file) {
  if (file === undefined) {
    const { PULSE_API_KEY } = process.env;
    if (PULSE_API_KEY) return PULSE_API_KEY;
    throw new UsageError("no API key: set PULSE_API_KEY, or use --api-key-file FILE");
  }
  let text;
  try {
    text = startOf(file).trim();
  } catch (error) {
    throw new UsageError(`--api-key-file ${file} can't be read: ${reason(error)}`);
  }
  if (text === "") throw new UsageError(`--api-key-file ${file} is empty`);
  return text;
}

/**
 * The text of a file, of which no more is read than a key may have: it may be a pipe or a device, and never end.
 * @param {string} file
 */
function startOf(file) {
  const bytes = Buffer.alloc(LARGEST + 1);
  const fd = openSync(file, "r");
  try {
    let length = 0;
    for (let read = -1; read !== 0 && length <= LARGEST; length += read)
      read = readSync(fd, bytes, length, bytes.length - length, null);
    if (length > LARGEST) throw { code: "it is too large to hold a key" };
    return bytes.toString("utf8", 0, length);
  } finally {
    closeSync(fd);
  }
}

/**
 * The client's message, with the command's names in place of the client's options.
 * @param {string} message
 * @param {Values} values
 */
function reworded(message, values) {
  const where = values["base-url"] === undefined ? "PULSE_BASE_URL" : "--base-url";
  const from = values["api-key-file"] === undefined ? "PULSE_API_KEY" : "the key of --api-key-file";
  return messageOf({ name: "PulseValidationError", message })
    .replace(/^(?:baseUrl|the base URL)\b/, where)
    .replace(/^apiKey\b/, from)
    .replace(", or allowInsecure: true", "")
    .replace(", or in a page a path such as /api", "");
}

/**
 * The fetch to use where there is a proxy. Deno's and Bun's own has proxies, but is told where there is to be none.
 * @param {string} baseUrl
 */
async function proxied(baseUrl) {
  /** @type {URL} */
  let url;
  try {
    url = new URL(baseUrl);
  } catch {
    // The client says what is wrong with it.
    return undefined;
  }
  const through = proxyOf(url, process.env);
  if (isNode) return through && fetchThrough(through);
  const names = url.protocol === "https:" ? ["HTTPS_PROXY"] : ["HTTP_PROXY", "ALL_PROXY"];
  // Deno does not know `*` in NO_PROXY.
  if (!through)
    for (const name of names.flatMap((each) => [each, each.toLowerCase()]))
      delete process.env[name];
  return undefined;
}

/**
 * Creates the client. Returns it with the API's URL, and with the key, which no output may contain.
 * @param {Values} values
 * @param {((event: import("pulse-wasm").PulseEvent) => void) | undefined} onEvent
 */
export async function connect(values, onEvent) {
  const apiKey = key(values["api-key-file"]);
  const baseUrl = values["base-url"] ?? (process.env.PULSE_BASE_URL || PulseEnvironment.Default);
  const fetch = await proxied(baseUrl);
  try {
    const client = new PulseClient({
      apiKey,
      baseUrl,
      fetch,
      timeoutInSeconds: values.timeout,
      deadlineInSeconds: values.deadline,
      maxRetries: values.retries,
      onEvent,
    });
    // Safe to show: the client refuses a URL with credentials or a query.
    return { client, apiKey, baseUrl: new URL(baseUrl).href.replace(/\/+$/, "") };
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error);
    if (name !== "PulseValidationError") throw error;
    throw new UsageError(reworded(message, values));
  }
}
