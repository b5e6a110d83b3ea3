// What the records of pending calls hold. Types alone: nothing imports this file when it runs.

/**
 * The module's exports that the host reports events by. Their arguments are numbers, so that they need no glue.
 *
 * @typedef {object} Driver
 * @property {(slot: number, status: number, isComplete: number) => void} pulse_response a response was read
 * @property {(slot: number, status: number) => void} pulse_oversized its body was longer than a client reads
 * @property {(slot: number) => void} pulse_not_a_response fetch gave something else
 * @property {(slot: number) => void} pulse_failure fetch or the body threw
 * @property {(slot: number) => void} pulse_timer the call's timer fired
 * @property {(slot: number) => void} pulse_abort the signal was aborted
 * @property {(slot: number) => void} pulse_supplied the suppliers have answered, or one threw
 * @property {(slot: number) => void} pulse_id_pulled the source gave an id
 * @property {(slot: number) => void} pulse_source_ended the source has no more ids
 * @property {(slot: number) => void} pulse_source_threw the source threw
 * @property {(slot: number, verdict: number) => void} pulse_judged `onlyIf` has judged a job
 * @property {(slot: number) => void} pulse_judge_threw `onlyIf` threw
 * @property {(slot: number, index: number) => void} pulse_outcome_taken an outcome was read
 * @property {(slot: number) => void} pulse_left the iteration was left early
 * @property {(slot: number) => void} pulse_stop nothing further is to be started
 */

/**
 * What a client's `onEvent` and `logging` come to.
 *
 * @typedef {object} Observer
 * @property {(level: number, message: string, details: unknown) => void} log
 * @property {(error: any) => void} failed logs the error that a call ended with
 * @property {unknown} onEvent
 */

/**
 * What the records of a call, a run and a run's job have in common.
 *
 * @typedef {object} PendingRecord
 * @property {number} slot its place in the host's table and in the driver's
 * @property {Driver} driver the module it is pending in
 * @property {number} attempts requests sent so far, as the core has counted them
 * @property {Promise<any>} [promise]
 * @property {(value: any) => void} [resolve]
 * @property {(error: unknown) => void} [reject]
 * @property {ReturnType<typeof setTimeout>} [timer]
 * @property {AbortSignal} [signal] the caller's
 * @property {AbortController} [controller] of the request in flight
 * @property {{ cancel?: () => Promise<void> }} [reader] of the body that is being read
 * @property {Observer} [observer]
 * @property {typeof fetch} [fetch] the client's own
 * @property {(string | null)[]} [headers] names and values in turn; null: not to be sent
 * @property {boolean} [keepalive]
 * @property {unknown[]} [supplied] what the suppliers said, until the driver takes it
 * @property {unknown[]} [given] what suppliers said before one threw
 * @property {unknown} [cause] what was thrown last
 * @property {any} [data] the last response's body: JSON, or its text; of a run the id pulled last
 */

/**
 * The record of a call.
 *
 * @typedef {object} CallFields
 * @property {unknown} jobId as the caller gave it
 * @property {Promise<any>} promise
 * @property {(value: any) => void} resolve
 * @property {(error: unknown) => void} reject
 * @property {import("./endpoints.js").Endpoint} endpoint of the last request
 * @property {any} [response] the last one
 * @property {string} [text] its body as text
 * @property {Record<string, string>} [asked] the headers of it that rules may ask for
 * @property {any} [before] the last answer of the endpoint before
 * @property {(job: any) => unknown} [onUpdate]
 *
 * @typedef {PendingRecord & CallFields} CallRecord
 */

/**
 * The record of a run's job.
 *
 * @typedef {CallRecord & { run: RunRecord }} JobRecord
 */

/**
 * The record of a run.
 *
 * @typedef {object} RunFields
 * @property {Promise<any>} promise of the summary
 * @property {(value: any) => void} resolve
 * @property {(error: unknown) => void} reject
 * @property {boolean} cancels whether jobs are cancelled, rather than only asked after
 * @property {unknown} handle what the caller holds
 * @property {any} ids the caller's iterable
 * @property {Function} open makes an iterator of it
 * @property {boolean} isAsync
 * @property {any} [source] the iterator, once it was made
 * @property {number} [total] how many ids there are, where the source says so
 * @property {boolean} [closed] whether the source was closed by the run
 * @property {{ error: unknown }} [threw] what the source threw
 * @property {Function} [onlyIf]
 * @property {Function} [onProgress]
 * @property {Record<string, number>} counts how many jobs ended how
 * @property {number} done ids dealt with
 * @property {number} told how many of them `onProgress` was told of
 * @property {number} duplicates
 * @property {number} inFlight
 * @property {{ jobId: unknown, error: unknown }[]} failures
 * @property {{ outcome: any, index: number }[]} queue outcomes that nobody has read yet
 * @property {boolean} [isAwaited]
 * @property {object} [isIterated] who iterates
 * @property {() => void} [ready] wakes who iterates
 *
 * @typedef {PendingRecord & RunFields} RunRecord
 */

export {};
