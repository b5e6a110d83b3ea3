//! One job of a bulk run: ask its state, cancel it, see what became of it; each where the options say so.

use core::time::Duration;

use super::{BulkOptions, Outcome, Skip, Stop};
use crate::{
    Action, Answer, Call, Endpoint, Failure, FailureKind, MAX_DELAY, Pause, Plan, Shared, Wait,
};

/// The state machine of one job.
#[derive(Debug, Clone)]
pub(super) struct Job {
    stage: Stage,
    work: Work,
    deadline_at: Option<Duration>,
    /// Requests sent by earlier stages.
    attempts_before: u32,
    /// How the last attempt failed, while another is awaited.
    last: Option<FailureKind>,
    /// The status of the last response; 0 before the first.
    status: u16,
    /// When the last request was sent.
    sent_at: Duration,
    /// Whether the server, rather than a gateway or nothing at all, answered the last request.
    answered: bool,
    /// Whether a cancellation was sent: from then on the job may have been changed.
    touched: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Its clock starts when the gate first lets it through.
    Fresh,
    Asking,
    Judging {
        asked: bool,
    },
    Cancelling,
    Confirming,
    Over(Outcome),
}

#[derive(Debug, Clone)]
enum Work {
    None,
    Call(Call),
    Wait(Wait),
}

/// What a job wants next.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    Prepare {
        until: Option<Duration>,
    },
    Send {
        endpoint: Endpoint,
        attempt: u32,
        until: Option<Duration>,
    },
    Judge {
        until: Option<Duration>,
    },
    Pause {
        until: Duration,
        delay: Duration,
        why: Pause,
    },
    Wait {
        until: Option<Duration>,
    },
    /// The gate stays closed for longer than a call waits.
    Shut,
    End(Outcome),
}

impl Job {
    pub(super) const fn new() -> Self {
        Self {
            stage: Stage::Fresh,
            work: Work::None,
            deadline_at: None,
            attempts_before: 0,
            last: None,
            status: 0,
            sent_at: Duration::ZERO,
            answered: true,
            touched: false,
        }
    }

    /// Requests sent so far.
    pub(super) const fn attempts(&self) -> u32 {
        let now = match &self.work {
            Work::None => 0,
            Work::Call(call) => call.attempts(),
            Work::Wait(wait) => wait.attempts(),
        };
        self.attempts_before.saturating_add(now)
    }

    pub(super) const fn in_flight(&self) -> bool {
        match (&self.stage, &self.work) {
            (Stage::Over(_), _) | (_, Work::None) => false,
            (_, Work::Call(call)) => call.in_flight(),
            (_, Work::Wait(wait)) => wait.in_flight(),
        }
    }

    /// Whether a request, the suppliers or a judgement is awaited.
    pub(super) const fn awaits(&self) -> bool {
        match (self.stage, &self.work) {
            (Stage::Judging { asked }, _) => asked,
            (Stage::Over(_) | Stage::Fresh, _) | (_, Work::None) => false,
            (_, Work::Call(call)) => call.in_flight() || !call.prepared(),
            (_, Work::Wait(wait)) => wait.in_flight(),
        }
    }

    /// The status of the last response; 0 before the first.
    pub(super) const fn status(&self) -> u16 {
        self.status
    }

    pub(super) const fn sent_at(&self) -> Duration {
        self.sent_at
    }

    pub(super) const fn answered(&self) -> bool {
        self.answered
    }

    pub(super) fn poll(
        &mut self,
        now: Duration,
        options: &BulkOptions,
        stopped: Option<Stop>,
        shared: &mut Shared,
    ) -> Step {
        loop {
            match self.stage {
                Stage::Over(outcome) => return Step::End(outcome),
                Stage::Fresh => {
                    if let Some(stop) = stopped {
                        self.stop(stop);
                        continue;
                    }
                    if let Some(until) = shared.gate.closed(now) {
                        let delay = until.saturating_sub(now);
                        let why = Pause::Gate;
                        return if delay > MAX_DELAY {
                            Step::Shut
                        } else {
                            Step::Pause { until, delay, why }
                        };
                    }
                    self.deadline_at = options.limits.deadline.map(|at| now.saturating_add(at));
                    if options.asks() {
                        self.call(Stage::Asking, options, options.prepare);
                    } else {
                        self.call(Stage::Cancelling, options, options.prepare);
                    }
                }
                Stage::Judging { asked } => {
                    let until = self.deadline_at;
                    self.stage = Stage::Judging { asked: true };
                    return if asked {
                        Step::Wait { until }
                    } else {
                        Step::Judge { until }
                    };
                }
                Stage::Asking | Stage::Cancelling | Stage::Confirming => {
                    if let Some(step) = self.work_on(now, options, stopped, shared) {
                        return step;
                    }
                }
            }
        }
    }

    /// Goes on with the request under way; None where it has ended.
    fn work_on(
        &mut self,
        now: Duration,
        options: &BulkOptions,
        stopped: Option<Stop>,
        shared: &mut Shared,
    ) -> Option<Step> {
        let action = match &mut self.work {
            Work::None => Action::Succeed,
            Work::Call(call) => call.poll(now, shared),
            Work::Wait(wait) => wait.poll(now, shared),
        };
        Some(match action {
            Action::Prepare { until } => Step::Prepare { until },
            Action::Send {
                endpoint,
                attempt,
                until,
            } => {
                self.touched |= endpoint == Endpoint::CancelJob;
                self.sent_at = now;
                self.last = None;
                self.answered = false;
                Step::Send {
                    endpoint,
                    attempt,
                    until,
                }
            }
            Action::Wait { until } => Step::Wait { until },
            Action::Sleep { until, delay, why } => {
                if let Pause::Retry(kind) = why {
                    self.last = Some(kind);
                }
                // After a stop nothing is tried again.
                match (stopped, self.last) {
                    (Some(_), Some(kind)) => {
                        self.end(Outcome::Failed(Failure {
                            kind,
                            retry_after: shared.gate.closed(now).map(|at| at.saturating_sub(now)),
                        }));
                        return None;
                    }
                    _ => Step::Pause { until, delay, why },
                }
            }
            Action::Succeed => {
                self.go_on(options);
                return None;
            }
            // Not this job's deadline but the cap: every other job has to wait as long.
            Action::Fail(failure) if self.is_shut(failure) => {
                // One that was only held stays untouched, and the stop skips it.
                if self.touched || failure.kind != FailureKind::Held {
                    self.end(Outcome::Failed(failure));
                }
                return Some(Step::Shut);
            }
            Action::Fail(failure) => {
                let missing = options.ignore_missing
                    && failure.kind == FailureKind::Status
                    && self.status == 404
                    && self.stage != Stage::Confirming;
                self.end(if missing {
                    Outcome::Skipped(Skip::Missing)
                } else {
                    Outcome::Failed(failure)
                });
                return None;
            }
        })
    }

    fn is_shut(&self, failure: Failure) -> bool {
        let limited = match failure.kind {
            FailureKind::Held => true,
            FailureKind::Status => self.status == 429,
            _ => false,
        };
        limited && failure.retry_after.is_some_and(|delay| delay > MAX_DELAY)
    }

    /// The request under way has succeeded: what comes after it.
    fn go_on(&mut self, options: &BulkOptions) {
        match (self.stage, &self.work) {
            (Stage::Asking, _) if options.filter => self.stage = Stage::Judging { asked: false },
            (Stage::Asking, _) => self.keep(options),
            (Stage::Cancelling, _) => match options.confirm {
                None => self.end(Outcome::Accepted),
                Some(interval) => {
                    self.attempts_before = self.attempts();
                    let plan = Plan {
                        cancel: false,
                        cancel_on_abort: false,
                        interval,
                    };
                    let wait = Wait::within(plan, options.limits, self.deadline_at, false);
                    self.work = Work::Wait(wait.patient(true));
                    self.stage = Stage::Confirming;
                }
            },
            (_, Work::Wait(wait)) => match wait.ended() {
                Some(terminal) => self.end(Outcome::Ended(terminal)),
                None => self.end(Outcome::Accepted),
            },
            _ => {}
        }
    }

    /// The job is to be cancelled, or only to be looked at.
    fn keep(&mut self, options: &BulkOptions) {
        if options.dry_run {
            self.end(Outcome::Skipped(Skip::DryRun));
        } else {
            self.call(Stage::Cancelling, options, false);
        }
    }

    fn call(&mut self, stage: Stage, options: &BulkOptions, prepare: bool) {
        self.attempts_before = self.attempts();
        let endpoint = if stage == Stage::Asking {
            Endpoint::GetJob
        } else {
            Endpoint::CancelJob
        };
        let call = Call::within(endpoint, options.limits, self.deadline_at, prepare);
        self.work = Work::Call(call.patient(true));
        self.stage = stage;
    }

    const fn end(&mut self, outcome: Outcome) {
        self.stage = Stage::Over(outcome);
    }

    pub(super) const fn handle_prepared(&mut self) {
        if let Work::Call(call) = &mut self.work {
            call.handle_prepared();
        }
    }

    pub(super) fn handle_response(
        &mut self,
        now: Duration,
        answer: &impl Answer,
        shared: &mut Shared,
    ) {
        self.status = answer.status();
        self.answered = !matches!(self.status, 502..=504);
        match &mut self.work {
            Work::None => {}
            Work::Call(call) => call.handle_response(now, answer, shared),
            Work::Wait(wait) => wait.handle_response(now, answer, shared),
        }
    }

    pub(super) fn handle_failure(&mut self, now: Duration, shared: &mut Shared) {
        match &mut self.work {
            Work::None => {}
            Work::Call(call) => call.handle_failure(now, shared),
            Work::Wait(wait) => wait.handle_failure(now, shared),
        }
    }

    pub(super) fn handle_timeout(
        &mut self,
        now: Duration,
        options: &BulkOptions,
        shared: &mut Shared,
    ) {
        match (self.stage, &mut self.work) {
            (Stage::Judging { .. }, _) => {
                if self.deadline_at.is_some_and(|at| at <= now) {
                    let deadline = options.limits.deadline.unwrap_or_default();
                    let failure = Failure::of(FailureKind::Deadline(deadline));
                    self.end(Outcome::Failed(failure));
                }
            }
            (_, Work::None) => {}
            (_, Work::Call(call)) => call.handle_timeout(now, shared),
            (_, Work::Wait(wait)) => wait.handle_timeout(now, shared),
        }
    }

    /// The caller's judgement of the state last asked for.
    pub(super) fn handle_verdict(&mut self, keep: bool, options: &BulkOptions) {
        if self.stage != (Stage::Judging { asked: true }) {
            return;
        }
        if keep {
            self.keep(options);
        } else {
            self.end(Outcome::Skipped(Skip::Filtered));
        }
    }

    pub(super) const fn refuse(&mut self) {
        if !matches!(self.stage, Stage::Over(_)) {
            self.end(Outcome::Refused);
        }
    }

    /// The run has stopped. What was not touched stays so; what is in flight goes on, unless it was aborted.
    pub(super) fn stop(&mut self, stop: Stop) {
        if matches!(self.stage, Stage::Over(_)) {
            return;
        }
        if !self.touched {
            self.end(Outcome::Skipped(Skip::Stopped(stop)));
        } else if stop == Stop::Aborted {
            self.end(Outcome::Failed(Failure::of(FailureKind::Aborted)));
        }
    }
}
