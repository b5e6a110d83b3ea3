//! The options of a bulk run.

use pulse_core::{BulkOptions, Goal, Limits};
use wasm_bindgen::prelude::*;

use super::{RunKind, Validator};
use crate::host::bulk::{attach_handlers, ignores_missing};
use crate::host::clock::random;

/// Reads the options that a run has beside the request options; the caller's functions go into the host's record.
pub fn read(
    slot: u32,
    kind: RunKind,
    options: &JsValue,
    limits: Limits,
    prepare: bool,
    finite: bool,
    validator: &mut Validator,
) -> BulkOptions {
    let filter = attach_handlers(slot, options);
    let goal = match kind {
        RunKind::Cancel => {
            let interval = validator.interval(options);
            Goal::Cancel {
                filter,
                dry_run: validator.choice(options, "dryRun", false),
                confirm: validator
                    .choice(options, "confirm", false)
                    .then_some(interval),
            }
        }
        RunKind::Status => Goal::Status,
        RunKind::Wait => Goal::Wait {
            interval: validator.interval(options),
        },
    };
    BulkOptions {
        concurrency: validator.count(options, "concurrency", 8, 1),
        limits,
        prepare,
        goal,
        ignore_missing: ignores_missing(options),
        stop_after: validator.count(options, "stopAfter", 20, 1),
        dedupe: validator
            .choice(options, "dedupe", true)
            .then(|| [half_key(), half_key()]),
        finite,
    }
}

/// Half of the key for fingerprints of ids, made at the call: workerd forbids randomness before that. A random fraction has 52 bits
/// that nobody can guess.
fn half_key() -> u64 {
    random().to_bits()
}
