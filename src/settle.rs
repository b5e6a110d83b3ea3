//! How a call ends outside, and what of its last response may be asked for. Knows nothing of the rules.

use alloc::string::String;

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/settle.js")]
extern "C" {
    /// Resolves with the last response's data, or with an outcome and that data.
    pub fn resolve(slot: u32, outcome: Option<&str>);

    /// Rejects with an error.
    pub fn reject(slot: u32, error: &JsValue);

    /// A header of the last response.
    pub fn header(slot: u32, name: &str) -> Option<String>;

    /// The last response's body: JSON, or its text.
    pub fn data(slot: u32) -> JsValue;

    /// Hands a job's new state to `onUpdate`.
    pub fn update(slot: u32);

    /// Tells the observer what happened. A number below 0 stands for none.
    pub fn observe(
        slot: u32,
        kind: &str,
        get: bool,
        attempt: u32,
        status: i32,
        duration_in_seconds: f64,
        delay_in_seconds: f64,
        error: &JsValue,
    );
}
