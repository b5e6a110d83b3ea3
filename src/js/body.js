// Reads a response of any realm or library: its body's text up to a limit, and the headers that pulse-core asks for.

/** What a job's state may have: no response of the API comes near that, and a longer one must not fill the memory. */
const LONGEST = 64 * 1024 * 1024;
/** What any other answer may have, an error's first of all. */
const LONG = 1024 * 1024;

/**
 * Decodes bodies that came in one piece, as nearly all do.
 * @type {TextDecoder | undefined}
 */
let whole;

/**
 * The body's text up to the limit, and whether that is all of it; nothing for what is no text. Meanwhile `call.reader` can
 * be cancelled.
 * @param {import("./records.js").CallRecord} call
 * @param {any} response
 * @returns {Promise<[text?: string, isWhole?: boolean]>}
 */
export async function readText(call, response) {
  const limit = response.status < 400 && call.endpoint.method === "GET" ? LONGEST : LONG;
  const { body } = response;
  // A custom fetch's response need only have text(), and a locked body cannot be streamed.
  if (typeof body?.getReader !== "function" || body.locked) {
    const text = await response.text();
    if (typeof text !== "string") return [];
    // The standard text() removes a byte order mark, a custom one may not.
    return [text.replace(/^\ufeff/, "").slice(0, limit), text.length <= limit];
  }
  const reader = body.getReader();
  call.reader = reader;
  /** @type {TextDecoder | undefined} */
  let decoder;
  let [text, left] = ["", limit];
  // The last chunk is all that is held: some runtimes keep 64 KiB alive for each, however short it is.
  let last;
  // What has no length, such as a chunk of text, counts as too long.
  while (left >= 0) {
    const { done, value } = await reader.read();
    if (done) break;
    // A decoder of its own: it keeps the first bytes of a character that is split between two chunks.
    if (last) {
      decoder ??= new TextDecoder();
      text += decoder.decode(last, { stream: true });
    }
    last = left < value.byteLength ? value.subarray(0, left) : value;
    left -= value.byteLength;
  }
  const isWhole = left >= 0;
  if (!isWhole) drop(reader);
  // One that a stub has made does not outlive the stub.
  if (whole?.constructor !== TextDecoder) whole = new TextDecoder();
  return [text + (decoder ?? whole).decode(last), isWhole];
}

/**
 * Cancels a body, by its reader or its stream; an error of that is ignored.
 * @param {any} source
 */
export function drop(source) {
  try {
    source?.cancel?.()?.then?.(undefined, () => {});
  } catch {
    // A stream of a caller's own making may throw.
  }
}

/**
 * The headers that pulse-core may ask for, read up front: a custom response's may throw, or call into the client.
 * @param {any} response
 */
export function readHeaders(response) {
  /** @type {Record<string, string>} */
  const asked = {};
  for (const name of ["retry-after", "x-ratelimit-reset", "date"]) {
    try {
      const value = response.headers.get(name);
      // No longer than any that means something: it goes into the module's memory.
      if (typeof value === "string") asked[name] = value.trim().slice(0, 128);
    } catch {
      // Unreadable is the same as absent.
    }
  }
  return asked;
}

/**
 * Whether it has what the client needs of a Response, of whatever realm or library it is.
 * @param {any} response
 */
export const isResponse = (response) =>
  Number.isInteger(response?.status) &&
  response.status >= 0 &&
  response.status <= 999 &&
  typeof response.text === "function" &&
  typeof response.headers?.get === "function";
