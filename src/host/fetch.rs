//! An attempt, which is one call of the host, and what it finds in the call's record.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/endpoints.js")]
extern "C" {
    /// Tells the host about an endpoint, under the number by which [`send`] and `observe` name it.
    #[wasm_bindgen(js_name = registerEndpoint)]
    pub fn register_endpoint(number: u32, method: &str, suffix: &str);

    /// Tells the host a string field that a successful response of the endpoint must have.
    #[wasm_bindgen(js_name = requireField)]
    pub fn require_field(number: u32, field: &str);
}

#[wasm_bindgen(module = "/src/js/fetch.js")]
extern "C" {
    /// Sends one request; reports its end, or that its timeout of `milliseconds` has passed. Where a function of the
    /// platform fails, `Broke` is reported before this returns.
    pub fn send(
        slot: u32,
        endpoint: u32,
        prefix: &JsValue,
        id: &JsValue,
        query: &JsValue,
        key: &str,
        milliseconds: f64,
        attempts: u32,
    );

    /// Adds to a call's record what is not the default. Returns whether its signal has aborted already.
    #[wasm_bindgen(js_name = applyOptions)]
    pub fn apply_options(
        slot: u32,
        fetch: &JsValue,
        observer: &JsValue,
        client_signal: &JsValue,
        client_headers: &JsValue,
        headers: &JsValue,
        options: &JsValue,
    ) -> bool;

    /// Sets the headers, once their suppliers have answered.
    #[wasm_bindgen(js_name = setHeaders)]
    pub fn set_headers(slot: u32, headers: &JsValue);
}
