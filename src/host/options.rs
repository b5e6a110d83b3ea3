//! Reads options where JavaScript is shorter by far, and keeps the first problem of a reading.

use alloc::string::String;

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/options.js")]
extern "C" {
    #[wasm_bindgen(js_name = beginReading)]
    pub fn begin_reading();
    /// The first problem since the reading began, or undefined.
    #[wasm_bindgen(js_name = endReading)]
    pub fn end_reading() -> JsValue;
    #[wasm_bindgen(js_name = isFine)]
    pub fn is_fine() -> bool;
    pub fn refuse(message: &str);
    #[wasm_bindgen(js_name = refuseOption)]
    pub fn refuse_option(name: &str, why: &str);
    #[wasm_bindgen(js_name = refuseHeader)]
    pub fn refuse_header(name: &JsValue, why: &str);

    /// An option as it is; undefined where it cannot be read, which is a problem.
    #[wasm_bindgen(js_name = optionOf)]
    pub fn option(options: &JsValue, name: &str) -> JsValue;
    /// The property `jobId` of what a method of `Jobs` is given.
    #[wasm_bindgen(js_name = jobIdOf)]
    pub fn job_id_of(request: &JsValue) -> JsValue;
    /// An option that must be true or false.
    pub fn choice(options: &JsValue, name: &str, fallback: bool) -> bool;
    /// A number option: `fallback` where it is absent, -1 where it is no number.
    #[wasm_bindgen(js_name = numberOf)]
    pub fn number_of(options: &JsValue, name: &str, fallback: f64) -> f64;

    /// An environment variable.
    pub fn env(name: &str) -> Option<String>;
    /// A URL as the platform parses and writes it, with `/job/` at its end; a path is taken from the page's origin.
    pub fn absolute(url: &str) -> Option<String>;
    /// The headers of a record, or of what lists its pairs itself: lower-case names and values in turn.
    pub fn pairs(record: &JsValue) -> JsValue;
    /// `?` and the query, or undefined for none.
    pub fn query(params: &JsValue) -> JsValue;
}
