//! The API key option: a string, a supplier, or null for no key.

use alloc::string::String;

use pulse_core::KeyProblem;
use wasm_bindgen::prelude::*;

use super::Validator;
use crate::host::options::env;

/// The message if no key was given, and apiKey is not null either.
pub const MISSING: &str =
    "no API key: pass apiKey, set PULSE_API_KEY, or pass apiKey: null if a proxy adds it";

/// The option.
pub const NAME: &str = "apiKey";
/// The environment variable that is read where the option is absent.
const VARIABLE: &str = "PULSE_API_KEY";

/// Where a client's key comes from.
#[derive(Default)]
pub struct Key {
    /// "" for none.
    pub text: String,
    /// Undefined for none.
    pub supplier: JsValue,
    /// The options say that no key is to be sent.
    pub is_waived: bool,
}

/// Reads `apiKey`, else the environment.
///
/// `in_headers`: a key is given as a header, so none need be here.
pub fn read(options: &JsValue, in_headers: bool, validator: &mut Validator) -> Key {
    let mut key = Key::default();
    let value = validator.option(options, NAME);
    if value.is_null() {
        key.is_waived = true;
    } else if value.is_function() {
        key.supplier = value;
    } else if !value.is_undefined() {
        key.text = check(NAME, value.as_string(), validator);
    } else {
        match env(VARIABLE) {
            Some(text) => key.text = check(VARIABLE, Some(text), validator),
            None if in_headers => {}
            None => validator.refuse(MISSING),
        }
    }
    key
}

/// Checks a key that was given as `name`. The message never contains it.
pub fn check(name: &str, key: Option<String>, validator: &mut Validator) -> String {
    let why = match &key {
        None => " must be a string, a function that returns one, or null",
        Some(key) => match pulse_core::check_key(key) {
            Ok(()) => "",
            Err(KeyProblem::Empty) => " is empty; pass null to send no key",
            Err(KeyProblem::NotVisibleAscii) => {
                " has a character outside visible ASCII, such as a space or a line break"
            }
        },
    };
    if !why.is_empty() {
        validator.refuse_option(name, why);
    }
    key.unwrap_or_default()
}

/// The same for the typed API, which reads no other options with it.
#[cfg(feature = "typed")]
pub fn checked(key: Option<String>) -> Result<String, JsValue> {
    let mut validator = Validator::begin();
    let key = check(NAME, key, &mut validator);
    validator.finish()?;
    Ok(key)
}
