//! Options, answers and outcomes that host tests of a run name often.

use std::format;

use super::super::*;
use crate::{
    Duration, FailureKind,
    harness::{PLAIN, later, s},
    testing::Reply,
};

/// Each job is cancelled, and nothing else.
pub(super) const CANCEL: Goal = cancel(false, false, None);

pub(super) const fn cancel(filter: bool, dry_run: bool, confirm: Option<Duration>) -> Goal {
    Goal::Cancel {
        filter,
        dry_run,
        confirm,
    }
}

/// Each job is cancelled if the caller judges it so.
pub(super) const FILTER: Goal = cancel(true, false, None);

/// Each job is cancelled, and polled after so many seconds.
pub(super) const fn confirm(seconds: u64) -> Goal {
    cancel(false, false, Some(s(seconds)))
}

/// Eight at once, no retries but behind the gate, an array or a Set as the source.
pub(super) const OPTIONS: BulkOptions = BulkOptions {
    goal: CANCEL,
    concurrency: 8,
    limits: crate::Limits {
        max_retries: 0,
        ..PLAIN
    },
    prepare: false,
    ignore_missing: false,
    stop_after: 20,
    dedupe: Some([1, 2]),
    finite: true,
};

/// A 429 that asks for so many seconds.
pub(super) fn limited(seconds: u32) -> Reply {
    later(429, &format!("{seconds}"))
}

pub(super) fn accepted() -> Reply {
    Reply::cancelled()
}

pub(super) fn status(status: u16) -> Reply {
    Reply::status(status)
}

pub(super) fn at_once(concurrency: u32) -> BulkOptions {
    BulkOptions {
        concurrency,
        ..OPTIONS
    }
}

/// A run that three in a row stop.
pub(super) fn impatient(concurrency: u32) -> BulkOptions {
    BulkOptions {
        stop_after: 3,
        ..at_once(concurrency)
    }
}

/// One whose source is neither an array nor a Set.
pub(super) fn endless(concurrency: u32) -> BulkOptions {
    BulkOptions {
        finite: false,
        ..impatient(concurrency)
    }
}

/// How a job failed.
#[track_caller]
pub(super) fn kind(outcome: Outcome) -> FailureKind {
    match outcome {
        Outcome::Failed(failure) => failure.kind,
        other => panic!("{other:?}"),
    }
}

pub(super) const fn skipped(stop: Stop) -> Outcome {
    Outcome::Skipped(Skip::Stopped(stop))
}
