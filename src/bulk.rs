//! The host's side of a bulk run: its source, its jobs' records, its caller's functions. Knows nothing of the rules.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/bulk.js")]
extern "C" {
    /// Puts the caller's functions beside a run, and tells its choices as bits.
    pub fn choose(run: u32, options: &JsValue) -> u32;

    /// Opens a record for the job of the id that came last, and returns its slot.
    #[wasm_bindgen(js_name = openJob)]
    pub fn open_job(run: u32) -> u32;

    /// Hands the job's state to `onlyIf`.
    pub fn judge(slot: u32);

    /// How many ids ended how.
    pub fn tally(
        run: u32,
        cancelled: u32,
        finished: u32,
        failed: u32,
        skipped: u32,
        duplicates: u32,
        in_flight: u32,
    );

    /// Closes a job's record and hands its outcome out; whether it was read at once.
    #[wasm_bindgen(js_name = settleJob)]
    pub fn settle(slot: u32, place: u32, end: u32, error: &JsValue) -> bool;

    /// The run is over, after this stop.
    pub fn finish(run: u32, stop: u32);
}

#[wasm_bindgen(module = "/src/js/source.js")]
extern "C" {
    /// Asks the source for its next id, which is then the run's data; one of `driver::bulk::pulled`.
    pub fn pull(run: u32) -> u32;

    /// Closes the source.
    #[wasm_bindgen(js_name = closeSource)]
    pub fn close_source(run: u32);
}

// wasm-bindgen carries along only the files that Rust names.
#[wasm_bindgen(module = "/src/js/outcomes.js")]
extern "C" {
    fn note(run: &JsValue);
}
