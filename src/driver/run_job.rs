//! A job of a bulk run: carries out the run's actions for it, and passes on what happens to it.

use alloc::rc::Rc;

use pulse_core::{BulkAction, Instant, JobIndex, Outcome, Pause};
use wasm_bindgen::prelude::*;

use super::request::Request;
use super::{Driver, Event, HostResponse, Run, SupplierResolver, TrapCell};
use crate::errors::{self, Thrower};
use crate::host::{bulk as host, call};

/// A job of a bulk run.
pub struct RunJob<R> {
    request: Request<R>,
    run: Rc<Run<R>>,
    index: JobIndex,
    /// Why it was refused.
    refusal: TrapCell<JsValue>,
}

impl<R: SupplierResolver> RunJob<R> {
    /// A job that has not begun; `id` is percent-encoded, or says why the source's value is not a job id.
    pub fn new(
        run: &Rc<Run<R>>,
        slot: u32,
        index: JobIndex,
        id: Result<JsValue, &'static str>,
    ) -> Self {
        let (id, refusal) = match id {
            Ok(id) => (id, JsValue::UNDEFINED),
            Err(problem) => (JsValue::UNDEFINED, errors::validation(problem)),
        };
        let endpoint = run.bulk.borrow().options().goal.first_endpoint();
        Self {
            request: Request::new(slot, Rc::clone(&run.parts), id, endpoint),
            run: Rc::clone(run),
            index,
            refusal: TrapCell::new(refusal),
        }
    }
}

impl<R: SupplierResolver> Driver<R> {
    pub(super) fn on_job_event(
        &self,
        job: &RunJob<R>,
        event: Event,
        response: Option<HostResponse>,
        verdict: bool,
    ) {
        let (run, index, request) = (&job.run, job.index, &job.request);
        let now = run.parts.client().now(Instant::default());
        // A clock of the caller's own may have ended the job.
        if request.is_over.get() {
            return;
        }
        let mut key_changed = false;
        let refusal = match event {
            Event::Supplied => match request.take_supplied() {
                Ok(changed) => {
                    key_changed = changed;
                    None
                }
                Err(error) => Some(error),
            },
            Event::Broke => Some(request.thrown_error(Thrower::Platform)),
            Event::JudgeThrew => Some(request.thrown_error(Thrower::OnlyIf)),
            _ => None,
        };
        if let Some(response) = response {
            request.on_response(response, now);
        }
        // The handler may have aborted the run, and so ended the job.
        if !request.is_over.get() {
            run.parts.client().with_shared(|shared| {
                let mut bulk = run.bulk.borrow();
                if let Some(error) = refusal {
                    *job.refusal.borrow() = error;
                    bulk.refuse(index);
                } else if let Some(response) = &response {
                    bulk.handle_response(index, now, response, shared);
                } else {
                    match event {
                        Event::Failure => bulk.handle_failure(index, now, shared),
                        Event::Supplied => bulk.handle_prepared(index, key_changed),
                        Event::Judged => bulk.handle_verdict(index, verdict),
                        _ => {}
                    }
                }
            });
        }
        self.drive(run);
    }

    /// Carries out one action for a job.
    pub(super) fn carry_out(&self, job: &RunJob<R>, action: BulkAction, now: Instant) {
        let request = &job.request;
        let slot = request.slot;
        match action {
            // Asks them, and has no more to do if there is anything to ask.
            BulkAction::Prepare { again, .. } if !request.ask_suppliers(again) => {
                job.run.bulk.borrow().handle_prepared(job.index, false);
            }
            BulkAction::Judge { .. } => host::judge(slot),
            BulkAction::Cancel { .. } => call::cancel(slot),
            BulkAction::Pause { delay, why, .. } => {
                if let Pause::Retry(kind) = why {
                    request.observe_loss(now, kind);
                }
                request.observe_pause(delay, why);
            }
            BulkAction::Send {
                endpoint, retry_of, ..
            } => {
                request.endpoint.set(endpoint);
                request.observe_attempt(now, retry_of);
                // The handler may have stopped the run.
                let attempts = job.run.bulk.borrow().begin_attempt(job.index);
                if let Some(attempts) = attempts {
                    // The timeout is on the run's timer, so the request sets none.
                    request.send(now, Instant::NEVER, attempts);
                }
            }
            BulkAction::Settle { outcome, .. } => self.settle(job, outcome, now),
            _ => {}
        }
    }

    fn settle(&self, job: &RunJob<R>, outcome: Outcome, now: Instant) {
        let (slot, index, run) = (job.request.slot, job.index, &job.run);
        let error = match outcome {
            Outcome::Failed(failure) => {
                job.request.observe_loss(now, failure.kind);
                job.request.error(&failure)
            }
            Outcome::Refused => job.refusal.borrow().clone(),
            _ => JsValue::UNDEFINED,
        };
        self.put(slot, None);
        run.jobs.put(index, None);
        job.request.is_over.set(true);
        run.tally();
        let is_read = match outcome {
            Outcome::Failed(_) | Outcome::Refused => host::fail(slot, index, &error),
            Outcome::Skipped(skip) => host::skip(slot, index, skip.name()),
            Outcome::Accepted | Outcome::Ended(_) | Outcome::Reported => host::fulfil(slot, index),
        };
        if is_read {
            run.bulk.borrow().handle_taken(index);
        }
    }
}
