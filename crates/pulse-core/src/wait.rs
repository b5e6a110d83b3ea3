//! Requests in a row until a job has ended: poll it, or cancel it and then poll what became of it.
//!
//! A job that could not be cancelled, by its own answer, may have ended before: it is asked for once, as often as a call is
//! tried. Has it ended, that is how; otherwise, and where that request fails too, the cancellation's own failure stands.

use crate::{
    Action, Call, Duration, Endpoint, Failure, FailureKind, Instant, Limits, Pause, Response,
    Shared, Terminal, verdict,
};

/// Intervals grow up to this, unless the first is longer.
const MAX_INTERVAL: Duration = Duration::from_secs(30);

/// What a [`Wait`] is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitPlan {
    /// Cancel the job before polling it.
    pub cancel: bool,
    /// When aborted, cancel the job and fail only when that has settled.
    pub cancel_on_abort: bool,
    /// The first interval between two polls; each further one is half as long again, up to 30 seconds or, where that
    /// is longer, to the first. The npm package's default is 1 second.
    pub interval: Duration,
}

/// The state machine of a wait: [`Call`]s in a row until a job has ended.
#[derive(Debug, Clone)]
pub struct Wait {
    plan: WaitPlan,
    /// The request under way, or the last one.
    call: Call,
    stage: Stage,
    /// Requests sent by calls before this one.
    attempts_before: u32,
    interval: Duration,
    ended: Option<Terminal>,
    news: bool,
    /// Whether the cancellation has just been answered with the job's own refusal.
    refused: bool,
    /// Whether the first success is the end.
    once: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Cancelling,
    /// The job could not be cancelled, it was said; perhaps since it has ended, so it is asked for once.
    Checking,
    Asking,
    Resting {
        until: Instant,
    },
    /// Aborted, with the remote job's cancellation still under way.
    CancellingAfterAbort,
    Done,
    Failed(Failure),
}

impl Wait {
    /// A wait that begins at `now`; with `prepare` it asks for [`Action::Prepare`] before each request. The limits' deadline is for all of it, the timeout for each attempt.
    #[must_use]
    pub fn new(plan: WaitPlan, limits: Limits, now: Instant, prepare: bool) -> Self {
        let deadline_at = now.saturating_add(limits.deadline);
        Self::with_deadline(plan, limits, deadline_at, prepare)
    }

    /// One request with its retries: a wait for nothing but its response.
    #[must_use]
    pub fn once(endpoint: Endpoint, limits: Limits, now: Instant, prepare: bool) -> Self {
        let plan = WaitPlan {
            cancel: false,
            cancel_on_abort: false,
            interval: Duration::ZERO,
        };
        let mut wait = Self::new(plan, limits, now, prepare);
        wait.call = wait.call.next_call(endpoint, wait.call.deadline_at());
        wait.once = true;
        wait
    }

    /// A wait that shares a deadline with what came before it.
    pub(crate) const fn with_deadline(
        plan: WaitPlan,
        limits: Limits,
        deadline_at: Instant,
        prepare: bool,
    ) -> Self {
        let (stage, endpoint) = if plan.cancel {
            (Stage::Cancelling, Endpoint::CancelJob)
        } else {
            (Stage::Asking, Endpoint::GetJob)
        };
        Self {
            plan,
            call: Call::with_deadline(endpoint, limits, deadline_at, prepare),
            stage,
            attempts_before: 0,
            interval: plan.interval,
            ended: None,
            news: false,
            refused: false,
            once: false,
        }
    }

    /// The same wait as a job of a bulk run makes it: a 429 uses up none of its retries, and with `once` it
    /// is over with the first success, whatever the plan says of polling.
    pub(crate) const fn in_bulk(mut self, once: bool) -> Self {
        self.call = self.call.with_patience(true);
        self.once = once;
        self
    }

    /// How the wait fails if the attempt that is planned is not made; None where none is.
    pub(crate) const fn retry_reason(&self) -> Option<FailureKind> {
        match self.stage {
            Stage::Checking if self.call.retry_reason().is_some() => {
                Some(FailureKind::NotCancelled)
            }
            _ => self.call.retry_reason(),
        }
    }

    /// Whether the suppliers' values are awaited.
    pub(crate) const fn is_preparing(&self) -> bool {
        self.call.is_preparing()
    }

    /// The endpoint of the request under way, or of the last one.
    #[must_use]
    pub const fn endpoint(&self) -> Endpoint {
        self.call.endpoint()
    }

    /// Requests sent so far, by all its calls.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.attempts_before.wrapping_add(self.call.attempts())
    }

    /// Whether the last request's outcome is still awaited; a driver cancels it where this turns false.
    #[must_use]
    pub const fn in_flight(&self) -> bool {
        !matches!(self.stage, Stage::Done | Stage::Failed(_)) && self.call.in_flight()
    }

    /// Whether the caller has ended it, and the cancellation of the job is what it still waits for.
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        self.stage == Stage::CancellingAfterAbort
    }

    /// How the job ended, once it has.
    #[must_use]
    pub const fn ended(&self) -> Option<Terminal> {
        self.ended
    }

    /// Whether the last response brought the job's state; true once for each.
    pub const fn take_news(&mut self) -> bool {
        core::mem::replace(&mut self.news, false)
    }

    /// What to do next.
    pub fn poll(&mut self, now: Instant, shared: &mut Shared) -> Action {
        loop {
            match self.stage {
                Stage::Cancelling
                | Stage::Checking
                | Stage::Asking
                | Stage::CancellingAfterAbort => match self.call.poll(now, shared) {
                    Action::Succeed => self.handle_success(now),
                    Action::Fail(_) if self.refused => {
                        self.refused = false;
                        self.begin_call(Stage::Checking, Endpoint::GetJob);
                    }
                    Action::Fail(failure) => self.stage = self.stage_after_failure(failure),
                    other => return other,
                },
                Stage::Resting { until } => {
                    if self.past_deadline(now) {
                        self.stage = Stage::Failed(self.deadline_failure());
                    } else if until <= now {
                        self.begin_call(Stage::Asking, Endpoint::GetJob);
                    } else {
                        let until = until.min(self.call.deadline_at());
                        return Action::Sleep {
                            until,
                            delay: until.saturating_duration_since(now),
                            why: Pause::Poll,
                        };
                    }
                }
                Stage::Done => return Action::Succeed,
                Stage::Failed(failure) => return Action::Fail(failure),
            }
        }
    }

    /// The request that [`Action::Send`] asked for is about to be sent. Returns how many that makes, by all its calls; None where
    /// it is not to be sent any more: what was told of it meanwhile has ended the wait, or had another one sent.
    pub fn begin_attempt(&mut self) -> Option<u32> {
        if !self.in_flight() {
            return None;
        }
        let attempts = self.call.begin_attempt()?;
        Some(self.attempts_before.wrapping_add(attempts))
    }

    /// The suppliers have answered; where they were asked again, whether the key has changed.
    pub fn handle_prepared(&mut self, key_changed: bool) {
        self.call.handle_prepared(key_changed);
    }

    /// The request in flight was answered.
    pub fn handle_response(&mut self, now: Instant, response: &impl Response, shared: &mut Shared) {
        let in_flight = self.call.in_flight();
        self.call.handle_response(now, response, shared);
        if self.once || !in_flight {
            return;
        }
        self.refused = self.stage == Stage::Cancelling && verdict::is_the_jobs_own(response);
        if matches!(self.stage, Stage::Asking | Stage::Checking) && self.call.has_succeeded() {
            self.news = true;
            self.ended = response.job_status().as_deref().and_then(Terminal::of);
        }
    }

    /// The request in flight failed.
    pub fn handle_failure(&mut self, now: Instant, shared: &mut Shared) {
        self.call.handle_failure(now, shared);
    }

    /// The time named by the last action's `until` has come, or may have.
    pub fn handle_timeout(&mut self, now: Instant, shared: &mut Shared) {
        // Between two polls the last call has ended, and poll looks at the time by itself.
        self.call.handle_timeout(now, shared);
    }

    /// The caller does not want it any more.
    pub fn abort(&mut self, now: Instant) {
        match self.stage {
            Stage::Done | Stage::Failed(_) | Stage::CancellingAfterAbort => {}
            Stage::Cancelling | Stage::Checking | Stage::Asking | Stage::Resting { .. } => {
                if self.plan.cancel_on_abort {
                    // The deadline so far was for the wait; the cancellation has one of its own, of the same length.
                    self.begin_call_until(
                        self.call.deadline_from(now),
                        Stage::CancellingAfterAbort,
                        Endpoint::CancelJob,
                    );
                } else {
                    self.stage = Stage::Failed(Failure::of(FailureKind::Aborted));
                }
            }
        }
    }

    fn begin_call(&mut self, stage: Stage, endpoint: Endpoint) {
        self.begin_call_until(self.call.deadline_at(), stage, endpoint);
    }

    fn begin_call_until(&mut self, deadline_at: Instant, stage: Stage, endpoint: Endpoint) {
        self.attempts_before = self.attempts();
        self.call = self.call.next_call(endpoint, deadline_at);
        self.stage = stage;
    }

    /// The call has succeeded: what comes after it.
    fn handle_success(&mut self, now: Instant) {
        match self.stage {
            Stage::CancellingAfterAbort => {
                self.stage = Stage::Failed(Failure::of(FailureKind::Aborted));
            }
            _ if self.once => self.stage = Stage::Done,
            Stage::Cancelling => self.begin_call(Stage::Asking, Endpoint::GetJob),
            _ if self.ended.is_some() => self.stage = Stage::Done,
            Stage::Checking => self.stage = Stage::Failed(Failure::of(FailureKind::NotCancelled)),
            _ => {
                self.stage = Stage::Resting {
                    until: now.saturating_add(self.interval),
                };
                let longest = MAX_INTERVAL.max(self.plan.interval);
                // Growing intervals: a job that takes long is asked after less often.
                self.interval = self.interval.times(1.5).min(longest);
            }
        }
    }

    fn stage_after_failure(&self, failure: Failure) -> Stage {
        Stage::Failed(match self.stage {
            // Whether the cancellation took or not, it was the caller who ended the wait.
            Stage::CancellingAfterAbort => Failure::of(FailureKind::Aborted),
            // What the cancellation met counts, and not why nothing more is known.
            Stage::Checking => Failure::of(FailureKind::NotCancelled),
            _ => failure,
        })
    }

    fn past_deadline(&self, now: Instant) -> bool {
        self.call.past_deadline(now)
    }

    fn deadline_failure(&self) -> Failure {
        Failure::of(FailureKind::Deadline)
    }
}

#[cfg(test)]
mod tests;
