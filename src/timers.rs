//! The clock and the one timer of each call. Knows nothing of the rules.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/host.js")]
extern "C" {
    /// Wakes the driver for `slot` after so many milliseconds, or sooner; after infinitely many never.
    pub fn sleep(slot: u32, milliseconds: f64);
}

#[wasm_bindgen(module = "/src/js/runtime.js")]
extern "C" {
    /// The monotonic time, in milliseconds.
    pub fn now() -> f64;
}

#[wasm_bindgen]
extern "C" {
    /// The time since 1970, in milliseconds.
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    pub fn wall_clock() -> f64;
}
