//! The one place that makes a JavaScript error. settle.js chooses its class and message by the failure's name.

use pulse_core::{Failure, FailureKind, Limits};
use wasm_bindgen::prelude::*;

use crate::host::values::Array;

/// A function that is not ours, and threw.
#[derive(Clone, Copy)]
pub enum Thrower {
    /// An option that is a function.
    Supplier,
    /// A bulk run's `onlyIf`.
    OnlyIf,
    /// A function of the platform.
    Platform,
}

#[wasm_bindgen(module = "/src/js/settle.js")]
extern "C" {
    /// `seconds` is the limit that was exceeded; `retry_after` is below 0 for none; `keys` are to be scrubbed from it.
    fn failure(
        slot: u32,
        kind: &str,
        seconds: f64,
        attempts: u32,
        retry_after: f64,
        keys: &Array,
    ) -> JsValue;
}

#[wasm_bindgen(module = "/src/js/errors.js")]
extern "C" {
    fn refusal(message: &str, cause: &JsValue) -> JsValue;

    /// The error classes by their names.
    #[cfg(all(
        feature = "class",
        not(all(feature = "small", not(feature = "typed"), target_arch = "wasm32"))
    ))]
    #[wasm_bindgen(js_name = errorClasses)]
    pub fn classes() -> JsValue;
}

/// Bad input: nothing was sent.
pub fn validation(message: &str) -> JsValue {
    refusal(message, &JsValue::UNDEFINED)
}

/// A function of the caller's that threw; what it threw is the cause.
pub fn thrown(slot: u32, who: Thrower, attempts: u32, keys: &Array) -> JsValue {
    let kind = match who {
        Thrower::Supplier => "supplier",
        Thrower::OnlyIf => "only-if",
        Thrower::Platform => "platform",
    };
    failure(slot, kind, 0.0, attempts, -1.0, keys)
}

/// The error of a call that failed.
pub fn failed(slot: u32, what: &Failure, limits: &Limits, attempts: u32, keys: &Array) -> JsValue {
    let time = match what.kind {
        FailureKind::Timeout => limits.timeout,
        _ => limits.deadline,
    };
    let retry_after = what.retry_after.map_or(-1.0, |delay| delay.as_secs_f64());
    failure(
        slot,
        what.kind.name(),
        time.as_secs_f64(),
        attempts,
        retry_after,
        keys,
    )
}
