//! The host's clock and its randomness. What of it throws or gives nonsense counts as NaN.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/runtime.js")]
extern "C" {
    /// The monotonic time, in milliseconds.
    pub fn now() -> f64;

    /// From 0 to 1.
    pub fn random() -> f64;
}
