//! One call: an attempt, and further ones while the rules allow it.

use crate::{
    Action, Answer, Duration, Endpoint, Failure, FailureKind, Instant, Limits, MAX_DELAY, Pause,
    Shared, retry, retry_after,
    verdict::{self, Verdict},
};

/// The state machine of one call.
#[derive(Debug, Clone)]
pub struct Call {
    endpoint: Endpoint,
    limits: Limits,
    deadline_at: Instant,
    attempts: u32,
    /// Attempts that a patient call does not count as retries: those answered with 429.
    forgiven: u32,
    /// Whether a 429 uses up none of the retries, as in bulk.
    patient: bool,
    state: State,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Unprepared,
    Preparing,
    Ready,
    /// The attempt's own limit; the call's deadline stands beside it.
    InFlight {
        until: Instant,
    },
    Sleeping {
        until: Instant,
        why: Pause,
    },
    Succeeded,
    Failed(Failure),
}

impl Call {
    /// A call that begins at `now`. With `prepare` it asks for [`Action::Prepare`] first.
    #[must_use]
    pub fn new(endpoint: Endpoint, limits: Limits, now: Instant, prepare: bool) -> Self {
        let deadline_at = now.saturating_add(limits.deadline);
        Self::within(endpoint, limits, deadline_at, prepare)
    }

    /// A call that shares a deadline with others.
    pub(crate) const fn within(
        endpoint: Endpoint,
        limits: Limits,
        deadline_at: Instant,
        prepare: bool,
    ) -> Self {
        Self {
            endpoint,
            limits,
            deadline_at,
            attempts: 0,
            forgiven: 0,
            patient: false,
            state: if prepare {
                State::Unprepared
            } else {
                State::Ready
            },
        }
    }

    /// A call in this one's place: what the suppliers were asked, they are not asked again.
    pub(crate) const fn succeeded_by(&self, endpoint: Endpoint, deadline_at: Instant) -> Self {
        Self {
            state: match self.state {
                State::Unprepared => State::Unprepared,
                State::Preparing => State::Preparing,
                _ => State::Ready,
            },
            ..Self::within(endpoint, self.limits, deadline_at, false).patient(self.patient)
        }
    }

    /// The same call, with a 429 using up none of its retries and nothing of the budget.
    pub(crate) const fn patient(mut self, patient: bool) -> Self {
        self.patient = patient;
        self
    }

    /// What it is a call of.
    #[must_use]
    pub const fn endpoint(&self) -> Endpoint {
        self.endpoint
    }

    /// Requests sent so far.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Whether the last request's outcome is still awaited; a driver cancels it where this turns false.
    #[must_use]
    pub const fn in_flight(&self) -> bool {
        matches!(self.state, State::InFlight { .. })
    }

    pub(crate) const fn succeeded(&self) -> bool {
        matches!(self.state, State::Succeeded)
    }

    /// How the last attempt failed, where another one is planned.
    pub(crate) const fn retrying(&self) -> Option<FailureKind> {
        match self.state {
            State::Sleeping {
                why: Pause::Retry(kind),
                ..
            } => Some(kind),
            _ => None,
        }
    }

    pub(crate) const fn prepared(&self) -> bool {
        !matches!(self.state, State::Unprepared | State::Preparing)
    }

    /// What to do next.
    pub fn poll(&mut self, now: Instant, shared: &mut Shared) -> Action {
        if let State::Sleeping { until, .. } = self.state
            && until <= now
        {
            self.state = State::Ready;
        }
        if let State::Ready = self.state {
            return self.start(now, shared);
        }
        match self.state {
            State::Unprepared => {
                self.state = State::Preparing;
                Action::Prepare {
                    until: self.deadline_at,
                }
            }
            State::Preparing => Action::Wait {
                until: self.deadline_at,
            },
            State::InFlight { until } => Action::Wait {
                until: until.min(self.deadline_at),
            },
            State::Sleeping { until, why } => Action::Sleep {
                until,
                delay: until.saturating_duration_since(now),
                why,
            },
            // Ready has been dealt with above.
            State::Succeeded | State::Ready => Action::Succeed,
            State::Failed(failure) => Action::Fail(failure),
        }
    }

    /// Sends an attempt, or waits for the gate.
    fn start(&mut self, now: Instant, shared: &Shared) -> Action {
        if self.past_deadline(now) {
            return self.fail(self.deadline_failure());
        }
        if let Some(until) = shared.gate.closed(now) {
            let delay = until.saturating_duration_since(now);
            let too_late = until >= self.deadline_at;
            if delay > MAX_DELAY || too_late {
                return self.fail(Failure {
                    kind: FailureKind::Held,
                    retry_after: Some(delay),
                });
            }
            let why = Pause::Gate;
            self.state = State::Sleeping { until, why };
            return Action::Sleep { until, delay, why };
        }
        let until = now.saturating_add(self.limits.timeout);
        self.attempts = self.attempts.wrapping_add(1);
        self.state = State::InFlight { until };
        Action::Send {
            endpoint: self.endpoint,
            attempt: self.attempts,
            until: until.min(self.deadline_at),
        }
    }

    /// The suppliers have answered.
    pub const fn handle_prepared(&mut self) {
        if !self.prepared() {
            self.state = State::Ready;
        }
    }

    /// The request in flight was answered.
    pub fn handle_response(&mut self, now: Instant, answer: &impl Answer, shared: &mut Shared) {
        if !self.in_flight() {
            return;
        }
        match verdict::judge(self.endpoint, answer) {
            Verdict::Success => {
                shared.budget.refund();
                self.state = State::Succeeded;
            }
            Verdict::Fail(kind) => {
                self.fail(Failure::of(kind));
            }
            Verdict::Retry => {
                let asked = retry_after::asked(answer);
                let limited = answer.status() == 429;
                let delay = if limited && self.patient {
                    self.wait_or_fail(now, asked, shared)
                } else {
                    self.retry_or_fail(now, FailureKind::Status, asked, shared)
                };
                if limited {
                    shared.gate.close_until(now.saturating_add(delay));
                }
            }
        }
    }

    /// The request in flight failed: refused, reset, cut short.
    pub fn handle_failure(&mut self, now: Instant, shared: &mut Shared) {
        if self.in_flight() {
            self.retry_or_fail(now, FailureKind::Connection, None, shared);
        }
    }

    /// A time named by `until` has come, or may have.
    pub fn handle_timeout(&mut self, now: Instant, shared: &mut Shared) {
        match self.state {
            State::Succeeded | State::Failed(_) => {}
            _ if self.past_deadline(now) => {
                self.fail(self.deadline_failure());
            }
            State::InFlight { until } if until <= now => {
                let kind = FailureKind::Timeout;
                self.retry_or_fail(now, kind, None, shared);
            }
            _ => {}
        }
    }

    /// The caller does not want it any more.
    pub fn abort(&mut self) {
        if !matches!(self.state, State::Succeeded | State::Failed(_)) {
            self.fail(Failure::of(FailureKind::Aborted));
        }
    }

    /// Plans the next attempt, or fails. Returns the delay that the server or the backoff asks for.
    fn retry_or_fail(
        &mut self,
        now: Instant,
        kind: FailureKind,
        asked: Option<Duration>,
        shared: &mut Shared,
    ) -> Duration {
        let retries = self.retries();
        let standing = retry::Standing {
            retries,
            max_retries: self.limits.max_retries,
            deadline_at: self.deadline_at,
        };
        let backoff = shared.backoff(retries);
        match retry::next_delay(standing, now, asked, backoff, shared) {
            Some(delay) => {
                self.state = State::Sleeping {
                    until: now.saturating_add(delay),
                    why: Pause::Retry(kind),
                };
            }
            None => {
                self.fail(Failure {
                    kind,
                    retry_after: asked,
                });
            }
        }
        asked.unwrap_or(backoff)
    }

    /// Plans the next attempt of a patient call after a 429, or fails if the wait is too long.
    fn wait_or_fail(
        &mut self,
        now: Instant,
        asked: Option<Duration>,
        shared: &mut Shared,
    ) -> Duration {
        let delay = asked.unwrap_or_else(|| shared.backoff(self.forgiven));
        self.forgiven = self.forgiven.wrapping_add(1);
        let kind = FailureKind::Status;
        if retry::too_long(now, delay, self.deadline_at) {
            self.fail(Failure {
                kind,
                retry_after: Some(delay),
            });
        } else {
            self.state = State::Sleeping {
                until: now.saturating_add(delay),
                why: Pause::Retry(kind),
            };
        }
        delay
    }

    fn retries(&self) -> u32 {
        self.attempts
            .saturating_sub(self.forgiven)
            .saturating_sub(1)
    }

    const fn fail(&mut self, failure: Failure) -> Action {
        self.state = State::Failed(failure);
        Action::Fail(failure)
    }

    fn past_deadline(&self, now: Instant) -> bool {
        self.deadline_at <= now
    }

    fn deadline_failure(&self) -> Failure {
        Failure::of(FailureKind::Deadline)
    }
}

#[cfg(test)]
#[path = "call_tests.rs"]
mod tests;
