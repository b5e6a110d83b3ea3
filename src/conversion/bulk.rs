//! The options of a bulk run.

use pulse_core::{BulkOptions, Duration, Goal, Limits};
use wasm_bindgen::prelude::*;

use super::Problem;
use crate::bulk::choose;
use crate::values::random;

/// Bits of what the host read, as numbered in bulk.js.
mod choice {
    pub const ONLY_IF: u32 = 1;
    pub const DRY_RUN: u32 = 2;
    pub const CONFIRM: u32 = 4;
    pub const IGNORE_MISSING: u32 = 8;
    pub const DEDUPE: u32 = 16;
}

/// Reads what `cancelJobs` has beside the request options; the caller's functions stay with the host's record.
pub fn read(
    slot: u32,
    options: &JsValue,
    limits: Limits,
    interval: Duration,
    prepare: bool,
    finite: bool,
    problem: &mut Problem,
) -> BulkOptions {
    let choices = choose(slot, options);
    let chosen = |bit| choices & bit != 0;
    BulkOptions {
        goal: Goal::Cancel {
            filter: chosen(choice::ONLY_IF),
            dry_run: chosen(choice::DRY_RUN),
            confirm: chosen(choice::CONFIRM).then_some(interval),
        },
        concurrency: problem.count(options, "concurrency", 8, 1),
        limits,
        prepare,
        ignore_missing: chosen(choice::IGNORE_MISSING),
        stop_after: problem.count(options, "stopAfter", 20, 1),
        dedupe: chosen(choice::DEDUPE).then(|| [half_key(), half_key()]),
        finite,
    }
}

/// Half of the key that fingerprints are made with, drawn at the call: workerd allows no randomness before.
fn half_key() -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "Math.random() is from 0 to 1"
    )]
    let half = || (random() * 4_294_967_296.0) as u32;
    u64::from(half()) << 32 | u64::from(half())
}
