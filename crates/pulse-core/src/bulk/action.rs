//! What a bulk run is told to do, what it asks its driver to do, and how each job of it ends.

use crate::{Duration, Endpoint, Failure, FailureKind, Instant, Limits, Pause, Terminal};

/// The number by which a run and its driver name a job, from `handle_id` until `handle_taken`: then it is free for
/// another. Always below the concurrency.
pub type JobIndex = u32;

/// What a bulk run is told to do.
#[derive(Debug, Clone, Copy)]
pub struct BulkOptions {
    /// What is done to each job.
    pub goal: Goal,
    /// Jobs under way at once, outcomes nobody has read yet counted in. The npm package's default is 8; 0 counts as 1.
    pub concurrency: u32,
    /// Of each job: the deadline for all its requests, the timeout for each attempt.
    pub limits: Limits,
    /// Whether each job asks for [`BulkAction::Prepare`] before each of its requests.
    pub prepare: bool,
    /// Whether a 404 is an outcome of its own, [`Skip::Missing`], rather than a failure.
    pub ignore_missing: bool,
    /// How many failures of the connection, or 429s, in a row stop the run. The npm package's default is 20; 0 counts
    /// as 1.
    pub stop_after: u32,
    /// The key of the fingerprints by which an id is known again. None: every id counts.
    pub dedupe: Option<[u64; 2]>,
    /// Whether the source is known to end (an array, a Set): then what a stop leaves in it is told id by id.
    pub finite: bool,
}

/// What a bulk run does to each of its jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// Cancel it.
    Cancel {
        /// Ask its state first, and let the caller judge it.
        filter: bool,
        /// Ask its state, and cancel nothing.
        dry_run: bool,
        /// Poll it after its cancellation until it has ended, at first after this interval.
        confirm: Option<Duration>,
    },
    /// Ask its state, once.
    Status,
    /// Poll it until it has ended.
    Wait {
        /// The first interval between two polls; each further one is half as long again, up to 30 seconds.
        interval: Duration,
    },
}

impl Goal {
    /// What each job's first request is for.
    #[must_use]
    pub const fn first_endpoint(self) -> Endpoint {
        if self.cancels_first() {
            Endpoint::CancelJob
        } else {
            Endpoint::GetJob
        }
    }

    /// Whether a job's first request is its cancellation; else its state is asked for.
    pub(super) const fn cancels_first(self) -> bool {
        match self {
            Self::Cancel {
                filter, dry_run, ..
            } => !filter && !dry_run,
            Self::Status | Self::Wait { .. } => false,
        }
    }

    /// The interval at which a job is polled once it was cancelled, or was only asked about; None where the first
    /// answer is enough.
    pub(super) const fn poll_interval(self, cancelled: bool) -> Option<Duration> {
        match self {
            Self::Cancel { confirm, .. } if cancelled => confirm,
            Self::Cancel { .. } | Self::Status => None,
            Self::Wait { interval } => Some(interval),
        }
    }
}

/// The next thing to do for a bulk run. A driver polls until it gets `Idle` or `Done`, and again after each
/// event it has reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BulkAction {
    /// Take the next id from the source, then call `handle_id`, `handle_invalid`, `handle_end` or
    /// `handle_source_error`. Never asked twice at once.
    Pull,
    /// Ask the suppliers for this job, then call `handle_prepared` or `refuse`.
    Prepare {
        /// The job to prepare.
        job: JobIndex,
        /// Whether they are asked a second time, since the server answered 401.
        again: bool,
    },
    /// Send one request, if `begin_attempt` still says so, then call `handle_response` or `handle_failure`.
    Send {
        /// The job that it is for.
        job: JobIndex,
        /// The endpoint to request.
        endpoint: Endpoint,
        /// Counted from 1 for each request of the job.
        attempt: u32,
        /// How the attempt before it failed; None where it is no retry.
        retry_of: Option<FailureKind>,
    },
    /// Show the caller this job's state, which the last response holds, then call `handle_verdict` or `refuse`.
    Judge {
        /// The job to judge.
        job: JobIndex,
    },
    /// The job waits; nothing to carry out, for tracing alone. A driver keeps the last response or exception.
    Pause {
        /// The job that waits.
        job: JobIndex,
        /// How long it waits from now.
        delay: Duration,
        /// What it waits for.
        why: Pause,
    },
    /// Drop what is under way for this job: the request, the suppliers or the judgement.
    Cancel {
        /// The job whose work is dropped.
        job: JobIndex,
    },
    /// The job has ended; hand its outcome out and call `handle_taken` once it is read.
    Settle {
        /// The job that has ended.
        job: JobIndex,
        /// How it ended.
        outcome: Outcome,
        /// Requests sent for it, all attempts counted.
        attempts: u32,
    },
    /// Close the source (`return()`), then call `handle_closed`. What a pull that is under way brings is ignored; where it might
    /// never end, the driver does not wait for it.
    CloseSource,
    /// Nothing to do until an event, or until `until`: then call `handle_timeout`. It may be early.
    Idle {
        /// When to call `handle_timeout` at the latest.
        until: Instant,
    },
    /// The source has ended and every outcome is read.
    Done,
}

/// How one job of a bulk run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Its cancellation was accepted.
    Accepted,
    /// Its cancellation was accepted, and then it was seen to have ended so.
    Ended(Terminal),
    /// Its state was reported, as asked: of a run that cancels nothing.
    Reported,
    /// It failed; the response or exception that caused it stays with the driver.
    Failed(Failure),
    /// The driver refused it, and knows why: no job id, a supplier or the caller's judgement that threw.
    Refused,
    /// Nothing was done to it.
    Skipped(Skip),
}

/// Why nothing was done to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skip {
    /// The run had stopped.
    Stopped(Stop),
    /// The caller judged it so.
    Filtered,
    /// It was only to be looked at.
    DryRun,
    /// It is not there, and that was to be ignored.
    Missing,
}

/// Why a run stopped before its source ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The caller's signal was aborted.
    Aborted,
    /// A 401: every other call would fail too.
    Unauthorized,
    /// Too many failures of the connection in a row.
    Unreachable,
    /// Too many 429s in a row, or one that asks for a longer wait than a call makes.
    RateLimited,
}

/// How many jobs ended how. The total is the sum of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Cancellations that were accepted and, where confirmed, took.
    pub cancelled: u32,
    /// Jobs seen to have ended otherwise before their cancellation took.
    pub finished: u32,
    /// Jobs whose state was reported, in a run that cancels nothing.
    pub fulfilled: u32,
    /// Failures and refusals.
    pub failed: u32,
    /// Jobs nothing was done to.
    pub skipped: u32,
    /// Ids that had come before.
    pub duplicates: u32,
}

impl Skip {
    /// The reason as callers read it.
    // Once: each copy would bring its table along.
    #[inline(never)]
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stopped(stop) => stop.name(),
            Self::Filtered => "filtered",
            Self::DryRun => "dry-run",
            Self::Missing => "missing",
        }
    }
}

impl Stop {
    /// The reason as callers read it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aborted => "aborted",
            Self::Unauthorized => "unauthorized",
            Self::Unreachable => "unreachable",
            Self::RateLimited => "rate-limited",
        }
    }
}

impl Counts {
    pub(super) const fn add(&mut self, outcome: Outcome) {
        let count = match outcome {
            Outcome::Accepted | Outcome::Ended(Terminal::Canceled) => &mut self.cancelled,
            Outcome::Ended(_) => &mut self.finished,
            Outcome::Reported => &mut self.fulfilled,
            Outcome::Failed(_) | Outcome::Refused => &mut self.failed,
            Outcome::Skipped(_) => &mut self.skipped,
        };
        *count = count.wrapping_add(1);
    }

    /// All ids that came.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.cancelled
            .saturating_add(self.finished)
            .saturating_add(self.fulfilled)
            .saturating_add(self.failed)
            .saturating_add(self.skipped)
            .saturating_add(self.duplicates)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_the_name_that_callers_read() {
        let stops = [
            (Stop::Aborted, "aborted"),
            (Stop::Unauthorized, "unauthorized"),
            (Stop::Unreachable, "unreachable"),
            (Stop::RateLimited, "rate-limited"),
        ];
        for (stop, name) in stops {
            assert_eq!(stop.name(), name);
            assert_eq!(Skip::Stopped(stop).name(), name);
        }
        assert_eq!(Skip::Filtered.name(), "filtered");
        assert_eq!(Skip::DryRun.name(), "dry-run");
        assert_eq!(Skip::Missing.name(), "missing");
    }
}
