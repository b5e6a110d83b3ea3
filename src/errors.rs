//! The one place that makes a JavaScript error: which class, one readable line, and no key in it.

use alloc::borrow::ToOwned;
use alloc::string::String;
use pulse_core::Duration;

use pulse_core::{ErrorClass, Failure, FailureKind};
use wasm_bindgen::prelude::*;

use crate::settle;

/// Numbers of `errorClass` in errors.js past those of [`ErrorClass`].
mod class {
    pub const PULSE: u32 = 0;
    pub const TOO_MANY_REQUESTS: u32 = 6;
    pub const TIMEOUT: u32 = 8;
    pub const CONNECTION: u32 = 9;
    pub const ABORT: u32 = 10;
}

/// What of a call goes into its error, as numbered in settle.js.
mod source {
    pub const NOTHING: u32 = 0;
    pub const RESPONSE: u32 = 1;
    pub const TEXT: u32 = 2;
    pub const THROWN: u32 = 3;
    pub const REASON: u32 = 4;
}

#[wasm_bindgen(module = "/src/js/settle.js")]
extern "C" {
    fn failure(
        slot: u32,
        class: u32,
        message: &str,
        source: u32,
        attempts: u32,
        retry_after_in_seconds: f64,
        key: &str,
    ) -> JsValue;

}

#[wasm_bindgen(module = "/src/js/errors.js")]
extern "C" {
    fn refusal(message: &str, cause: &JsValue) -> JsValue;
}

/// Bad input: nothing was sent.
pub fn validation(message: &str) -> JsValue {
    refusal(message, &JsValue::UNDEFINED)
}

/// A function of the caller's that threw; what it threw is the cause.
pub fn thrown(slot: u32, what: &str, attempts: u32, key: &str) -> JsValue {
    let mut text = what.to_owned();
    push_said(&mut text, settle::thrown_message(slot, key));
    failure(
        slot,
        class::PULSE,
        &text,
        source::THROWN,
        attempts,
        -1.0,
        key,
    )
}

/// The error of a call that failed.
pub fn failed(slot: u32, status: u16, what: &Failure, attempts: u32, key: &str) -> JsValue {
    let mut text = String::new();
    let (class, source) = match what.kind {
        FailureKind::Status => {
            push_status(&mut text, status);
            push_said(&mut text, settle::server_message(slot, key));
            (ErrorClass::of(status) as u32, source::RESPONSE)
        }
        FailureKind::Redirect => {
            push_status(&mut text, status);
            text.push_str(
                "the server redirects, which is not followed: it would carry the key along",
            );
            (class::PULSE, source::RESPONSE)
        }
        FailureKind::Malformed => {
            push_status(&mut text, status);
            text.push_str("the answer is not the JSON object that the API promises");
            (class::PULSE, source::TEXT)
        }
        FailureKind::Oversized => {
            push_status(&mut text, status);
            text.push_str("the answer is longer than 64 MiB and was cut off");
            (class::PULSE, source::RESPONSE)
        }
        FailureKind::NotAResponse => {
            text.push_str("fetch returned something that is no Response");
            (class::PULSE, source::NOTHING)
        }
        FailureKind::Connection => {
            text.push_str("no whole answer came from the server: ");
            push_said(&mut text, settle::thrown_message(slot, key));
            (class::CONNECTION, source::THROWN)
        }
        FailureKind::Timeout(time) => {
            text.push_str("an attempt took longer than timeoutInSeconds, ");
            push_seconds(&mut text, time);
            (class::TIMEOUT, source::NOTHING)
        }
        FailureKind::Deadline(time) => {
            text.push_str("the call took longer than deadlineInSeconds, ");
            push_seconds(&mut text, time);
            (class::TIMEOUT, source::NOTHING)
        }
        FailureKind::Aborted => {
            text.push_str("the call was aborted");
            (class::ABORT, source::REASON)
        }
        FailureKind::Held => {
            text.push_str(
                "not sent: the server's last 429 holds this client back longer than a call waits",
            );
            (class::TOO_MANY_REQUESTS, source::NOTHING)
        }
    };
    if let Some(delay) = what.retry_after {
        text.push_str("; to be tried again in ");
        push_seconds(&mut text, delay);
    }
    let retry_after = what.retry_after.map_or(-1.0, |delay| delay.as_secs_f64());
    failure(slot, class, &text, source, attempts, retry_after, key)
}

fn push_said(text: &mut String, said: Option<String>) {
    text.push_str(said.as_deref().unwrap_or("no reason was given"));
}

/// `404: `, or nothing for a response without a status.
fn push_status(text: &mut String, status: u16) {
    if status > 0 {
        push_number(text, u64::from(status));
        text.push_str(": ");
    }
}

/// `1.5 s`, by hand: formatting machinery would cost more than the rest of this file.
fn push_seconds(text: &mut String, time: Duration) {
    let millis = time.as_millis_f64() as u64;
    push_number(text, millis / 1_000);
    let millis = millis % 1_000;
    if millis > 0 {
        text.push('.');
        let digits = [millis / 100, millis / 10 % 10, millis % 10];
        for (at, digit) in digits.into_iter().enumerate() {
            // Zeros at the end say nothing.
            if digits.iter().skip(at).any(|digit| *digit > 0) {
                push_number(text, digit);
            }
        }
    }
    text.push_str(" s");
}

fn push_number(text: &mut String, number: u64) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    // A digit is below 10, so the sum stays below 58.
    let digit = u8::try_from(number % 10).unwrap_or_default();
    text.push(char::from(b'0'.saturating_add(digit)));
}
