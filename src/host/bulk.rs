//! The host's side of a bulk run: its source, its jobs' records, its caller's functions.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/bulk.js")]
extern "C" {
    /// Opens a run whose events go to `driver`, the module's exports; its slot.
    #[wasm_bindgen(js_name = openRun)]
    pub fn open_run(driver: &JsValue, cancels: bool) -> u32;

    /// What the caller holds of a run.
    #[wasm_bindgen(js_name = handleOf)]
    pub fn handle_of(run: u32) -> JsValue;

    /// Puts the caller's functions beside a run. Whether there is one that judges jobs.
    #[wasm_bindgen(js_name = attachHandlers)]
    pub fn attach_handlers(run: u32, options: &JsValue) -> bool;

    /// Whether a 404 is an outcome of its own.
    #[wasm_bindgen(js_name = ignoresMissing)]
    pub fn ignores_missing(options: &JsValue) -> bool;

    /// Opens a record for the job of the id that came last; its slot.
    #[wasm_bindgen(js_name = openJob)]
    pub fn open_job(run: u32) -> u32;

    /// Hands the job's state to `onlyIf`.
    pub fn judge(slot: u32);

    /// How many ids ended how.
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

    /// Hands out the outcome of a job that was done; whether it was read at once.
    pub fn fulfil(slot: u32, index: u32) -> bool;
    /// Of one that failed.
    pub fn fail(slot: u32, index: u32, error: &JsValue) -> bool;
    /// Of one that nothing was done to.
    pub fn skip(slot: u32, index: u32, reason: &str) -> bool;

    /// The run is over, after this stop.
    pub fn finish(run: u32, stopped_by: Option<&str>);
}

#[wasm_bindgen(module = "/src/js/source.js")]
extern "C" {
    /// Puts the caller's iterable beside a run. Whether it is known to end.
    #[wasm_bindgen(js_name = attachSource)]
    pub fn attach_source(run: u32, ids: &JsValue) -> bool;

    /// Asks the source for its next id; it may be reported before this returns.
    pub fn pull(run: u32);

    /// Closes the source.
    #[wasm_bindgen(js_name = closeSource)]
    pub fn close_source(run: u32);
}

#[wasm_bindgen(module = "/src/js/outcomes.js")]
extern "C" {
    #[wasm_bindgen(js_name = outcomes)]
    type CarriedOutcomes;
}
