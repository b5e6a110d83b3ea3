// The entry of a page that leaves the work to a worker.
import { asked, say } from "./say.js";

const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => say(data);
worker.onerror = ({ message }) => say({ error: `the worker failed: ${message}` });
worker.postMessage(asked());
