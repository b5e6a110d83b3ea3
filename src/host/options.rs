//! Reading options where JavaScript takes far less code than Rust; keeps the first problem found.

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

    /// An option as it is; undefined if it cannot be read, which is recorded as a problem.
    #[wasm_bindgen(js_name = optionOf)]
    pub fn option(options: &JsValue, name: &str) -> JsValue;
    /// The property `jobId` of the argument of a `Jobs` method.
    #[wasm_bindgen(js_name = jobIdOf)]
    pub fn job_id_of(request: &JsValue) -> JsValue;
    /// A job id, cut one past the longest; none for what is no string.
    #[wasm_bindgen(js_name = idText)]
    pub fn id_text(job_id: &JsValue) -> Option<String>;
    /// An option that must be true or false.
    pub fn choice(options: &JsValue, name: &str, fallback: bool) -> bool;
    /// A number option: `fallback` if it is absent, -1 if it is not a number.
    #[wasm_bindgen(js_name = numberOf)]
    pub fn number_of(options: &JsValue, name: &str, fallback: f64) -> f64;

    /// An environment variable.
    pub fn env(name: &str) -> Option<String>;
    /// A URL as the platform parses and writes it, with `/job/` at its end; a path is taken from the page's origin.
    pub fn absolute(url: &str) -> Option<String>;
    /// The headers of a record or of an iterable of pairs: lower-case names and values in turn.
    pub fn pairs(record: &JsValue) -> JsValue;
    /// `?` and the query, or undefined for none.
    pub fn query(params: &JsValue) -> JsValue;
}
