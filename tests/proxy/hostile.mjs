// What nobody may get through with, wherever the proxy is mounted: strange ids, and what browsers say of other sites' pages.

export const EVIL = "https://evil.example";

/** What stands in an id's place, and is none. */
export const STRANGE_IDS = [
  "",
  ".",
  "..",
  "%2e",
  "%2e%2e",
  "%2E%2E",
  ".%2e",
  "%252e%252e",
  "..%2f..",
  "%2F",
  "a%2Fb",
  "a%252Fb",
  "a/b",
  "a/",
  "a//",
  "/a",
  "a\\b",
  "..\\a",
  "a%5Cb",
  "a%20b",
  "a+b",
  "%61",
  "a%",
  "a%2",
  "a%zz",
  "%00",
  "a%00",
  "a%0d%0aX:1",
  "%c3%a4",
  "%ff",
  "%c0%ae",
  "%ed%a0%80",
  "a;b",
  "a:b",
  "a@b",
  "a,b",
  "a*",
  "a'",
  "%EF%BC%8E%EF%BC%8E",
  "a".repeat(1_025),
];

/** Headers of requests that pages of other sites make. */
export const OTHER_PAGES = [
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { "sec-fetch-site": "none" },
  { "sec-fetch-site": "SAME-ORIGIN" },
  { "sec-fetch-site": "same-origin, cross-site" },
  { origin: EVIL, "sec-fetch-site": "cross-site" },
  { origin: EVIL },
  { origin: "null" },
  { origin: EVIL, "x-forwarded-host": "evil.example" },
  { origin: EVIL, forwarded: "host=evil.example;proto=https" },
];

/** Hosts that are not `host`, which an attacker may point here. */
export const foreignHosts = (host) => [
  "evil.example",
  `${host}.evil.example`,
  `evil.example:${new URL(`http://${host}`).port}`,
  new URL(`http://${host}`).hostname,
  `${host}0`,
];
