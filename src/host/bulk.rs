//! The host's side of a bulk run: its source, its jobs' records, its caller's functions.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/bulk.js")]
extern "C" {
    /// Opens a run whose events go to `driver`, the module's exports; returns its slot.
    #[wasm_bindgen(js_name = openRun)]
    pub fn open_run(driver: &JsValue, cancels: bool) -> u32;

    /// The `BulkCancellation` of a run, which the caller gets.
    #[wasm_bindgen(js_name = handleOf)]
    pub fn handle_of(run: u32) -> JsValue;

    /// Adds the caller's functions to a run's record. Returns whether `onlyIf` is among them.
    #[wasm_bindgen(js_name = attachHandlers)]
    pub fn attach_handlers(run: u32, options: &JsValue) -> bool;

    /// Whether a 404 is a job skipped as missing, rather than a failure.
    #[wasm_bindgen(js_name = ignoresMissing)]
    pub fn ignores_missing(options: &JsValue) -> bool;

    /// Opens a record for the job whose id was pulled last; returns its slot.
    #[wasm_bindgen(js_name = openJob)]
    pub fn open_job(run: u32) -> u32;

    /// Calls `onlyIf` with the job's state.
    pub fn judge(slot: u32);

    /// Records how many jobs have ended in each way.
    pub fn tally(
        run: u32,
        cancelled: u32,
        finished: u32,
        fulfilled: u32,
        failed: u32,
        skipped: u32,
        duplicates: u32,
        in_flight: u32,
    );

    /// Records the outcome of a job that succeeded; returns whether it counts as read already.
    pub fn fulfil(slot: u32, index: u32) -> bool;
    /// The same for a job that failed.
    pub fn fail(slot: u32, index: u32, error: &JsValue) -> bool;
    /// The same for a job that was skipped.
    pub fn skip(slot: u32, index: u32, reason: &str) -> bool;

    /// Ends the run; `stopped_by` says why, if it was stopped.
    pub fn finish(run: u32, stopped_by: Option<&str>);
}

#[wasm_bindgen(module = "/src/js/source.js")]
extern "C" {
    /// Adds the caller's iterable to a run's record. Returns whether it is known to be finite.
    #[wasm_bindgen(js_name = attachSource)]
    pub fn attach_source(run: u32, ids: &JsValue) -> bool;

    /// Asks the source for its next id, once the event loop has had its turn where that is due; it may be reported before
    /// this returns.
    pub fn pull(run: u32);

    /// Closes the source; reports when that has settled.
    #[wasm_bindgen(js_name = closeSource)]
    pub fn close_source(run: u32);
}

#[wasm_bindgen(module = "/src/js/outcomes.js")]
extern "C" {
    #[wasm_bindgen(js_name = outcomes)]
    type CarriedOutcomes;
}
