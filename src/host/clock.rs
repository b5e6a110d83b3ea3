//! The host's clocks.

use wasm_bindgen::prelude::*;

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
