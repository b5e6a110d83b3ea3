//! The API key option: a text, a supplier, or none at all.

use alloc::string::String;

use pulse_core::KeyProblem;
use wasm_bindgen::prelude::*;

use super::{env, invalid, is_absent};
use crate::settle::property;

/// Where the key comes from. Invariant: its text stays in wasm memory, never in a JavaScript property.
pub enum Key {
    /// No key is sent: a proxy adds it.
    None,
    /// The same for each call.
    Text(String),
    /// Asked once a call.
    Supplier(JsValue),
}

impl Key {
    /// The key's text, where it is known.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Reads `apiKey`, else the environment; `in_headers` is a key given as a header.
    pub fn read(options: &JsValue, in_headers: bool) -> Result<Self, JsValue> {
        let value = property(options, "apiKey");
        if value.is_null() {
            return Ok(Self::None);
        }
        if value.is_function() {
            return Ok(Self::Supplier(value));
        }
        if !is_absent(&value) {
            return check(value.as_string()).map(Self::Text);
        }
        match env("PULSE_API_KEY") {
            Some(text) => check(Some(text)).map(Self::Text),
            None if in_headers => Ok(Self::None),
            None => invalid(
                "no API key: give apiKey, set PULSE_API_KEY, or pass apiKey: null where a proxy adds it",
            ),
        }
    }
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
