//! The headers option: strings, suppliers, and null for a header that is not to be sent.

use alloc::string::String;

use pulse_core::{HeaderProblem, check_header};
use wasm_bindgen::prelude::*;

use super::validator::is_nothing;
use super::{Validator, key};
use crate::host::options::pairs;
use crate::host::values::Array;

/// The header that carries the key.
const KEY: &str = "x-api-key";

/// Headers as the host takes them: names and values in turn, null for a header that is not to be sent.
#[derive(Default)]
pub struct Headers {
    /// An array, or undefined for none.
    pub pairs: JsValue,
    /// Whether suppliers are among the values.
    pub asks: bool,
    /// Whether one of them gives the key.
    pub asks_key: bool,
    /// The x-api-key among them, which is never in `pairs`: "" if none is to be sent.
    pub key: Option<String>,
}

impl Headers {
    /// Reads `headers`.
    pub fn read(options: &JsValue, validator: &mut Validator) -> Self {
        let record = validator.option(options, "headers");
        if is_nothing(&record) {
            return Self::default();
        }
        if !record.is_object() {
            validator.refuse("headers must be an object of names and values");
            return Self::default();
        }
        Self::check(&pairs(&record), false, validator)
    }

    /// Checks names and values in turn. What is `supplied` has no suppliers.
    pub fn check(given: &JsValue, supplied: bool, validator: &mut Validator) -> Self {
        let given: &Array = given.unchecked_ref();
        let pairs = Array::new();
        let mut all = Self::default();
        for index in (0..given.length()).step_by(2) {
            let (name, value) = (given.get(index), given.get(index.wrapping_add(1)));
            let name_text = name.as_string().unwrap_or_default();
            let is_key = name_text == KEY;
            let is_function = value.is_function() && !supplied;
            all.asks |= is_function;
            all.asks_key |= is_function && is_key;
            if value.is_undefined() {
                continue;
            }
            let text = value.as_string();
            if is_key && !is_function {
                all.key = Some(match value.is_null() {
                    true => String::new(),
                    false => key::check(KEY, text, validator),
                });
                continue;
            }
            if text.is_none() && !value.is_null() && !is_function {
                validator.refuse_header(&name, " must be a string, null, undefined or a function");
            }
            match check_header(&name_text, text.as_deref().unwrap_or_default()) {
                Ok(()) => {}
                Err(HeaderProblem::Name) => {
                    validator.refuse("headers has a name that is not an HTTP token");
                }
                Err(HeaderProblem::Value) => {
                    validator.refuse_header(&name, " has a character that a header cannot contain");
                }
            }
            pairs.push(&name);
            pairs.push(&value);
        }
        all.pairs = pairs.into();
        all
    }
}
