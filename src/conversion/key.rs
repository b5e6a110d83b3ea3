//! The API key option: a text, a supplier, or none at all.

use alloc::string::String;

use pulse_core::KeyProblem;
use wasm_bindgen::prelude::*;

use super::{env, invalid, option};
use crate::values::property;

/// What is said where no key was given, and nobody said that none is to be sent.
pub const MISSING: &str =
    "no API key: give apiKey, set PULSE_API_KEY, or pass apiKey: null where a proxy adds it";

/// Reads `apiKey`, else the environment: the text, "" for none, or a supplier.
///
/// `in_headers`: a key is given as a header, so none need be here.
pub fn read(options: &JsValue, in_headers: bool) -> Result<(String, Option<JsValue>), JsValue> {
    let value = option(options, "apiKey")?;
    if value.is_null() {
        return Ok((String::new(), None));
    }
    if value.is_function() {
        return Ok((String::new(), Some(value)));
    }
    if !value.is_undefined() {
        return Ok((check(value.as_string())?, None));
    }
    match env("PULSE_API_KEY") {
        Some(text) => Ok((check(Some(text))?, None)),
        None if in_headers => Ok((String::new(), None)),
        None => invalid(MISSING),
    }
}

/// Whether the options say that no key is to be sent.
pub fn is_waived(options: &JsValue) -> bool {
    property(options, "apiKey").is_null()
}

/// A key's text, checked. The message never repeats it.
pub fn check(key: Option<String>) -> Result<String, JsValue> {
    let Some(key) = key else {
        return invalid("apiKey must be a string, a function that returns one, or null");
    };
    match pulse_core::check_key(&key) {
        Ok(()) => Ok(key),
        Err(KeyProblem::Empty) => invalid("apiKey is empty; pass null to send no key"),
        Err(KeyProblem::NotVisibleAscii) => {
            invalid("apiKey has a character outside visible ASCII, such as a space or a line break")
        }
    }
}
