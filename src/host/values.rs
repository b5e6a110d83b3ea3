//! The few JavaScript built-ins that reading options needs. Declared here because js-sys links an executor that nobody
//! calls, with its messages and the paths of the machine it was built on.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// An array of anything.
    pub type Array;

    #[wasm_bindgen(constructor)]
    pub fn new() -> Array;
    #[wasm_bindgen(method)]
    pub fn push(this: &Array, value: &JsValue);
    #[wasm_bindgen(method, getter)]
    pub fn length(this: &Array) -> u32;
    #[wasm_bindgen(method, indexing_getter)]
    pub fn get(this: &Array, index: u32) -> JsValue;

    /// The platform's own, which throws for a lone surrogate.
    #[wasm_bindgen(catch, js_name = encodeURIComponent)]
    pub fn encode_uri_component(text: &JsValue) -> Result<JsValue, JsValue>;
}
