//! The options of a bulk run.

use alloc::borrow::ToOwned;

use pulse_core::{BulkOptions, Limits, check_retries};
use wasm_bindgen::prelude::*;

use super::{DEFAULT_INTERVAL, RequestOptions, function, invalid, is_absent, number_of};
use crate::settle::property;

/// What `cancelJobs` has beside the request options.
pub struct BulkRequest {
    /// For the machine; the limits and the suppliers are the call's own affair.
    pub options: BulkOptions,
    /// Judges a job's state; undefined where every job is to be cancelled.
    pub only_if: JsValue,
    /// Told of each outcome; undefined where nobody listens.
    pub on_progress: JsValue,
}

/// Reads the options of a bulk run.
pub fn read(
    options: &JsValue,
    request: Option<&RequestOptions>,
    finite: bool,
) -> Result<BulkRequest, JsValue> {
    let only_if = function(options, "onlyIf")?;
    let missing = property(options, "missing");
    let ignore_missing = match missing.as_string().as_deref() {
        Some("ignore") => true,
        Some("fail") => false,
        None if is_absent(&missing) || missing.is_null() => false,
        _ => return invalid("missing must be \"fail\" or \"ignore\""),
    };
    let interval = request.map_or(DEFAULT_INTERVAL, |request| request.interval);
    let filter = only_if.is_function();
    let bulk = BulkOptions {
        concurrency: count(options, "concurrency", 8.0)?,
        limits: Limits::default(),
        prepare: false,
        filter,
        dry_run: choice(options, "dryRun", false)?,
        confirm: choice(options, "confirm", false)?.then_some(interval),
        ignore_missing,
        stop_after: count(options, "stopAfter", 20.0)?,
        dedupe: choice(options, "dedupe", true)?.then(|| [half_key(), half_key()]),
        finite,
    };
    Ok(BulkRequest {
        options: bulk,
        only_if,
        on_progress: function(options, "onProgress")?,
    })
}

/// An option that must be true or false: a dry run that was misspelt must not cancel anything.
fn choice(options: &JsValue, name: &str, default: bool) -> Result<bool, JsValue> {
    let value = property(options, name);
    match value.as_bool() {
        Some(value) => Ok(value),
        None if is_absent(&value) || value.is_null() => Ok(default),
        None => invalid(&(name.to_owned() + " must be true or false")),
    }
}

fn count(options: &JsValue, name: &str, default: f64) -> Result<u32, JsValue> {
    match check_retries(number_of(options, name, default)) {
        Ok(count) if count > 0 => Ok(count),
        _ => invalid(&(name.to_owned() + " must be a whole number from 1")),
    }
}

/// Half of the key that fingerprints are made with, drawn at the call: workerd allows no randomness before.
fn half_key() -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "Math.random() is from 0 to 1"
    )]
    let random = || (js_sys::Math::random() * 4_294_967_296.0) as u32;
    u64::from(random()) << 32 | u64::from(random())
}
