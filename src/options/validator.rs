//! Checks options and records the first problem, which options.js keeps. Reading goes on after a problem, and what it finds is
//! ignored: an early return at every option would take as much code as the reading.

use pulse_core::{Duration, Limits, check_count, check_pause, check_seconds};
use wasm_bindgen::prelude::*;

use crate::host::options as host;

/// Records the first problem of one reading. Invariant: each ends in `finish`.
pub struct Validator(());

impl Validator {
    /// Begins a reading.
    pub fn begin() -> Self {
        host::begin_reading();
        Self(())
    }

    pub fn is_fine(&self) -> bool {
        host::is_fine()
    }

    /// Ends a reading.
    ///
    /// # Errors
    /// A validation error for the first thing that was wrong.
    pub fn finish(self) -> Result<(), JsValue> {
        let error = host::end_reading();
        if error.is_undefined() {
            Ok(())
        } else {
            Err(error)
        }
    }

    pub fn refuse(&mut self, message: &str) {
        host::refuse(message);
    }

    /// `name` and what is wrong with it.
    pub fn refuse_option(&mut self, name: &str, why: &str) {
        host::refuse_option(name, why);
    }

    /// The name of a header and what is wrong with its value.
    pub fn refuse_header(&mut self, name: &JsValue, why: &str) {
        host::refuse_header(name, why);
    }

    /// An option as it is. One that cannot be read is a problem, and not absent: it may have been there for safety.
    pub fn option(&mut self, options: &JsValue, name: &str) -> JsValue {
        host::option(options, name)
    }

    /// An option that must be true or false: the string "false" is truthy, and must not switch on what false forbids.
    pub fn choice(&mut self, options: &JsValue, name: &str, fallback: bool) -> bool {
        host::choice(options, name, fallback)
    }

    /// The limits that `options` sets, and those of `base` for the rest.
    pub fn limits(&mut self, options: &JsValue, base: Limits) -> Limits {
        Limits {
            max_retries: self.count(options, "maxRetries", base.max_retries, 0),
            timeout: self.seconds(options, "timeoutInSeconds", base.timeout),
            deadline: self.seconds(options, "deadlineInSeconds", base.deadline),
            initial_retry_delay: self.time(
                options,
                "initialRetryDelayInSeconds",
                base.initial_retry_delay,
                true,
            ),
            max_retry_delay: self.seconds(options, "maxRetryDelayInSeconds", base.max_retry_delay),
        }
    }

    /// A limit in seconds.
    pub fn seconds(&mut self, options: &JsValue, name: &str, base: Duration) -> Duration {
        self.time(options, name, base, false)
    }

    /// A limit, or a pause: with none at all a client would do nothing but ask, and one without end would never end.
    #[inline(never)]
    fn time(&mut self, options: &JsValue, name: &str, base: Duration, is_pause: bool) -> Duration {
        let number = host::number_of(options, name, base.as_secs_f64());
        let (time, why) = if is_pause {
            (
                check_pause(number),
                " must be a finite number, 0.001 or more",
            )
        } else {
            (
                check_seconds(number),
                " must be a number above 0, or Infinity for no limit",
            )
        };
        match time {
            Ok(time) => time,
            Err(_) => {
                self.refuse_option(name, why);
                base
            }
        }
    }

    /// The first interval between two polls, 1 s unless the options set another.
    pub fn interval(&mut self, options: &JsValue) -> Duration {
        self.time(
            options,
            "pollIntervalInSeconds",
            Duration::from_secs(1),
            true,
        )
    }

    /// A whole number, at least `least`, which is 0 or 1.
    #[inline(never)]
    pub fn count(&mut self, options: &JsValue, name: &str, base: u32, least: u32) -> u32 {
        match check_count(host::number_of(options, name, f64::from(base))) {
            Ok(count) if count >= least => count,
            _ => {
                self.refuse_option(
                    name,
                    match least {
                        0 => " must be an integer >= 0",
                        _ => " must be an integer >= 1",
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
