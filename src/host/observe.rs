//! What a client's observer is told.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/observe.js")]
extern "C" {
    /// An observer for these options, or undefined where nobody asked for anything.
    pub fn observer(on_event: &JsValue, logging: &JsValue) -> JsValue;
}

#[wasm_bindgen(module = "/src/js/settle.js")]
extern "C" {
    /// Tells the observer of a call what happened. A number below 0 stands for none.
    pub fn observe(
        slot: u32,
        kind: &str,
        endpoint: u32,
        attempt: u32,
        status: i32,
        duration_in_seconds: f64,
        delay_in_seconds: f64,
        error: &JsValue,
    );
}
