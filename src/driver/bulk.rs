//! Bulk runs: carries out what a run asks for, job by job.
//!
//! A run and each job of it are pending calls of their own in the driver's table, whose machine is the run's.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::Cell;

use pulse_core::{
    Action, Bulk, BulkAction, BulkOptions, Endpoint, Instant, Limits, Outcome, Pause, Response,
    Shared, Skip,
};
use wasm_bindgen::prelude::*;

use super::{Driver, Lent, Pending, Recipe, clock, job_path};
use crate::errors::Thrower;
use crate::{bulk, fetch, settle};

/// What the host reports of runs, as numbered in host.js.
mod event {
    pub const PULLED: u32 = 5;
    pub const TAKEN: u32 = 6;
    pub const LEFT: u32 = 7;
    pub const VERDICT: u32 = 8;
    pub const STOPPED: u32 = 9;
}

/// What the source said, as numbered in source.js.
mod pulled {
    pub const ID: u32 = 1;
    pub const END: u32 = 2;
    pub const THREW: u32 = 3;
}

/// How a job ended, as numbered in bulk.js; from `SKIPPED` on come the reasons.
mod end {
    pub const FULFILLED: u32 = 0;
    pub const REJECTED: u32 = 1;
    pub const SKIPPED: u32 = 2;
    pub const FILTERED: u32 = 6;
    pub const DRY_RUN: u32 = 7;
    pub const MISSING: u32 = 8;
    /// Of a run that did not stop.
    pub const NONE: u32 = 9;
}

/// One bulk run.
pub struct Run {
    bulk: Lent<Bulk>,
    /// Its own slot in the driver's table.
    slot: u32,
    /// The slots of its jobs there, by their places in the machine.
    jobs: Lent<Vec<u32>>,
    /// Whether its actions are being carried out: what happens meanwhile is looked at by that loop.
    driven: Cell<bool>,
    /// Whether nothing may be sent any more.
    aborted: Cell<bool>,
}

/// A job's part in its run, in the shape of a call's machine. The run itself has one as well.
pub struct Job {
    run: Rc<Run>,
    place: u32,
    attempts: u32,
    endpoint: Endpoint,
    /// Why it was refused.
    error: JsValue,
}

impl Job {
    /// The part of a new run itself.
    pub fn whole(slot: u32, options: BulkOptions) -> Self {
        let run = Rc::new(Run {
            bulk: Lent::new(Bulk::new(options)),
            slot,
            jobs: Lent::default(),
            driven: Cell::new(false),
            aborted: Cell::new(false),
        });
        Self::of(&run, 0)
    }

    fn of(run: &Rc<Run>, place: u32) -> Self {
        Self {
            run: Rc::clone(run),
            place,
            attempts: 0,
            endpoint: Endpoint::CancelJob,
            error: JsValue::UNDEFINED,
        }
    }

    pub const fn run(&self) -> &Rc<Run> {
        &self.run
    }

    /// A job does nothing by itself: its run is driven.
    pub const fn poll(&self, _: Instant, _: &mut Shared) -> Action {
        Action::Wait {
            until: Instant::NEVER,
        }
    }

    pub fn handle_prepared(&self) {
        self.run.bulk.lend().handle_prepared(self.place);
    }

    pub fn handle_response(&self, now: Instant, response: &impl Response, shared: &mut Shared) {
        let mut bulk = self.run.bulk.lend();
        bulk.handle_response(self.place, now, response, shared);
    }

    pub fn handle_failure(&self, now: Instant, shared: &mut Shared) {
        let mut bulk = self.run.bulk.lend();
        bulk.handle_failure(self.place, now, shared);
    }

    pub fn handle_timeout(&self, now: Instant, shared: &mut Shared) {
        self.run.bulk.lend().handle_timeout(now, shared);
    }

    pub fn abort(&self) {
        self.run.aborted.set(true);
        self.run.bulk.lend().abort();
    }

    pub fn refuse(&mut self, error: JsValue) {
        self.error = error;
        self.run.bulk.lend().refuse(self.place);
    }

    pub fn limits(&self) -> Limits {
        self.run.bulk.lend().limits()
    }

    pub const fn in_flight(&self) -> bool {
        false
    }

    pub const fn endpoint(&self) -> Endpoint {
        self.endpoint
    }

    pub const fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl<R: Recipe> Driver<R> {
    /// The host reported something of a run, or of a job that only runs have.
    pub(super) fn tell_job(&self, call: &Pending<R>, event: u32, status: u32) {
        let Some((run, place)) = call.with_job(|job| (Rc::clone(&job.run), job.place)) else {
            return;
        };
        match event {
            event::PULLED => self.pulled(call, &run, status),
            event::TAKEN => run.bulk.lend().handle_taken(status),
            event::LEFT => {
                run.aborted.set(true);
                run.bulk.lend().leave();
            }
            event::STOPPED => run.bulk.lend().halt(),
            event::VERDICT if status > 1 => {
                let error = call.thrown_error(Thrower::OnlyIf);
                call.with_job(|job| job.refuse(error));
            }
            event::VERDICT => run.bulk.lend().handle_verdict(place, status == 1),
            _ => {}
        }
    }

    /// Does what a run asks for until it has to wait.
    pub(super) fn drive(&self, run: &Rc<Run>) {
        if run.driven.replace(true) {
            return;
        }
        while let Some(whole) = self.get(run.slot)
            && self.go_on(&whole, run)
        {}
        run.driven.set(false);
    }

    /// Does one thing; false where there is nothing to do.
    fn go_on(&self, whole: &Pending<R>, run: &Rc<Run>) -> bool {
        let now = clock::now();
        let action = whole
            .origin
            .with_shared(|shared| run.bulk.lend().poll(now, shared));
        match action {
            BulkAction::Pull => self.pulled(whole, run, bulk::pull(run.slot)),
            BulkAction::CloseSource => bulk::close_source(run.slot),
            BulkAction::Idle { until } => {
                if whole.wake_at.get() != until {
                    whole.sleep(until, now);
                }
                return false;
            }
            BulkAction::Done => {
                self.put(run.slot, None);
                run.tally();
                let stop = run.bulk.lend().stopped();
                bulk::finish(
                    run.slot,
                    stop.map_or(end::NONE, |stop| reason(Skip::Stopped(stop))),
                );
                return false;
            }
            BulkAction::Prepare { job: place }
            | BulkAction::Send { job: place, .. }
            | BulkAction::Judge { job: place }
            | BulkAction::Pause { job: place, .. }
            | BulkAction::Cancel { job: place }
            | BulkAction::Settle { job: place, .. } => {
                let slot = run.jobs.lend().get(place as usize).copied();
                if let Some(job) = slot.and_then(|slot| self.get(slot)) {
                    self.go_on_with(&job, run, action, now);
                }
            }
        }
        true
    }

    /// Does one thing for a job.
    fn go_on_with(&self, job: &Pending<R>, run: &Run, action: BulkAction, now: Instant) {
        let slot = job.slot;
        match action {
            BulkAction::Prepare { .. } => job.supply(),
            BulkAction::Judge { .. } => bulk::judge(slot),
            BulkAction::Cancel { .. } => fetch::cancel(slot),
            BulkAction::Pause { delay, why, .. } => {
                if let Pause::Retry(kind) = why {
                    job.observe_loss(now, kind);
                }
                if job.origin.observed {
                    job.observe_pause(delay, why);
                }
            }
            BulkAction::Send {
                endpoint, attempt, ..
            } => {
                job.with_job(|part| {
                    part.attempts = part.attempts.wrapping_add(1);
                    part.endpoint = endpoint;
                });
                job.sent_at.set(now);
                if job.origin.observed {
                    job.observe_attempt(attempt);
                    // The handler may have aborted the run.
                    if run.aborted.get() {
                        return;
                    }
                }
                job.awaited.set(true);
                // Its run has the timer.
                job.send(endpoint, f64::INFINITY);
            }
            BulkAction::Settle {
                job: place,
                outcome,
                ..
            } => {
                let mut error = JsValue::UNDEFINED;
                let end = match outcome {
                    Outcome::Accepted | Outcome::Ended(_) | Outcome::Reported => end::FULFILLED,
                    Outcome::Failed(failure) => {
                        job.observe_loss(now, failure.kind);
                        error = job.error(&failure);
                        end::REJECTED
                    }
                    Outcome::Refused => {
                        error = job.with_job(|part| part.error.clone()).unwrap_or(error);
                        end::REJECTED
                    }
                    Outcome::Skipped(skip) => reason(skip),
                };
                self.put(slot, None);
                run.tally();
                if bulk::settle(slot, place, end, &error) {
                    run.bulk.lend().handle_taken(place);
                }
            }
            _ => {}
        }
    }

    /// The source has answered: a job begins, unless its id came before.
    fn pulled(&self, whole: &Pending<R>, run: &Rc<Run>, what: u32) {
        match what {
            pulled::ID => {
                let checked = job_path(&settle::data(run.slot));
                let place = match &checked {
                    Ok((id, _)) => run.bulk.lend().handle_id(id),
                    Err(_) => run.bulk.lend().handle_invalid(),
                };
                let Some(place) = place else { return };
                let mut job = Job::of(run, place);
                let path = match checked {
                    Ok((_, path)) => path,
                    Err(error) => {
                        job.error = error;
                        JsValue::UNDEFINED
                    }
                };
                let slot = bulk::open_job(run.slot);
                self.put(slot, Some(Rc::new(whole.job(slot, &path, job))));
                run.put(place, slot);
            }
            pulled::END => run.bulk.lend().handle_end(),
            pulled::THREW => run.bulk.lend().handle_source_error(),
            _ => {}
        }
    }
}

impl Run {
    fn put(&self, place: u32, slot: u32) {
        let place = place as usize;
        let mut jobs = self.jobs.lend();
        if jobs.len() <= place {
            jobs.resize(place.wrapping_add(1), 0);
        }
        if let Some(held) = jobs.get_mut(place) {
            *held = slot;
        }
    }

    fn tally(&self) {
        let bulk = self.bulk.lend();
        let counts = bulk.counts();
        bulk::tally(
            self.slot,
            counts.cancelled,
            counts.finished,
            counts.failed,
            counts.skipped,
            counts.duplicates,
            bulk.in_flight(),
        );
    }
}

/// The number of a reason to skip; a stop's stands in its own order.
const fn reason(skip: Skip) -> u32 {
    match skip {
        Skip::Stopped(stop) => end::SKIPPED.saturating_add(stop as u32),
        Skip::Filtered => end::FILTERED,
        Skip::DryRun => end::DRY_RUN,
        Skip::Missing => end::MISSING,
    }
}
