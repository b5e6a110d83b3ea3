//! What only the typed Rust API asks of the host.

use alloc::string::String;

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/typed.js")]
extern "C" {
    /// The name of an error's kind, by its class.
    #[wasm_bindgen(js_name = kindOf)]
    pub fn kind_of(error: &JsValue) -> String;

    /// An iterable of the ids that `next` gives, until undefined; where `is_async`, `next` gives promises of them.
    #[wasm_bindgen(js_name = idsFrom)]
    pub fn ids_from(next: &JsValue, close: &JsValue, is_async: bool, size: Option<f64>) -> JsValue;

    /// Aborts a call whose future was dropped.
    pub fn abandon(slot: u32, promise: &JsValue);

    /// Aborts a run that was dropped.
    #[wasm_bindgen(js_name = abandonRun)]
    pub fn abandon_run(slot: u32, handle: &JsValue);
}
