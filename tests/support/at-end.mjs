// What a process cleans up when it ends, also where a signal ends it: Node runs no "exit" listener then.

/** What Ctrl-C, an ended CI job and a closed terminal send. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
const cleanups = new Set();

function cleanUp() {
  for (const cleanup of cleanups) cleanup();
  cleanups.clear();
}

/** Runs `cleanup`, which must be synchronous, once this process ends, whatever but SIGKILL ends it. */
export function atEnd(cleanup) {
  if (cleanups.size === 0) listen();
  cleanups.add(cleanup);
}

function listen() {
  process.once("exit", cleanUp);
  for (const signal of SIGNALS)
    process.once(signal, () => {
      cleanUp();
      // Nobody listens any more, so that it ends as it would have.
      process.kill(process.pid, signal);
    });
}
