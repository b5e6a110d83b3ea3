// The first call in a service worker. There is no moment before its imports: the time counts from the worker's start.
import * as pulse from "/pkg/index.js";
import { firstCall } from "./first-call.mjs";
import { handOver } from "./hand-over.mjs";

const called = firstCall(() => pulse).then(() => performance.now());

addEventListener("message", (event) => event.waitUntil(handOver(event.data, () => called)));
