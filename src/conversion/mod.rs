//! Reads what JavaScript hands over: options and suppliers. Whatever is wrong becomes a validation error.

mod base;
mod bulk;
mod client;
mod headers;
mod key;
mod ready;

use alloc::borrow::ToOwned;
use alloc::string::String;

use pulse_core::{Duration, Limits, check_retries, check_seconds};
use wasm_bindgen::prelude::*;

pub use client::ClientOptions;
use headers::Headers;
#[cfg(feature = "typed")]
pub use key::check as check_key;
pub use ready::{CallRecipe, ready};

use crate::errors;
use crate::values::{Array, read};

#[wasm_bindgen(module = "/src/js/options.js")]
extern "C" {
    fn env(name: &str) -> Option<String>;
    /// A URL as the platform parses and writes it; a path is taken from the page's origin.
    fn absolute(url: &str) -> Option<String>;
    /// A number option: `fallback` where it is absent, -1 where it is no number.
    #[wasm_bindgen(js_name = numberOf)]
    fn number_of(options: &JsValue, name: &str, fallback: f64) -> f64;
    /// The headers of a record, or of what lists its pairs itself: lower-case names and values in turn.
    #[wasm_bindgen(catch)]
    fn pairs(record: &JsValue) -> Result<Array, JsValue>;
}

fn is_nothing(value: &JsValue) -> bool {
    value.is_undefined() || value.is_null()
}

fn invalid<T>(message: &str) -> Result<T, JsValue> {
    Err(errors::validation(message))
}

/// An option as it is. One that cannot be read must not count as absent: it may have been a guard.
fn option(options: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    if is_nothing(options) {
        return Ok(JsValue::UNDEFINED);
    }
    read(options, name).map_err(|cause| errors::unreadable(name, &cause))
}

/// An option that must be a function; undefined where it is absent.
fn function(options: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    let value = option(options, name)?;
    if value.is_function() {
        return Ok(value);
    }
    if is_nothing(&value) {
        return Ok(JsValue::UNDEFINED);
    }
    invalid(&(name.to_owned() + " must be a function"))
}

/// An option that must be true or false: "false" is a text, and must not open what false keeps shut.
fn choice(options: &JsValue, name: &str, default: bool) -> Result<bool, JsValue> {
    let value = option(options, name)?;
    match value.as_bool() {
        Some(value) => Ok(value),
        None if is_nothing(&value) => Ok(default),
        None => invalid(&(name.to_owned() + " must be true or false")),
    }
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

/// A time option.
fn seconds(options: &JsValue, name: &str, base: Duration) -> Result<Duration, JsValue> {
    let number = number_of(options, name, f64::NAN);
    if number.is_nan() {
        return Ok(base);
    }
    check_seconds(number).or_else(|_| {
        invalid(&(name.to_owned() + " must be a number above 0, or Infinity for no limit"))
    })
}
