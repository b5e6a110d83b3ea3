// Ctrl-C: the first stops starting, the second stops at once. A hang-up and a termination stop as the first does.
import { isatty } from "node:tty";

/** In milliseconds. A Ctrl-C may arrive twice, from the terminal and from npx; nobody presses it twice this fast. */
const ECHO_MS = 50;

/** @type {Record<string, number>} */
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** Watches for Ctrl-C, termination and hang-up. */
export class Interrupt {
  /**
   * The exit code that an interrupted run ends with; undefined while none has come.
   * @type {number | undefined}
   */
  code;
  /** @type {() => unknown} */
  #first = () => false;
  #last = () => {};
  /** @type {() => number | undefined} */
  #own = () => undefined;
  #at = 0;
  #now;
  #onTerminal;

  /**
   * @param {NodeJS.Process} process
   * @param {() => number} now
   * @param {boolean} onTerminal whether there is a terminal that may hang up
   */
  constructor(process, now = () => performance.now(), onTerminal = [0, 1, 2].some(isatty)) {
    this.#now = now;
    this.#onTerminal = onTerminal;
    for (const signal of Object.keys(CODES)) {
      process.on(signal, () => this.#hear(signal, process));
    }
  }

  /**
   * What the first does, and what is still said when the second ends it all. Until then the first ends it.
   * @param {() => unknown} first
   * @param {() => void} last
   */
  handle(first, last) {
    this.#first = first;
    this.#last = last;
  }

  /**
   * The run has ended: a signal ends the process, with the run's own code unless `isLost` tells of something untold.
   * @param {number} code
   * @param {() => boolean} isLost
   */
  over(code, isLost) {
    this.handle(
      () => false,
      () => {},
    );
    this.#own = () => (isLost() ? undefined : code);
  }

  /**
   * @param {string} signal
   * @param {NodeJS.Process} process
   */
  #hear(signal, process) {
    // Under nohup or as a service a run outlives the terminal that it was started from. A terminal that closes may hang up
    // more than once: by the shell and by the system.
    if (signal === "SIGHUP" && (!this.#onTerminal || this.code !== undefined)) return;
    const now = this.#now();
    if (this.code === undefined) {
      this.code = CODES[signal];
      this.#at = now;
      if (this.#first() !== false) return;
    } else if (now - this.#at < ECHO_MS) {
      return;
    }
    this.#last();
    end(process, signal, this.#own());
  }
}

/** The resources of Node's thread pool: file operations and DNS lookups. */
const THREADED = /^(FSReq|Get\w+Info)/;

/**
 * Ends the process at once. exit() waits for Node's threads, one of which may be stuck; the signal itself does not.
 * @param {NodeJS.Process} process
 * @param {string} signal
 * @param {number} [code]
 */
function end(process, signal, code = CODES[signal]) {
  if (process.getActiveResourcesInfo?.().some((name) => THREADED.test(name))) {
    process.removeAllListeners(signal);
    try {
      process.kill(process.pid, signal);
    } catch {
      // Deno may not allow it, and does not wait for threads.
    }
  }
  process.exit(code);
}
