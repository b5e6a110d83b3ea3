//! One job of a bulk run: ask its state, cancel it, see what became of it; each where the run's goal says so.

use super::{BulkOptions, Goal, Outcome, Skip, Stop};
use crate::{
    Action, Duration, Endpoint, Failure, FailureKind, Instant, Pause, Response, Shared, Wait,
    WaitPlan,
};

/// The state machine of one job.
#[derive(Debug, Clone)]
pub(super) struct Job {
    stage: Stage,
    /// The requests under way: one that asks, or one that cancels and those that confirm.
    wait: Option<Wait>,
    deadline_at: Instant,
    /// Requests sent by the stage before.
    attempts_before: u32,
    /// How the last attempt failed, while another is awaited.
    last: Option<FailureKind>,
    /// The status of the last response; 0 before the first.
    status: u16,
    /// When the last request was sent.
    sent_at: Instant,
    /// Whether the server, rather than a gateway or nothing at all, answered the last request.
    server_answered: bool,
    /// Whether a cancellation was sent: from then on the job may have been changed.
    touched: bool,
    /// `touched` and `last` as they were before the last request was to be sent.
    before: (bool, Option<FailureKind>),
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    /// Its clock starts when the gate first lets it through.
    Fresh,
    Asking,
    Judging {
        asked: bool,
    },
    Cancelling,
    Over(Outcome),
}

/// What a job wants next.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// Do what the action says, and wake at `until` at the latest.
    Act(Action),
    Judge {
        until: Instant,
    },
    /// The gate stays closed for longer than a call waits.
    GateTooLong,
    End(Outcome),
}

impl Job {
    pub(super) const fn new() -> Self {
        Self {
            stage: Stage::Fresh,
            wait: None,
            deadline_at: Instant::NEVER,
            attempts_before: 0,
            last: None,
            status: 0,
            sent_at: Instant::EARLIEST,
            server_answered: true,
            touched: false,
            before: (false, None),
        }
    }

    /// Requests sent so far.
    pub(super) const fn attempts(&self) -> u32 {
        match &self.wait {
            None => 0,
            Some(wait) => self.attempts_before.wrapping_add(wait.attempts()),
        }
    }

    pub(super) const fn in_flight(&self) -> bool {
        match (&self.stage, &self.wait) {
            (Stage::Over(_), _) | (_, None) => false,
            (_, Some(wait)) => wait.in_flight(),
        }
    }

    /// Whether a request, the suppliers or a judgement is awaited.
    pub(super) const fn awaits_driver(&self) -> bool {
        match (&self.stage, &self.wait) {
            (Stage::Judging { asked }, _) => *asked,
            (Stage::Over(_), _) | (_, None) => false,
            (_, Some(wait)) => wait.in_flight() || wait.is_preparing(),
        }
    }

    /// The status of the last response; 0 before the first.
    pub(super) const fn status(&self) -> u16 {
        self.status
    }

    pub(super) const fn sent_at(&self) -> Instant {
        self.sent_at
    }

    pub(super) const fn server_answered(&self) -> bool {
        self.server_answered
    }

    pub(super) fn poll(
        &mut self,
        now: Instant,
        options: &BulkOptions,
        stopped: Option<Stop>,
        shared: &mut Shared,
    ) -> Step {
        loop {
            match self.stage {
                Stage::Over(outcome) => return Step::End(outcome),
                Stage::Fresh => {
                    if let Some(stop) = stopped {
                        self.stop(stop, false);
                        continue;
                    }
                    if let Some(until) = shared.gate.closed_until(now) {
                        let delay = until.saturating_duration_since(now);
                        let why = Pause::Gate;
                        return if delay > options.limits.max_retry_delay {
                            Step::GateTooLong
                        } else {
                            Step::Act(Action::Sleep { until, delay, why })
                        };
                    }
                    self.deadline_at = now.saturating_add(options.limits.deadline);
                    self.begin_requests(options.goal.cancels_first(), options);
                }
                Stage::Judging { asked } => {
                    let until = self.deadline_at;
                    self.stage = Stage::Judging { asked: true };
                    return if asked {
                        Step::Act(Action::Wait { until })
                    } else {
                        Step::Judge { until }
                    };
                }
                Stage::Asking | Stage::Cancelling => {
                    if let Some(step) = self.poll_requests(now, options, stopped, shared) {
                        return step;
                    }
                }
            }
        }
    }

    /// Goes on with the requests under way; None where they have ended.
    fn poll_requests(
        &mut self,
        now: Instant,
        options: &BulkOptions,
        stopped: Option<Stop>,
        shared: &mut Shared,
    ) -> Option<Step> {
        let wait = self.wait.as_mut()?;
        self.last = wait.retry_reason().or(self.last);
        // After a stop nothing is tried again, not even without a wait.
        if let (Some(_), Some(kind)) = (stopped, self.last) {
            let retry_after = shared
                .gate
                .closed_until(now)
                .map(|at| at.saturating_duration_since(now));
            self.end(Outcome::Failed(Failure { kind, retry_after }));
            return None;
        }
        let action = wait.poll(now, shared);
        match action {
            Action::Prepare { .. } | Action::Wait { .. } | Action::Sleep { .. } => {}
            Action::Send { endpoint, .. } => {
                self.before = (self.touched, self.last);
                self.touched |= matches!(endpoint, Endpoint::CancelJob);
                self.sent_at = now;
                self.last = None;
                self.server_answered = false;
            }
            Action::Succeed => {
                match (&self.stage, self.wait.as_ref().and_then(Wait::ended)) {
                    (Stage::Asking, _) => self.handle_state(options, false),
                    (_, Some(terminal)) => self.end(Outcome::Ended(terminal)),
                    (_, None) => self.end(Outcome::Accepted),
                }
                return None;
            }
            // Not this job's deadline but the cap: every other job has to wait as long.
            Action::Fail(failure) if is_gate_too_long(failure, options.limits.max_retry_delay) => {
                // One that is untouched stays so, and the stop skips it.
                if self.touched {
                    self.end(Outcome::Failed(failure));
                }
                return Some(Step::GateTooLong);
            }
            Action::Fail(failure) => {
                self.end(if options.ignore_missing && self.is_missing(failure) {
                    Outcome::Skipped(Skip::Missing)
                } else {
                    Outcome::Failed(failure)
                });
                return None;
            }
        }
        Some(Step::Act(action))
    }

    /// Whether the job was not there to begin with: after an accepted cancellation it was.
    fn is_missing(&self, failure: Failure) -> bool {
        let confirms = matches!(self.stage, Stage::Cancelling)
            && (self.wait.as_ref()).is_some_and(|wait| matches!(wait.endpoint(), Endpoint::GetJob));
        matches!(failure.kind, FailureKind::Status) && self.status == 404 && !confirms
    }

    /// The job's state has come, or the caller's judgement that it is to be cancelled.
    fn handle_state(&mut self, options: &BulkOptions, judged: bool) {
        match options.goal {
            Goal::Cancel { filter: true, .. } if !judged => {
                self.stage = Stage::Judging { asked: false };
            }
            Goal::Cancel { dry_run: true, .. } => self.end(Outcome::Skipped(Skip::DryRun)),
            Goal::Cancel { .. } => self.begin_requests(true, options),
            Goal::Status | Goal::Wait { .. } => self.end(Outcome::Reported),
        }
    }

    fn begin_requests(&mut self, cancel: bool, options: &BulkOptions) {
        self.attempts_before = self.attempts();
        let interval = options.goal.poll_interval(cancel);
        let plan = WaitPlan {
            cancel,
            cancel_on_abort: false,
            interval: interval.unwrap_or_default(),
        };
        let wait = Wait::with_deadline(plan, options.limits, self.deadline_at, options.prepare);
        self.wait = Some(wait.in_bulk(interval.is_none()));
        self.stage = if cancel {
            Stage::Cancelling
        } else {
            Stage::Asking
        };
    }

    const fn end(&mut self, outcome: Outcome) {
        self.stage = Stage::Over(outcome);
    }

    pub(super) fn handle_prepared(&mut self, key_changed: bool) {
        if let Some(wait) = &mut self.wait {
            wait.handle_prepared(key_changed);
        }
    }

    pub(super) fn handle_response(
        &mut self,
        now: Instant,
        response: &impl Response,
        shared: &mut Shared,
    ) {
        self.status = response.status();
        self.server_answered = !matches!(self.status, 502..=504);
        if let Some(wait) = &mut self.wait {
            wait.handle_response(now, response, shared);
        }
    }

    pub(super) fn handle_failure(&mut self, now: Instant, shared: &mut Shared) {
        if let Some(wait) = &mut self.wait {
            wait.handle_failure(now, shared);
        }
    }

    pub(super) fn handle_timeout(&mut self, now: Instant, shared: &mut Shared) {
        if let Stage::Judging { .. } = self.stage {
            if self.deadline_at <= now {
                let failure = Failure::of(FailureKind::Deadline);
                self.end(Outcome::Failed(failure));
            }
        } else if let Some(wait) = &mut self.wait {
            wait.handle_timeout(now, shared);
        }
    }

    /// The caller's judgement of the state last asked for.
    pub(super) fn handle_verdict(&mut self, keep: bool, options: &BulkOptions) {
        if !matches!(self.stage, Stage::Judging { asked: true }) {
            return;
        }
        if keep {
            self.handle_state(options, true);
        } else {
            self.end(Outcome::Skipped(Skip::Filtered));
        }
    }

    pub(super) const fn refuse(&mut self) {
        if !matches!(self.stage, Stage::Over(_)) {
            self.end(Outcome::Refused);
        }
    }

    /// Its next request is about to be sent. Returns how many that makes; None where the run has stopped since it was asked for.
    pub(super) fn begin_attempt(&mut self, stopped: Option<Stop>) -> Option<u32> {
        if let Some(stop) = stopped {
            let (touched, last) = self.before;
            self.touched = touched;
            match (self.stage, last) {
                _ if !touched => self.end(Outcome::Skipped(Skip::Stopped(stop))),
                // A confirmation has no failure to end with, and goes on.
                (Stage::Over(_), _) | (_, None) => {}
                (_, Some(kind)) => self.end(Outcome::Failed(Failure::of(kind))),
            }
        }
        if matches!(self.stage, Stage::Over(_)) {
            return None;
        }
        let attempts = self.wait.as_mut()?.begin_attempt()?;
        Some(self.attempts_before.wrapping_add(attempts))
    }

    /// The run has stopped. What was not touched stays so; what is in flight goes on, unless all ends at once.
    pub(super) fn stop(&mut self, stop: Stop, at_once: bool) {
        if matches!(self.stage, Stage::Over(_)) {
            return;
        }
        if !self.touched {
            self.end(Outcome::Skipped(Skip::Stopped(stop)));
        } else if at_once {
            self.end(Outcome::Failed(Failure::of(FailureKind::Aborted)));
        }
    }
}

/// Whether the gate is closed for longer than any call waits.
fn is_gate_too_long(failure: Failure, longest: Duration) -> bool {
    matches!(failure.kind, FailureKind::RateLimited)
        && failure.retry_after.is_some_and(|delay| delay > longest)
}
