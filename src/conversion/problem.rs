//! What is wrong with what was handed over: the first thing found. What is read after it does not count, so nothing
//! returns early; that, at every option, would weigh as much as the reading.

use alloc::borrow::ToOwned;

use pulse_core::{Duration, Limits, check_retries, check_seconds};
use wasm_bindgen::prelude::*;

use crate::errors;

#[wasm_bindgen(module = "/src/js/options.js")]
extern "C" {
    /// An option as it is; throws a validation error where it cannot be read.
    #[wasm_bindgen(catch, js_name = option)]
    fn read(options: &JsValue, name: &str) -> Result<JsValue, JsValue>;
    /// A number option: `fallback` where it is absent, -1 where it is no number.
    #[wasm_bindgen(js_name = numberOf)]
    fn number_of(options: &JsValue, name: &str, fallback: f64) -> f64;
}

/// The first thing that is wrong, if anything is.
pub struct Problem(Option<JsValue>);

impl Problem {
    pub const fn none() -> Self {
        Self(None)
    }

    pub const fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// The value, if nothing was wrong.
    pub fn unless<T>(self, value: T) -> Result<T, JsValue> {
        match self.0 {
            None => Ok(value),
            Some(error) => Err(error),
        }
    }

    pub fn refuse(&mut self, message: &str) {
        self.note(errors::validation(message));
    }

    /// `name` and what is wrong with it.
    #[inline(never)]
    pub fn refuse_option(&mut self, name: &str, why: &str) {
        self.refuse(&(name.to_owned() + why));
    }

    /// A validation error that the host has made.
    #[inline(never)]
    pub fn note(&mut self, error: JsValue) {
        self.0.get_or_insert(error);
    }

    /// What the host has read, or nothing.
    pub fn value(&mut self, read: Result<JsValue, JsValue>) -> JsValue {
        read.unwrap_or_else(|error| {
            self.note(error);
            JsValue::UNDEFINED
        })
    }

    /// An option as it is. One that cannot be read must not count as absent: it may have been a guard.
    #[inline(never)]
    pub fn option(&mut self, options: &JsValue, name: &str) -> JsValue {
        self.value(read(options, name))
    }

    /// An option that must be true or false: "false" is a text, and must not open what false keeps shut.
    pub fn choice(&mut self, options: &JsValue, name: &str) -> bool {
        let value = self.option(options, name);
        value.as_bool().unwrap_or_else(|| {
            if !is_nothing(&value) {
                self.refuse_option(name, " must be true or false");
            }
            false
        })
    }

    /// The limits that `options` sets, over those of `base`.
    pub fn limits(&mut self, options: &JsValue, base: Limits) -> Limits {
        Limits {
            max_retries: self.count(options, "maxRetries", base.max_retries, 0),
            timeout: self.seconds(options, "timeoutInSeconds", base.timeout),
            deadline: self.seconds(options, "deadlineInSeconds", base.deadline),
        }
    }

    /// A time option.
    #[inline(never)]
    pub fn seconds(&mut self, options: &JsValue, name: &str, base: Duration) -> Duration {
        let number = number_of(options, name, f64::NAN);
        if number.is_nan() {
            return base;
        }
        check_seconds(number).unwrap_or_else(|_| {
            self.refuse_option(name, " must be a number above 0, or Infinity for no limit");
            base
        })
    }

    /// A whole number from `least`, which is 0 or 1.
    #[inline(never)]
    pub fn count(&mut self, options: &JsValue, name: &str, base: u32, least: u32) -> u32 {
        match check_retries(number_of(options, name, f64::from(base))) {
            Ok(count) if count >= least => count,
            _ => {
                self.refuse_option(
                    name,
                    match least {
                        0 => " must be a whole number from 0",
                        _ => " must be a whole number from 1",
                    },
                );
                base
            }
        }
    }
}

pub fn is_nothing(value: &JsValue) -> bool {
    value.is_undefined() || value.is_null()
}
