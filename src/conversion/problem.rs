//! What is wrong with what was handed over: the first thing found, which options.js keeps. What is read after it does not
//! count, so nothing returns early; that, at every option, would weigh as much as the reading.

use pulse_core::{Duration, Limits, check_count, check_seconds};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/options.js")]
extern "C" {
    fn begin();
    /// The first problem since `begin`, or undefined.
    fn end() -> JsValue;
    #[wasm_bindgen(js_name = isFine)]
    fn is_fine() -> bool;
    fn refuse(message: &str);
    #[wasm_bindgen(js_name = refuseOption)]
    fn refuse_option(name: &str, why: &str);
    #[wasm_bindgen(js_name = refuseHeader)]
    fn refuse_header(name: &JsValue, why: &str);
    /// An option as it is; undefined where it cannot be read, which is a problem.
    #[wasm_bindgen(js_name = optionOf)]
    fn option(options: &JsValue, name: &str) -> JsValue;
    /// An option that must be true or false.
    fn choice(options: &JsValue, name: &str) -> bool;
    /// A number option: `fallback` where it is absent, -1 where it is no number.
    #[wasm_bindgen(js_name = numberOf)]
    fn number_of(options: &JsValue, name: &str, fallback: f64) -> f64;
}

/// The first thing that is wrong, if anything is. Invariant: each ends in `unless`.
pub struct Problem(());

impl Problem {
    pub fn none() -> Self {
        begin();
        Self(())
    }

    pub fn is_none(&self) -> bool {
        is_fine()
    }

    /// The value, if nothing was wrong.
    pub fn unless<T>(self, value: T) -> Result<T, JsValue> {
        let error = end();
        if error.is_undefined() {
            Ok(value)
        } else {
            Err(error)
        }
    }

    pub fn refuse(&mut self, message: &str) {
        refuse(message);
    }

    /// `name` and what is wrong with it.
    pub fn refuse_option(&mut self, name: &str, why: &str) {
        refuse_option(name, why);
    }

    /// The name of a header and what is wrong with its value.
    pub fn refuse_header(&mut self, name: &JsValue, why: &str) {
        refuse_header(name, why);
    }

    /// An option as it is. One that cannot be read must not count as absent: it may have been a guard.
    pub fn option(&mut self, options: &JsValue, name: &str) -> JsValue {
        option(options, name)
    }

    /// An option that must be true or false: "false" is a text, and must not open what false keeps shut.
    pub fn choice(&mut self, options: &JsValue, name: &str) -> bool {
        choice(options, name)
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
        let number = number_of(options, name, base.as_secs_f64());
        check_seconds(number).unwrap_or_else(|_| {
            self.refuse_option(name, " must be a number above 0, or Infinity for no limit");
            base
        })
    }

    /// A whole number from `least`, which is 0 or 1.
    #[inline(never)]
    pub fn count(&mut self, options: &JsValue, name: &str, base: u32, least: u32) -> u32 {
        match check_count(number_of(options, name, f64::from(base))) {
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
