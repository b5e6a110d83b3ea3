//! The table of pending calls: their promises, their one timer; and their suppliers.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/call.js")]
extern "C" {
    /// Opens a call whose events go to `driver`, the module's exports; returns its slot.
    #[wasm_bindgen(js_name = openCall)]
    pub fn open_call(driver: &JsValue, job_id: &JsValue) -> u32;

    /// The promise of a call.
    #[wasm_bindgen(js_name = promiseOf)]
    pub fn promise_of(slot: u32) -> JsValue;

    /// Cancels the request in flight, if there is one.
    pub fn cancel(slot: u32);
}

#[wasm_bindgen(module = "/src/js/timer.js")]
extern "C" {
    /// Sets the one timer of `slot`; Infinity clears it. Where setTimeout fails, `Broke` is reported before this
    /// returns.
    pub fn sleep(slot: u32, milliseconds: f64);
}

#[wasm_bindgen(module = "/src/js/suppliers.js")]
extern "C" {
    /// Calls the suppliers among these for their values: of the key, of the base URL, of headers.
    pub fn supply(
        slot: u32,
        key: &JsValue,
        base: &JsValue,
        client_headers: &JsValue,
        headers: &JsValue,
    );

    /// The key, the base URL and all the headers with the suppliers' values; undefined if one threw.
    pub fn supplied(slot: u32) -> JsValue;
}

#[cfg(feature = "typed")]
#[wasm_bindgen(module = "/src/js/promise.js")]
extern "C" {
    /// A promise of the response together with the data.
    #[wasm_bindgen(js_name = withRawResponse)]
    pub fn with_raw_response(promise: &JsValue) -> JsValue;
}

#[wasm_bindgen(module = "/src/js/body.js")]
extern "C" {
    #[wasm_bindgen(js_name = body)]
    type CarriedBody;
}

#[wasm_bindgen(module = "/src/js/promise.js")]
extern "C" {
    #[wasm_bindgen(js_name = promise)]
    type CarriedPromise;
}

#[wasm_bindgen(module = "/src/js/signal.js")]
extern "C" {
    /// The signal of a client, or undefined.
    #[wasm_bindgen(js_name = clientSignal)]
    pub fn client_signal(options: &JsValue) -> JsValue;
}
