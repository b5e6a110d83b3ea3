//! One fused host call an attempt, and what goes beside a call's record.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/endpoints.js")]
extern "C" {
    /// Tells the host of an endpoint, by the number that [`send`] and `observe` name it with.
    #[wasm_bindgen(js_name = registerEndpoint)]
    pub fn register_endpoint(number: u32, method: &str, suffix: &str);

    /// Tells the host of a string that a successful answer of the endpoint has.
    #[wasm_bindgen(js_name = requireField)]
    pub fn require_field(number: u32, field: &str);
}

#[wasm_bindgen(module = "/src/js/fetch.js")]
extern "C" {
    /// Sends one request, and reports its end, or that so many milliseconds have gone by.
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

    /// Puts beside a call what is not the default. Whether it is aborted already.
    #[wasm_bindgen(js_name = applyOptions)]
    pub fn apply_options(
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
