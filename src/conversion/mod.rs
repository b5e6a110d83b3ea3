//! Reads what JavaScript hands over: options, ids, suppliers. Whatever is wrong becomes a validation error.

mod base;
mod client;
mod headers;
mod key;
mod request;

pub use base::{Base, check_keyless, parse as parse_base};
pub use client::ClientOptions;
pub use headers::{Headers, Value};
pub use key::{Key, check as check_key};
pub use request::{DEFAULT_INTERVAL, RequestOptions, job_path};

use alloc::borrow::ToOwned;
use alloc::string::String;

use pulse_core::{Limits, check_retries, check_seconds};
use wasm_bindgen::prelude::*;

use crate::errors;
use crate::settle::property;

#[wasm_bindgen(module = "/src/js/runtime.js")]
extern "C" {
    fn env(name: &str) -> Option<String>;
    fn origin() -> Option<String>;
    /// The pairs of a record, a Map or a Headers object, as an array of arrays.
    #[wasm_bindgen(catch, js_name = entries)]
    fn try_entries(record: &JsValue) -> Result<js_sys::Array, JsValue>;
}

/// The pairs of an option; a getter of the caller's may throw.
fn entries(record: &JsValue, name: &str) -> Result<js_sys::Array, JsValue> {
    try_entries(record).or_else(|_| invalid(&(name.to_owned() + " could not be read")))
}

/// Absent, as far as an option can be.
fn is_absent(value: &JsValue) -> bool {
    value.is_undefined()
}

fn invalid<T>(message: &str) -> Result<T, JsValue> {
    Err(errors::validation(message))
}

/// An option that must be a function.
fn function(options: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    let value = property(options, name);
    if value.is_null() || is_absent(&value) || value.is_function() {
        return Ok(value);
    }
    invalid(&(name.to_owned() + " must be a function"))
}

fn flag(options: &JsValue, name: &str) -> bool {
    property(options, name).is_truthy()
}

/// The limits that `options` sets, over those of `base`.
fn limits(options: &JsValue, base: Limits) -> Result<Limits, JsValue> {
    let mut limits = base;
    if let Some(time) = seconds(options, "timeoutInSeconds")? {
        limits.timeout = time;
    }
    if let Some(time) = seconds(options, "deadlineInSeconds")? {
        limits.deadline = time;
    }
    let retries = property(options, "maxRetries");
    if !is_absent(&retries) {
        let count = retries.as_f64().and_then(|count| check_retries(count).ok());
        match count {
            Some(count) => limits.max_retries = count,
            None => return invalid("maxRetries must be a whole number from 0"),
        }
    }
    Ok(limits)
}

/// A time option: None where it is absent, `Some(None)` for no limit.
fn seconds(options: &JsValue, name: &str) -> Result<Option<Option<core::time::Duration>>, JsValue> {
    let value = property(options, name);
    if is_absent(&value) {
        return Ok(None);
    }
    match value.as_f64().and_then(|number| check_seconds(number).ok()) {
        Some(time) => Ok(Some(time)),
        None => invalid(&(name.to_owned() + " must be a number above 0, or Infinity for no limit")),
    }
}
