//! Many jobs: a source of ids, a bounded number of jobs under way, an outcome for each.
//!
//! The driver keeps what belongs to a job under its [`JobIndex`]: its id, its request, its last response or exception.
//! An index is taken from `handle_id` until `handle_taken`, so those in use never exceed the concurrency.
//!
//! What a stop does: a job whose cancellation was not sent yet is skipped with the reason, and so is every job that
//! has not ended of a run that cancels nothing; what is in flight for it is dropped. One whose cancellation was sent
//! goes on until the request in flight has its answer and is not tried again; on an
//! abort it fails as aborted at once, after another stop too. Confirmations go on polling until one fails.

mod action;
mod job;
mod poll;
mod seen;
mod siphash;
mod slots;
mod streaks;

pub use action::{BulkAction, BulkOptions, Counts, Goal, JobIndex, Outcome, Skip, Stop};

use self::job::Job;
use self::seen::Seen;
use self::slots::{Slots, State};
use self::streaks::Streaks;
use crate::{Instant, Response, Shared};

/// The state machine of a bulk run.
///
/// ```
/// use std::collections::HashMap;
/// # use pulse_core::{BodyError, Duration, Endpoint, Response};
/// use pulse_core::{Bulk, BulkAction, BulkOptions, Goal, Instant, Limits, Shared};
/// # struct Answer(u16);
/// # impl Response for Answer {
/// #     fn status(&self) -> u16 { self.0 }
/// #     fn is_complete(&self) -> bool { self.0 == 200 }
/// #     fn body_error(&self) -> Option<BodyError> { None }
/// #     fn header(&self, _: &str) -> Option<String> { None }
/// #     fn error_code(&self) -> Option<String> { None }
/// #     fn job_status(&self) -> Option<String> { None }
/// #     fn wall_clock(&self) -> Duration { Duration::ZERO }
/// # }
///
/// let mut source = ["first", "second", "first", "unknown"].into_iter();
/// // The server accepts every cancellation but one; `Answer` is a `Response` with a status.
/// let server = |id: &str| Answer(if id == "unknown" { 404 } else { 200 });
///
/// let mut bulk = Bulk::new(BulkOptions {
///     goal: Goal::Cancel { filter: false, dry_run: false, confirm: None },
///     concurrency: 2,
///     limits: Limits::default(),
///     prepare: false,
///     ignore_missing: false,
///     stop_after: 20,
///     dedupe: Some([1, 2]),
///     finite: true,
/// });
/// let mut now = Instant::from_millis_f64(0.0);
/// let mut shared = Shared::new(7);
/// let mut ids = HashMap::new();
///
/// loop {
///     match bulk.poll(now, &mut shared) {
///         BulkAction::Pull => match source.next() {
///             None => bulk.handle_end(),
///             Some(id) => {
///                 if let Some(job) = bulk.handle_id(id) {
///                     ids.insert(job, id);
///                 }
///             }
///         },
///         BulkAction::Send { job, .. } => {
///             bulk.begin_attempt(job);
///             let answer = server(ids[&job]);
///             bulk.handle_response(job, now, &answer, &mut shared);
///         }
///         BulkAction::Settle { job, outcome, .. } => {
///             println!("{}: {outcome:?}", ids[&job]);
///             bulk.handle_taken(job);
///         }
///         BulkAction::Idle { until } => {
///             now = until;
///             bulk.handle_timeout(now, &mut shared);
///         }
///         BulkAction::Done => break,
///         // Nothing of the rest comes up where there are no suppliers, judgements, waits and stops.
///         other => panic!("{other:?}"),
///     }
/// }
///
/// let counts = bulk.counts();
/// assert_eq!((counts.cancelled, counts.failed, counts.duplicates), (2, 1, 1));
/// ```
#[derive(Debug, Clone)]
pub struct Bulk {
    options: BulkOptions,
    source: Source,
    slots: Slots,
    seen: Option<Seen>,
    streaks: Streaks,
    counts: Counts,
    stopped: Option<Stop>,
    /// Not later than the earliest time at which a job wants to be woken.
    wake: Instant,
    /// Jobs that have not ended.
    active: u32,
    /// Nobody reads outcomes any more.
    left: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Open,
    Pulling,
    /// A stop is to close it.
    Closing,
    /// It is being closed.
    Returning,
    Ended,
}

impl Bulk {
    /// A run that has not begun.
    #[must_use]
    pub fn new(options: BulkOptions) -> Self {
        let options = BulkOptions {
            concurrency: options.concurrency.max(1),
            stop_after: options.stop_after.max(1),
            ..options
        };
        Self {
            options,
            source: Source::Open,
            slots: Slots::new(),
            seen: options.dedupe.map(Seen::new),
            streaks: Streaks::default(),
            counts: Counts::default(),
            stopped: None,
            wake: Instant::NEVER,
            active: 0,
            left: false,
        }
    }

    /// What it was told to do.
    #[must_use]
    pub const fn options(&self) -> &BulkOptions {
        &self.options
    }

    /// How many ids ended how, so far.
    #[must_use]
    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// How many jobs have begun and not ended.
    #[must_use]
    pub const fn in_flight(&self) -> u32 {
        self.active
    }

    /// Why the run stopped, if it did.
    #[must_use]
    pub const fn stopped(&self) -> Option<Stop> {
        self.stopped
    }

    /// The source gave an id. Returns its job's index; None for an id that came before, or too late to count.
    pub fn handle_id(&mut self, id: &str) -> Option<JobIndex> {
        self.admit(Some(id))
    }

    /// The source gave what is no job id. Returns its job's index; None if it came too late to count.
    pub fn handle_invalid(&mut self) -> Option<JobIndex> {
        self.admit(None)
    }

    /// The source has no more ids.
    pub fn handle_end(&mut self) {
        if self.source != Source::Returning {
            self.source = Source::Ended;
        }
    }

    /// The source threw: what is under way goes on, and nothing further is pulled.
    pub fn handle_source_error(&mut self) {
        self.handle_end();
    }

    /// The source was closed.
    pub fn handle_closed(&mut self) {
        if self.source == Source::Returning {
            self.source = Source::Ended;
        }
    }

    /// The suppliers have answered; where they were asked again, whether the key has changed.
    pub fn handle_prepared(&mut self, job: JobIndex, key_changed: bool) {
        self.notify_job(job, |job| job.handle_prepared(key_changed));
    }

    /// A supplier or the caller's judgement threw, or the driver can do nothing more for it: the job ends as refused.
    pub fn refuse(&mut self, job: JobIndex) {
        self.notify_job(job, Job::refuse);
        self.slots.ready(job);
    }

    /// The caller's judgement of a job's state.
    pub fn handle_verdict(&mut self, job: JobIndex, keep: bool) {
        let options = self.options;
        self.notify_job(job, |job| job.handle_verdict(keep, &options));
    }

    /// The request that [`BulkAction::Send`] asked for is about to be sent. Returns how many that makes for the job; None where it
    /// is not to be sent any more: the run was stopped while it was announced.
    pub fn begin_attempt(&mut self, job: JobIndex) -> Option<u32> {
        let stopped = self.stopped;
        self.slots.job(job)?.begin_attempt(stopped)
    }

    /// The job's request was answered.
    pub fn handle_response(
        &mut self,
        job: JobIndex,
        now: Instant,
        response: &impl Response,
        shared: &mut Shared,
    ) {
        let index = job;
        let Some(job) = self.slots.job(index).filter(|job| job.in_flight()) else {
            return;
        };
        job.handle_response(now, response, shared);
        let sent_at = job.sent_at();
        self.mark_idle(index);
        match response.status() {
            429 => {
                let opens_at = shared.gate.closed_until(now).unwrap_or(now);
                if self.streaks.add_rate_limited(sent_at, opens_at) >= self.options.stop_after {
                    self.stop(Stop::RateLimited, false);
                }
            }
            502..=504 => {}
            _ => self.streaks.reset(),
        }
    }

    /// The job's request failed.
    pub fn handle_failure(&mut self, job: JobIndex, now: Instant, shared: &mut Shared) {
        self.notify_job(job, |job| job.handle_failure(now, shared));
    }

    /// The time named by the last [`BulkAction::Idle`] has come, or may have.
    pub fn handle_timeout(&mut self, now: Instant, shared: &mut Shared) {
        if self.wake > now {
            return;
        }
        self.wake = Instant::NEVER;
        for index in self.slots.indices() {
            let Some(slot) = self.slots.get(index) else {
                continue;
            };
            if slot.wake > now {
                self.wake = self.wake.min(slot.wake);
                continue;
            }
            slot.wake = Instant::NEVER;
            if let State::Active(job) = &mut slot.state {
                job.handle_timeout(now, shared);
            }
            self.slots.ready(index);
        }
    }

    /// The job's outcome was read: its index is free for another.
    pub fn handle_taken(&mut self, job: JobIndex) {
        self.slots.free(job);
    }

    /// The caller's signal was aborted.
    pub fn abort(&mut self) {
        self.stop(Stop::Aborted, true);
    }

    /// The caller wants nothing further started. What was sent goes on, as after any other stop.
    pub fn halt(&mut self) {
        self.stop(Stop::Aborted, false);
    }

    /// Nobody wants further outcomes (an iterator left early): what is in flight is cancelled, the source closed.
    pub fn leave(&mut self) {
        self.left = true;
        self.options.finite = false;
        self.stop(Stop::Aborted, true);
        for index in self.slots.indices() {
            self.slots.free(index);
        }
    }

    #[inline(never)]
    fn admit(&mut self, id: Option<&str>) -> Option<JobIndex> {
        if self.source != Source::Pulling {
            return None;
        }
        self.source = Source::Open;
        if let (Some(seen), Some(id)) = (&mut self.seen, id)
            && !seen.insert(id)
        {
            self.counts.duplicates = self.counts.duplicates.wrapping_add(1);
            return None;
        }
        self.active = self.active.wrapping_add(1);
        let index = self.slots.take(Job::new());
        if id.is_none() {
            self.slots.job(index)?.refuse();
        }
        Some(index)
    }

    /// Tells an active job what happened to it.
    fn notify_job(&mut self, index: JobIndex, tell: impl FnOnce(&mut Job)) {
        if let Some(job) = self.slots.job(index) {
            let awaited = job.awaits_driver();
            tell(job);
            if awaited && !job.awaits_driver() {
                self.mark_idle(index);
            }
        }
    }

    /// What the driver did for a job has come to its end by itself.
    fn mark_idle(&mut self, index: JobIndex) {
        if let Some(slot) = self.slots.get(index) {
            slot.busy = false;
        }
        self.slots.ready(index);
    }

    /// Starts nothing further; `at_once` ends what is in flight too.
    fn stop(&mut self, stop: Stop, at_once: bool) {
        let reason = *self.stopped.get_or_insert(stop);
        if !self.options.finite && matches!(self.source, Source::Open | Source::Pulling) {
            self.source = Source::Closing;
        }
        for index in self.slots.indices() {
            if let Some(job) = self.slots.job(index) {
                job.stop(reason, at_once);
                self.slots.ready(index);
            }
        }
    }
}

#[cfg(any(test, pulse_fuzz))]
pub(crate) mod tests;
