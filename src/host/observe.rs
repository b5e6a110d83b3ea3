//! What a client's observer is told.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/observe.js")]
extern "C" {
    /// An observer for these options, or undefined if neither is given.
    pub fn observer(on_event: &JsValue, logging: &JsValue) -> JsValue;
}

#[wasm_bindgen(module = "/src/js/settle.js")]
extern "C" {
    /// Reports an event of a call to its observer. A number below 0 stands for none.
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
