// Says plainly what went wrong and what to do about it, visibly and for screen readers.
import {
  ForbiddenError,
  NotFoundError,
  PulseConnectionError,
  PulseTimeoutError,
  PulseValidationError,
  TooManyRequestsError,
  UnauthorizedError,
} from "pulse-wasm";
import { byId, element } from "./dom.js";

const box = byId("notice");

/** @type {[new (...given: never[]) => Error, string, string][]} */
const ADVICE = [
  [
    UnauthorizedError,
    "Wrong key",
    "The server does not know this key. Correct it in the field “API key”.",
  ],
  [ForbiddenError, "Not yours", "The job belongs to another key, and stays as it is."],
  [NotFoundError, "No such job", "The server knows no job with this id. Look for a typing error."],
  [
    TooManyRequestsError,
    "Too many requests",
    "The server wants fewer calls. Try again in a moment.",
  ],
  [
    PulseTimeoutError,
    "No answer in time",
    "It is unknown whether the server acted. Asking again does no harm.",
  ],
  [PulseConnectionError, "No connection", "The server could not be reached. Is it running?"],
  [
    PulseValidationError,
    "Refused before sending",
    "Nothing was sent. The input has to be corrected first.",
  ],
];

/**
 * Shows an error until it is dismissed or replaced.
 * @param {unknown} thrown
 */
export function show(thrown) {
  const error = /** @type {Error & { statusCode?: number }} */ (thrown);
  const found = ADVICE.find(([kind]) => error instanceof kind);
  const title = found?.[1] ?? "That did not work";
  const status = error.statusCode ? ` (${error.statusCode})` : "";
  const close = element("button", { type: "button", class: "quiet", "aria-label": "Dismiss" }, "✕");
  close.addEventListener("click", hide);
  const words = element(
    "div",
    {},
    element("strong", {}, title + status),
    element("p", {}, found?.[2] ?? "See the line below."),
    element("p", { class: "said" }, error.message),
  );
  const mark = element("span", { class: "mark", "aria-hidden": "true" }, "!");
  box.replaceChildren(mark, words, close);
  box.hidden = false;
}

export function hide() {
  box.hidden = true;
  box.replaceChildren();
}
