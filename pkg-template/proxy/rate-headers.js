// What the API says of waiting, as a page's client reads it.

/**
 * The headers by which a page's client waits. What is no number of seconds is made one, a reset alone too: it was said by the
 * API's clock, not by the proxy's.
 * @param {any} rawResponse
 * @param {number | undefined} seconds what the client made of them
 * @param {string[]} keys
 */
export function rateHeaders(rawResponse, seconds, keys) {
  /** @type {Record<string, string>} */
  const headers = {};
  for (const name of ["retry-after", "x-ratelimit-reset"]) {
    let value = rawResponse?.headers.get(name)?.trim() ?? "";
    if (name === "retry-after" && !/^\d+(?:\.\d+)?$/.test(value)) {
      const wait = seconds ?? secondsTo(value, rawResponse?.headers.get("date"));
      value = wait === undefined ? "" : String(Math.ceil(wait));
    }
    if (/^[\x20-\x7e]{1,64}$/.test(value) && !keys.some((key) => value.includes(key)))
      headers[name] = value;
  }
  return headers;
}

/** The three forms of a date in HTTP; Date.parse alone takes anything for one. */
const DATES = [
  /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT$/,
  /^[A-Z][a-z]{5,8}, \d\d-[A-Z][a-z]{2}-\d\d [\d:]{8} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4}$/,
];

/**
 * The wait until a date, in seconds. The client tells it only of the statuses after which it waits itself.
 * @param {string} value
 * @param {string | null | undefined} now the API's clock; the proxy's where it does not say
 */
function secondsTo(value, now) {
  const [time, clock = Date.now()] = [value, now ?? ""].map((text) =>
    DATES.some((form) => form.test(text))
      ? Date.parse(text.endsWith("GMT") ? text : `${text} GMT`)
      : undefined,
  );
  return time === undefined || Number.isNaN(time - clock)
    ? undefined
    : Math.max(0, (time - clock) / 1e3);
}
