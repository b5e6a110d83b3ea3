// The records of pending calls. Types only: nothing imports this file at run time.

/**
 * The module's exports through which the host reports events. Their arguments are numbers, which need no glue.
 *
 * @typedef {object} Driver
 * @property {(slot: number, status: number, isComplete: number) => void} pulse_response a response was read
 * @property {(slot: number, status: number) => void} pulse_oversized its body was longer than the limit
 * @property {(slot: number) => void} pulse_not_a_response fetch returned something other than a Response
 * @property {(slot: number) => void} pulse_failure fetch or the body threw
 * @property {(slot: number) => void} pulse_timer the call's timer fired
 * @property {(slot: number) => void} pulse_abort the signal aborted
 * @property {(slot: number) => void} pulse_supplied the suppliers have answered, or one threw
 * @property {(slot: number) => void} pulse_id_pulled the source gave an id
 * @property {(slot: number) => void} pulse_source_ended the source has no more ids
 * @property {(slot: number) => void} pulse_source_threw the source threw
 * @property {(slot: number) => void} pulse_source_closed the source was closed
 * @property {(slot: number, verdict: number) => void} pulse_judged `onlyIf` has returned
 * @property {(slot: number) => void} pulse_judge_threw `onlyIf` threw
 * @property {(slot: number, index: number) => void} pulse_outcome_taken an outcome was read
 * @property {(slot: number) => void} pulse_left the iteration was left early
 * @property {(slot: number) => void} pulse_stop no more jobs are to be started
 * @property {(slot: number) => void} pulse_broke a function of the platform has failed
 */

/**
 * A client's `onEvent` and `logging`, ready for use.
 *
 * @typedef {object} Observer
 * @property {(level: number, message: string, details: unknown) => void} log
 * @property {(error: any, call: PendingRecord) => void} failed logs the error that a call ended with
 * @property {unknown} onEvent
 */

/**
 * What the records of a call, a run and a run's job have in common.
 *
 * @typedef {object} PendingRecord
 * @property {number} slot its index in the host's table and in the driver's
 * @property {Driver} driver the module it is pending in
 * @property {number} attempts requests sent so far, as the core has counted them
 * @property {number} [callId] tells a call's events from others
 * @property {Error} [callSite] made where the caller called: its stack goes into the call's errors
 * @property {Promise<any>} [promise]
 * @property {(value: any) => void} [resolve]
 * @property {(error: unknown) => void} [reject]
 * @property {ReturnType<typeof setTimeout>} [timer]
 * @property {() => void} [fire] what the timer is to call, while it is set
 * @property {string} [culprit] the function of the platform that failed
 * @property {AbortSignal} [signal] the caller's signal that has aborted it
 * @property {AbortSignal[]} [signals] those of its call and of its client that may abort it
 * @property {AbortController} [controller] of the request in flight
 * @property {{ cancel?: () => Promise<void> }} [reader] of the body that is being read
 * @property {Observer} [observer]
 * @property {typeof fetch} [fetch] the client's fetch function, if it has one of its own
 * @property {(string | null)[]} [headers] names and values in turn; null: not to be sent
 * @property {boolean} [keepalive]
 * @property {unknown[]} [supplied] the suppliers' values, until the driver takes them
 * @property {unknown[]} [given] the keys that suppliers gave before the one that threw
 * @property {unknown} [cause] what was thrown last
 * @property {any} [data] the last response's body: JSON, or its text; for a run, the id pulled last
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
 * @property {Record<string, string>} [asked] those of its headers that pulse-core may ask for
 * @property {number} [wall] the wall clock when they were read
 * @property {string} [mismatch] why a body with all its fields is no answer all the same
 * @property {any} [before] the last body from the previous endpoint
 * @property {any} [earlier] the response that it was of
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
 * @property {boolean} cancels whether jobs are cancelled, or only their states read
 * @property {unknown} handle the `BulkCancellation` that the caller gets
 * @property {any} ids the caller's iterable
 * @property {Function} open returns an iterator over it
 * @property {boolean} isAsync
 * @property {number} pulls ids pulled since the event loop last had its turn
 * @property {any} [pulledSince] when the first of them was
 * @property {boolean} [isPulling] whether a next() is pending
 * @property {any} [source] the iterator, once there is one
 * @property {number} [total] how many ids there are, if the source says so
 * @property {boolean} [closed] whether the source was closed by the run
 * @property {{ error: unknown }} [threw] what the source threw
 * @property {Function} [onlyIf]
 * @property {Function} [onProgress]
 * @property {Record<string, number>} counts how many jobs have ended in each way
 * @property {number} done ids dealt with
 * @property {number} told the value of `done` when `onProgress` was last called
 * @property {number} duplicates
 * @property {number} inFlight
 * @property {{ jobId: unknown, error: unknown }[]} failures
 * @property {{ outcome: any, index: number }[]} queue outcomes that have not been read yet
 * @property {boolean} [isAwaited]
 * @property {object} [isIterated] the iteration over its outcomes, once there is one
 * @property {() => void} [ready] wakes that iteration
 *
 * @typedef {PendingRecord & RunFields} RunRecord
 */

export {};
