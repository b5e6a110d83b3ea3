//! Reads what JavaScript hands over: options and suppliers. Whatever is wrong becomes a validation error.

mod base;
mod bulk;
mod client;
mod headers;
mod key;
mod problem;
mod ready;

use alloc::string::String;

use wasm_bindgen::prelude::*;

pub use client::ClientOptions;
use headers::Headers;
#[cfg(feature = "typed")]
pub use key::checked as check_key;
use problem::{Problem, is_nothing};
pub use ready::{CallRecipe, ready};

use crate::values::Array;

#[wasm_bindgen(module = "/src/js/options.js")]
extern "C" {
    fn env(name: &str) -> Option<String>;
    /// A URL as the platform parses and writes it, with `/job/` at its end; a path is taken from the page's origin.
    fn absolute(url: &str) -> Option<String>;
    /// The headers of a record, or of what lists its pairs itself: lower-case names and values in turn.
    fn pairs(record: &JsValue) -> JsValue;
    /// `?` and the query, or undefined for none.
    fn query(params: &JsValue) -> JsValue;
}
