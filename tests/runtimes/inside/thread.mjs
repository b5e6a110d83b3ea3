// Runs a program in a worker_thread: node thread.mjs FILE. An uncaught error ends this process, as it would end the thread.
import { resolve } from "node:path";
import { Worker } from "node:worker_threads";

new Worker(resolve(process.argv[2]));
