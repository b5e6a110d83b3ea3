//! Many jobs: a source of ids, a bounded number of jobs under way, an outcome for each.
//!
//! The driver keeps what belongs to a numbered slot: its id, its request, its last response or exception. A
//! slot is taken from `handle_id` until `handle_taken`, so slots in use never exceed the concurrency.
//!
//! What a stop does: a job whose cancellation was not sent yet is skipped with the reason. One whose
//! cancellation was sent goes on until the request in flight has its answer and is not tried again; on an
//! abort it fails as aborted at once, after another stop too. Confirmations go on polling until one fails.

mod action;
mod job;
mod poll;
mod rows;
mod seen;
mod siphash;
mod slots;

pub use action::{BulkAction, BulkOptions, Counts, Outcome, Skip, Stop};

use self::job::Job;
use self::rows::Rows;
use self::seen::Seen;
use self::slots::{Slots, State};
use crate::{Answer, Instant, Limits, Shared};

/// The state machine of a bulk run.
#[derive(Debug, Clone)]
pub struct Bulk {
    options: BulkOptions,
    source: Source,
    slots: Slots,
    seen: Option<Seen>,
    rows: Rows,
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
            slots: Slots::default(),
            seen: options.dedupe.map(Seen::new),
            rows: Rows::default(),
            counts: Counts::default(),
            stopped: None,
            wake: Instant::NEVER,
            active: 0,
            left: false,
        }
    }

    /// The limits of each job.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.options.limits
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

    /// The source gave an id. Returns its slot; None for an id that came before, or too late to count.
    pub fn handle_id(&mut self, id: &str) -> Option<u32> {
        if !self.pulled() {
            return None;
        }
        if let Some(seen) = &mut self.seen
            && !seen.insert(id)
        {
            self.counts.duplicates = self.counts.duplicates.wrapping_add(1);
            return None;
        }
        Some(self.begin(Job::new()))
    }

    /// The source gave what is no job id. Returns its slot; None if it came too late to count.
    pub fn handle_invalid(&mut self) -> Option<u32> {
        if !self.pulled() {
            return None;
        }
        let mut job = Job::new();
        job.refuse();
        Some(self.begin(job))
    }

    /// The source has no more ids.
    pub const fn handle_end(&mut self) {
        self.source = Source::Ended;
    }

    /// The source threw: what is under way goes on, and nothing further is pulled.
    pub const fn handle_source_error(&mut self) {
        self.source = Source::Ended;
    }

    /// The suppliers have answered.
    pub fn handle_prepared(&mut self, slot: u32) {
        self.report(slot, Job::handle_prepared);
    }

    /// A supplier or the caller's judgement threw: the job ends as refused.
    pub fn refuse(&mut self, slot: u32) {
        self.report(slot, Job::refuse);
    }

    /// The caller's judgement of a job's state.
    pub fn handle_verdict(&mut self, slot: u32, keep: bool) {
        let options = self.options;
        self.report(slot, |job| job.handle_verdict(keep, &options));
    }

    /// The slot's request was answered.
    pub fn handle_response(
        &mut self,
        slot: u32,
        now: Instant,
        answer: &impl Answer,
        shared: &mut Shared,
    ) {
        let Some(job) = self.slots.job(slot).filter(|job| job.in_flight()) else {
            return;
        };
        job.handle_response(now, answer, shared);
        let sent_at = job.sent_at();
        self.settled(slot);
        match answer.status() {
            429 => {
                let opens_at = shared.gate.closed(now).unwrap_or(now);
                if self.rows.limited(sent_at, opens_at) >= self.options.stop_after {
                    self.stop(Stop::RateLimited, false);
                }
            }
            502..=504 => {}
            _ => self.rows.answered(),
        }
    }

    /// The slot's request failed.
    pub fn handle_failure(&mut self, slot: u32, now: Instant, shared: &mut Shared) {
        self.report(slot, |job| job.handle_failure(now, shared));
    }

    /// A time named by `until` has come, or may have.
    pub fn handle_timeout(&mut self, now: Instant, shared: &mut Shared) {
        if self.wake > now {
            return;
        }
        self.wake = Instant::NEVER;
        for number in self.slots.numbers() {
            let Some(slot) = self.slots.get(number) else {
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
            self.slots.ready(number);
        }
    }

    /// The slot's outcome was read.
    pub fn handle_taken(&mut self, slot: u32) {
        self.slots.free(slot);
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
        for number in self.slots.numbers() {
            self.slots.free(number);
        }
    }

    /// Whether what was pulled still counts.
    fn pulled(&mut self) -> bool {
        let counts = self.source == Source::Pulling;
        if counts {
            self.source = Source::Open;
        }
        counts
    }

    fn begin(&mut self, job: Job) -> u32 {
        self.active = self.active.wrapping_add(1);
        self.slots.take(job)
    }

    /// Tells an active job what happened to it.
    fn report(&mut self, slot: u32, tell: impl FnOnce(&mut Job)) {
        if let Some(job) = self.slots.job(slot) {
            let awaited = job.awaits();
            tell(job);
            if awaited && !job.awaits() {
                self.settled(slot);
            }
        }
    }

    /// What the driver did for a slot has come to its end by itself.
    fn settled(&mut self, slot: u32) {
        if let Some(slot) = self.slots.get(slot) {
            slot.busy = false;
        }
        self.slots.ready(slot);
    }

    /// Starts nothing further; `at_once` ends what is in flight too.
    fn stop(&mut self, stop: Stop, at_once: bool) {
        let reason = *self.stopped.get_or_insert(stop);
        if !self.options.finite && self.source != Source::Ended {
            self.source = Source::Closing;
        }
        for number in self.slots.numbers() {
            if let Some(job) = self.slots.job(number) {
                job.stop(reason, at_once);
                self.slots.ready(number);
            }
        }
    }
}

#[cfg(test)]
mod tests;
