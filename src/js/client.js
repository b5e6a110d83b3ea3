// The public classes: what Rust cannot give them is a promise of their own, methods that never throw, and an end.
import { cancelMany } from "./bulk.js";
import { PulseError, refusal } from "./errors.js";
import { connect, open, trapped } from "./host.js";
import { named } from "./named.js";
import { reject } from "./settle.js";

/** Numbers of `driver::task::kind` in Rust. */
const CANCEL = 0;
const GET = 1;
const WAIT = 2;
const CANCEL_AND_WAIT = 3;

const dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/** Begins a call. Invariant: it never throws; whatever is wrong rejects the promise. */
function begin(handle, kind, request, options, isId) {
  const call = open(handle.wake);
  const { promise, slot } = call;
  try {
    // A getter may throw, which is the caller's affair and no trap.
    call.jobId = isId ? request : request?.jobId;
  } catch (cause) {
    reject(slot, refusal("jobId could not be read", cause));
    return promise;
  }
  start(handle, call, kind, options);
  return promise;
}

/** The module that clients are made in. After a trap the next client gets a new one; those that are there keep theirs. */
let engine;
let wake;

/** Hands a record to the module. */
function start({ core }, { slot, jobId }, kind, options) {
  if (!core) {
    const message = "this PulseClient was freed; make a new one";
    reject(slot, new PulseError({ message, attempts: 0 }));
    return;
  }
  try {
    core.start(slot, kind, jobId, options);
  } catch (cause) {
    trapped(cause);
  }
}

/** After a trap the module may not let go of a client any more, which is nobody's business then. */
function release(core) {
  try {
    core.free();
  } catch {
    // Its memory goes with the module.
  }
}

class Jobs {
  #handle;

  constructor(handle) {
    this.#handle = handle;
  }

  cancelJob(request, options) {
    return begin(this.#handle, CANCEL, request, options);
  }

  getJob(request, options) {
    return begin(this.#handle, GET, request, options);
  }

  waitForJob(request, options) {
    return begin(this.#handle, WAIT, request, options);
  }

  cancelJobAndWait(request, options) {
    return begin(this.#handle, CANCEL_AND_WAIT, request, options);
  }

  cancelJobs(jobIds, options) {
    const handle = this.#handle;
    return cancelMany(jobIds, handle.wake, (run, kind) => start(handle, run, kind, options));
  }
}

/** The client class over a module that `boot` loads; it is loaded by the first client, not by the import. */
export function clientOver(boot) {
  return named({
    PulseClient: class {
      #handle;
      #jobs;

      constructor(options) {
        if (!engine) {
          const booted = boot();
          wake = (slot, event, status, bits) => booted.wake(slot, event, status, bits);
          connect(wake, () => {
            engine = undefined;
          });
          engine = booted;
        }
        this.#handle = { core: engine.client(options), wake };
        this.#jobs = new Jobs(this.#handle);
      }

      get jobs() {
        return this.#jobs;
      }

      cancelJob(jobId, options) {
        return begin(this.#handle, CANCEL, jobId, options, true);
      }

      /** Gives the client's memory back at once; calls that are under way end as they would have. */
      free() {
        const { core } = this.#handle;
        this.#handle.core = undefined;
        // A caller's function may call this while the client is still beginning a call.
        if (core) queueMicrotask(() => release(core));
      }

      [dispose]() {
        this.free();
      }
    },
  });
}
