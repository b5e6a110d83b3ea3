//! The options of a bulk run.

use alloc::borrow::ToOwned;

use pulse_core::{BulkOptions, Duration, Limits, check_retries};
use wasm_bindgen::prelude::*;

use super::{invalid, is_nothing, number_of};
use crate::bulk::equip;
use crate::settle::property;

/// Reads what `cancelJobs` has beside the request options; the caller's functions stay with the host's record.
pub fn read(
    slot: u32,
    options: &JsValue,
    limits: Limits,
    interval: Duration,
    prepare: bool,
    finite: bool,
) -> Result<BulkOptions, JsValue> {
    let missing = property(options, "missing");
    let ignore_missing = match missing.as_string().as_deref() {
        Some("ignore") => true,
        Some("fail") => false,
        None if is_nothing(&missing) => false,
        _ => return invalid("missing must be \"fail\" or \"ignore\""),
    };
    let filter = match equip(slot, options) {
        0 => false,
        1 => true,
        2 => return invalid("onlyIf must be a function"),
        _ => return invalid("onProgress must be a function"),
    };
    Ok(BulkOptions {
        concurrency: count(options, "concurrency", 8.0)?,
        limits,
        prepare,
        filter,
        dry_run: choice(options, "dryRun", false)?,
        confirm: choice(options, "confirm", false)?.then_some(interval),
        ignore_missing,
        stop_after: count(options, "stopAfter", 20.0)?,
        dedupe: choice(options, "dedupe", true)?.then(|| [half_key(), half_key()]),
        finite,
    })
}

/// An option that must be true or false: a dry run that was misspelt must not cancel anything.
fn choice(options: &JsValue, name: &str, default: bool) -> Result<bool, JsValue> {
    let value = property(options, name);
    match value.as_bool() {
        Some(value) => Ok(value),
        None if is_nothing(&value) => Ok(default),
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
