// Runs a program in a worker_thread: node thread.mjs FILE. What it throws ends this process, as it would there.
import { resolve } from "node:path";
import { Worker } from "node:worker_threads";

new Worker(resolve(process.argv[2]));
