//! How a call's promise settles, and what the driver may ask about its last response.

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

    /// The code in the last response's error body, cut to what the rules need.
    #[wasm_bindgen(js_name = errorCode)]
    pub fn error_code(slot: u32) -> Option<String>;

    /// The job's status in the last response's body, cut likewise.
    #[wasm_bindgen(js_name = jobStatus)]
    pub fn job_status(slot: u32) -> Option<String>;

    /// The wall clock when an error status came, in milliseconds since 1970; NaN where it could not be read.
    #[wasm_bindgen(js_name = wallClock)]
    pub fn wall_clock(slot: u32) -> f64;

    /// What the source of a run gave last.
    pub fn data(slot: u32) -> JsValue;

    /// Forgets an id that is the key, which nothing may show. Returns whether it was.
    #[wasm_bindgen(js_name = hideId)]
    pub fn hide_id(slot: u32, key: &str) -> bool;

    /// Calls `onUpdate` with a job's new state.
    pub fn update(slot: u32);
}

#[wasm_bindgen(module = "/src/js/messages.js")]
extern "C" {
    #[wasm_bindgen(js_name = messages)]
    type CarriedMessages;
}
