// The package's wrapper round the crate's class: the module starts with the first client, no method throws, and a trap in the
// module becomes errors.
import { handleOf, openRun } from "../../src/js/bulk.js";
import { onTrap, openCall, promiseOf, swapOpened, trapped } from "../../src/js/call.js";
import { named, PulseError } from "../../src/js/errors.js";
import { bindMethods } from "../../src/js/promise.js";
import { reject } from "../../src/js/settle.js";

const dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/** @typedef {import("../../src/js/records.js").Driver} Driver */
/** @typedef {import("../../src/js/records.js").RunRecord} RunRecord */
/** @typedef {{ jobs?: CrateJobs }} Handle */

/**
 * The crate's class, from the current instance of the module. After a trap the next client starts a new instance; existing clients
 * keep theirs.
 * @type {CrateJobsClass | undefined}
 */
let CrateJobs;

/**
 * Calls a method of the crate's jobs. Invariant: it never throws; whatever is wrong rejects what it returns.
 * @param {any} owner
 * @param {string} method
 * @param {any} subject
 * @param {unknown} options
 */
function invoke(owner, method, subject, options) {
  const isRun = method.endsWith("Jobs");
  // A call finds its caller when it fails; a run's jobs have no other trace of theirs.
  const before = swapOpened(undefined, isRun ? new Error() : undefined);
  let problem;
  try {
    if (owner) return owner[method](subject, options);
    problem = new PulseError("this PulseClient was freed; create a new one");
  } catch (cause) {
    // The record that the method had opened is rejected with all the others of its module.
    const call = /** @type {RunRecord | undefined} */ (swapOpened());
    problem = trapped(cause, call?.driver);
    if (call) return call.handle ?? call.promise;
  } finally {
    // A getter of another call's options may have begun this one.
    swapOpened(before);
  }
  // A call that has not begun reports no events.
  const slot = isRun
    ? openRun(/** @type {Driver} */ ({}), true)
    : openCall(/** @type {Driver} */ ({}), undefined);
  const held = isRun ? handleOf(slot) : promiseOf(slot);
  reject(slot, problem);
  return held;
}

/**
 * Frees a client's jobs. After a trap in the module that may fail, and does not matter.
 * @param {Handle} handle
 */
function release({ jobs }) {
  try {
    jobs?.free();
  } catch {
    // The memory goes with the module.
  }
}

const Jobs = /* @__PURE__ */ named({
  Jobs: class {
    #handle;

    /** @param {Handle} handle */
    constructor(handle) {
      this.#handle = handle;
      bindMethods(this, Jobs);
    }

    /**
     * @param {unknown} request
     * @param {unknown} options
     */
    cancelJob(request, options) {
      return invoke(this.#handle.jobs, "cancelJob", request, options);
    }

    /**
     * @param {unknown} request
     * @param {unknown} options
     */
    getJob(request, options) {
      return invoke(this.#handle.jobs, "getJob", request, options);
    }

    /**
     * @param {unknown} request
     * @param {unknown} options
     */
    waitForJob(request, options) {
      return invoke(this.#handle.jobs, "waitForJob", request, options);
    }

    /**
     * @param {unknown} request
     * @param {unknown} options
     */
    cancelJobAndWait(request, options) {
      return invoke(this.#handle.jobs, "cancelJobAndWait", request, options);
    }

    /**
     * @param {unknown} jobIds
     * @param {unknown} options
     */
    cancelJobs(jobIds, options) {
      return invoke(this.#handle.jobs, "cancelJobs", jobIds, options);
    }

    /**
     * @param {unknown} jobIds
     * @param {unknown} options
     */
    getJobs(jobIds, options) {
      return invoke(this.#handle.jobs, "getJobs", jobIds, options);
    }

    /**
     * @param {unknown} jobIds
     * @param {unknown} options
     */
    waitForJobs(jobIds, options) {
      return invoke(this.#handle.jobs, "waitForJobs", jobIds, options);
    }
  },
});

/**
 * The client class over a module that `boot` loads when the first client is created, not at import.
 * @param {() => CrateJobsClass} boot
 */
export function clientOver(boot) {
  const PulseClient = named({
    PulseClient: class {
      /** @type {Handle} */
      #handle;
      #jobs;

      /** @param {unknown} options */
      constructor(options) {
        if (!CrateJobs) {
          CrateJobs = boot();
          onTrap(() => {
            CrateJobs = undefined;
          });
        }
        try {
          this.#handle = { jobs: new CrateJobs(options) };
        } catch (error) {
          // Without the module's frames, which could leave no room for the caller's.
          /** @type {any} */ (Error).captureStackTrace?.(error, new.target);
          throw error;
        }
        this.#jobs = new Jobs(this.#handle);
        bindMethods(this, PulseClient);
      }

      get jobs() {
        return this.#jobs;
      }

      /**
       * @param {unknown} jobId
       * @param {unknown} options
       */
      cancelJob(jobId, options) {
        return invoke(this.#handle.jobs, "cancelJob", { jobId }, options);
      }

      /** Gives the client's memory back at once; calls that are under way end as they would have. */
      free() {
        const handle = { ...this.#handle };
        this.#handle.jobs = undefined;
        // A caller's function may call this while the client is still beginning a call.
        Promise.resolve().then(() => release(handle));
      }

      [dispose]() {
        this.free();
      }
    },
  });
  return PulseClient;
}
