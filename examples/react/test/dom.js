// A document for React to render into; fetch and AbortController stay Node's.
import { Window } from "happy-dom";

const window = new Window({ url: "http://127.0.0.1/" });
const names = [
  "document",
  "Node",
  "Element",
  "HTMLElement",
  "HTMLIFrameElement",
  "MutationObserver",
];
for (const name of [...names, "DocumentFragment", "FormData", "Event", "getComputedStyle"])
  globalThis[name] = window[name];
globalThis.window = window;
// Node has one of its own from 21 on.
globalThis.navigator ??= window.navigator;
globalThis.IS_REACT_ACT_ENVIRONMENT = true;
