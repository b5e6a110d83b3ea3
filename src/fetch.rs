//! One fused host call an attempt. Knows nothing of the rules.

use wasm_bindgen::prelude::*;

/// Bits of [`send`]'s report: which fields a body has as strings, and what is wrong with a response.
pub mod bits {
    /// `job_id` is a string.
    pub const JOB_ID: u32 = 1;
    /// `message` is a string.
    pub const MESSAGE: u32 = 2;
    /// `status` is a string.
    pub const STATUS: u32 = 4;
    /// `created_at` is a string.
    pub const CREATED_AT: u32 = 8;
    /// The body was longer than a client reads.
    pub const OVERSIZED: u32 = 16;
    /// The fetch function returned something that is no Response.
    pub const NOT_A_RESPONSE: u32 = 32;
}

#[wasm_bindgen(module = "/src/js/send.js")]
extern "C" {
    /// Sends one request and wakes the driver with its end, or after `milliseconds`.
    pub fn send(
        slot: u32,
        get: bool,
        prefix: &JsValue,
        path: &JsValue,
        key: &str,
        milliseconds: f64,
    );

    /// Puts beside a call what is not the default. Whether it is aborted already.
    pub fn equip(
        slot: u32,
        fetch: &JsValue,
        observer: &JsValue,
        client_headers: &JsValue,
        headers: &JsValue,
        options: &JsValue,
    ) -> bool;

    /// The headers, once their suppliers have answered.
    #[wasm_bindgen(js_name = setHeaders)]
    pub fn set_headers(slot: u32, client_headers: &JsValue, headers: &JsValue);
}

#[wasm_bindgen(module = "/src/js/host.js")]
extern "C" {
    /// Gives up the request in flight, if there is one.
    pub fn cancel(slot: u32);

    /// Asks suppliers for their values.
    pub fn supply(slot: u32, suppliers: &JsValue);

    /// What they said; undefined where one threw.
    pub fn supplied(slot: u32) -> JsValue;
}

// wasm-bindgen carries along only the files that Rust names, and other scripts import these.
#[wasm_bindgen(module = "/src/js/body.js")]
extern "C" {
    #[wasm_bindgen(js_name = drop)]
    fn drop_reader(reader: &JsValue);
}

#[wasm_bindgen(module = "/src/js/signal.js")]
extern "C" {
    fn unlisten(call: &JsValue);
}

#[wasm_bindgen(module = "/src/js/named.js")]
extern "C" {
    fn named(record: &JsValue) -> JsValue;
}

#[wasm_bindgen(module = "/src/js/words.js")]
extern "C" {
    fn scrub(value: &JsValue) -> JsValue;
}
