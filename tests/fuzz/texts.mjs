// Texts that a caller or a server may send: any UTF-16, lone surrogates and line breaks included, and those that mean something.
import fc from "fast-check";

export const KEY = "k3y-of-the-fuzzer";

const units = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd800, max: 0xdfff })))
  .map((codes) => String.fromCharCode(...codes));

const odd = fc.constantFrom(
  "",
  ".",
  "..",
  "%2e%2e",
  "../x",
  "a/b?c#d",
  "\u2028",
  "\ufeff",
  "\0",
  "\r\n",
  "__proto__",
  "constructor",
  "toString",
  "a".repeat(1_025),
  "😀".repeat(1_024),
  KEY,
  `x${KEY}y`,
  JSON.stringify({ error: { message: KEY } }),
);

export const text = fc.oneof(fc.string({ unit: "binary" }), fc.string(), units, odd);

/** Some pieces in a row, the key among them. */
export const echoing = fc
  .array(fc.oneof(text, fc.constant(KEY)), { maxLength: 6 })
  .map((parts) => parts.join(""));
