//! The results of a bulk run: an outcome for each job, a summary of them all, and progress.

use alloc::string::String;
use alloc::vec::Vec;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::fields::{count, data, field, number, optional, text};
use super::{Error, JobCancellationResponse, JobStatusResponse};

/// What became of one job of a run.
#[derive(Debug, Clone)]
pub struct JobOutcome {
    /// The job's id, as it was given.
    pub job_id: String,
    /// What became of it.
    pub result: JobResult,
}

/// How one job of a run ended.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum JobResult {
    /// Of [`super::Client::cancel_jobs`]: the cancellation was accepted, or the job had ended by then.
    Cancelled {
        /// What the API answered; None where it said that the job could not be cancelled, and the job turned out to have
        /// ended.
        response: Option<JobCancellationResponse>,
        /// The job's last state, if one was requested.
        job: Option<JobStatusResponse>,
    },
    /// Of [`super::Client::get_jobs`] and [`super::Client::wait_for_jobs`]: the job's state.
    Fulfilled(JobStatusResponse),
    /// It failed, which does not stop the run.
    Failed(Error),
    /// It was skipped.
    Skipped {
        /// Why.
        reason: SkipReason,
        /// Its state, if it was filtered or in a dry run.
        job: Option<JobStatusResponse>,
    },
}

/// Why a job was skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SkipReason {
    /// The run was aborted or stopped.
    Aborted,
    /// The run was stopped by a 401.
    Unauthorized,
    /// The run was stopped by failures in a row because the server was unreachable.
    Unreachable,
    /// The run was stopped by 429s in a row.
    RateLimited,
    /// `only_if` returned false for it.
    Filtered,
    /// The run was a `dry_run`.
    DryRun,
    /// There is no such job, and `ignore_missing` was chosen.
    Missing,
}

/// Why a run was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StopReason {
    /// By its signal, or by [`super::BulkRun::stop`].
    Aborted,
    /// By a 401: every other call would fail too.
    Unauthorized,
    /// By failures in a row because the server was unreachable: no connection, a timeout, 502 to 504.
    Unreachable,
    /// By 429s in a row, each after its wait.
    RateLimited,
}

/// How all jobs of a run ended. `total` is the sum of the other counts.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Summary {
    /// Ids that are done.
    pub total: u32,
    /// Of `cancel_jobs`: cancellations that were accepted and, with `confirm`, took effect.
    pub cancelled: u32,
    /// Of `cancel_jobs` with `confirm`: jobs that ended otherwise before their cancellation took effect.
    pub finished: u32,
    /// Of `get_jobs` and `wait_for_jobs`: jobs whose state, or end, is known.
    pub fulfilled: u32,
    /// Jobs that failed.
    pub failed: u32,
    /// Jobs that were skipped.
    pub skipped: u32,
    /// Ids that had already come.
    pub duplicates: u32,
    /// One for each job that failed.
    pub failures: Vec<JobFailure>,
    /// Why the run was stopped, if it was, even if nothing was left to skip.
    pub stopped_by: Option<StopReason>,
}

/// A job of a run that failed.
#[derive(Debug, Clone)]
pub struct JobFailure {
    /// The job's id, as it was given.
    pub job_id: String,
    /// Why.
    pub error: Error,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Ids that are done, including duplicates.
    pub done: u32,
    /// How many ids there are, if the iterator's size hint is exact.
    pub total: Option<u32>,
    /// As in [`Summary`].
    pub cancelled: u32,
    /// As in [`Summary`].
    pub finished: u32,
    /// As in [`Summary`].
    pub fulfilled: u32,
    /// As in [`Summary`].
    pub failed: u32,
    /// As in [`Summary`].
    pub skipped: u32,
    /// Jobs under way.
    pub in_flight: u32,
}

impl JobOutcome {
    pub(super) fn of(value: &JsValue) -> Self {
        Self {
            job_id: text(value, "jobId").unwrap_or_default(),
            // A state of another shape than the API promises is that job's failure.
            result: JobResult::of(value).unwrap_or_else(JobResult::Failed),
        }
    }
}

impl JobResult {
    fn of(value: &JsValue) -> Result<Self, Error> {
        let job = field(value, "job");
        Ok(match text(value, "status").as_deref() {
            Some("rejected") => Self::Failed(field(value, "error").into()),
            Some("skipped") => Self::Skipped {
                reason: SkipReason::of(&text(value, "reason").unwrap_or_default()),
                job: optional(job)?,
            },
            // Only a run that cancels has the property, if with nothing in it.
            _ if value.is_object() && has(value, "response") => Self::Cancelled {
                response: data(field(value, "response")).ok(),
                job: optional(job)?,
            },
            _ => Self::Fulfilled(data(job)?),
        })
    }
}

fn has(value: &JsValue, name: &str) -> bool {
    js_sys::Reflect::has(value, &JsValue::from_str(name)).unwrap_or(false)
}

impl Summary {
    pub(super) fn of(value: &JsValue) -> Self {
        let failures = Array::from(&field(value, "failures"));
        Self {
            total: count(value, "total"),
            cancelled: count(value, "cancelled"),
            finished: count(value, "finished"),
            fulfilled: count(value, "fulfilled"),
            failed: count(value, "failed"),
            skipped: count(value, "skipped"),
            duplicates: count(value, "duplicates"),
            failures: failures.iter().map(|it| JobFailure::of(&it)).collect(),
            stopped_by: text(value, "stoppedBy").map(|name| StopReason::of(&name)),
        }
    }
}

impl StopReason {
    fn of(name: &str) -> Self {
        match name {
            "unauthorized" => Self::Unauthorized,
            "unreachable" => Self::Unreachable,
            "rate-limited" => Self::RateLimited,
            _ => Self::Aborted,
        }
    }
}

impl SkipReason {
    fn of(name: &str) -> Self {
        match name {
            "filtered" => Self::Filtered,
            "dry-run" => Self::DryRun,
            "missing" => Self::Missing,
            _ => StopReason::of(name).into(),
        }
    }
}

/// A run that was stopped skips jobs for the same reason.
impl From<StopReason> for SkipReason {
    fn from(reason: StopReason) -> Self {
        match reason {
            StopReason::Aborted => Self::Aborted,
            StopReason::Unauthorized => Self::Unauthorized,
            StopReason::Unreachable => Self::Unreachable,
            StopReason::RateLimited => Self::RateLimited,
        }
    }
}

impl Progress {
    pub(super) fn of(value: &JsValue) -> Self {
        Self {
            done: count(value, "done"),
            total: number(value, "total").map(|_| count(value, "total")),
            cancelled: count(value, "cancelled"),
            finished: count(value, "finished"),
            fulfilled: count(value, "fulfilled"),
            failed: count(value, "failed"),
            skipped: count(value, "skipped"),
            in_flight: count(value, "inFlight"),
        }
    }
}

impl JobFailure {
    fn of(value: &JsValue) -> Self {
        Self {
            job_id: text(value, "jobId").unwrap_or_default(),
            error: field(value, "error").into(),
        }
    }
}
