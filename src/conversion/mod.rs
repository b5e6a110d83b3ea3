//! Reads what JavaScript hands over: options, ids, suppliers. Whatever is wrong becomes a validation error.

mod base;
mod bulk;
mod client;
mod headers;
mod key;
mod request;

pub use base::{Base, check_keyless, parse as parse_base};
pub use bulk::read as read_bulk;
pub use client::ClientOptions;
pub use headers::{Headers, Value};
pub use key::{Key, check as check_key};
pub use request::{DEFAULT_INTERVAL, RequestOptions, job_path};

use alloc::borrow::ToOwned;
use alloc::string::String;
use pulse_core::Duration;

use pulse_core::{Limits, check_retries, check_seconds};
use wasm_bindgen::prelude::*;

use crate::errors;
use crate::settle::property;

#[wasm_bindgen(module = "/src/js/runtime.js")]
extern "C" {
    fn env(name: &str) -> Option<String>;
    /// A URL as the platform parses and writes it; a path is taken from the page's origin.
    fn absolute(url: &str) -> Option<String>;
    /// The pairs of a record, a Map or a Headers object, as an array of arrays.
    /// A number option: `fallback` where it is absent, -1 where it is no number.
    #[wasm_bindgen(js_name = numberOf)]
    fn number_of(options: &JsValue, name: &str, fallback: f64) -> f64;
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
    let count = number_of(options, "maxRetries", f64::from(base.max_retries));
    let Ok(max_retries) = check_retries(count) else {
        return invalid("maxRetries must be a whole number from 0");
    };
    Ok(Limits {
        timeout: seconds(options, "timeoutInSeconds", base.timeout)?,
        deadline: seconds(options, "deadlineInSeconds", base.deadline)?,
        max_retries,
    })
}

/// A time option; None for no limit.
fn seconds(
    options: &JsValue,
    name: &str,
    base: Option<Duration>,
) -> Result<Option<Duration>, JsValue> {
    let number = number_of(options, name, f64::NAN);
    if number.is_nan() {
        return Ok(base);
    }
    check_seconds(number).or_else(|_| {
        invalid(&(name.to_owned() + " must be a number above 0, or Infinity for no limit"))
    })
}
