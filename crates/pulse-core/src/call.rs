//! One call: an attempt, and further ones while the rules allow it.

use crate::{
    Action, Duration, Endpoint, Failure, FailureKind, Instant, Limits, Pause, Response, Shared,
    retry, retry_after,
    verdict::{self, Verdict},
};

/// The state machine of one call. The crate's page shows its run loop.
#[derive(Debug, Clone)]
pub struct Call {
    endpoint: Endpoint,
    limits: Limits,
    deadline_at: Instant,
    attempts: u32,
    /// Attempts answered with 429, which a patient call does not count as retries.
    rate_limited_attempts: u32,
    /// Whether a 429 uses up none of the retries, as in bulk.
    patient: bool,
    /// Whether suppliers are asked before each attempt.
    prepare: bool,
    /// Whether a 401 has made it ask them a second time, which happens once.
    asked_again: bool,
    /// How the last attempt failed, if it is to be followed by another.
    retry_of: Option<FailureKind>,
    state: State,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// Wants to send; before that, to ask the suppliers.
    Ready,
    /// The server answered 401: the suppliers may have another key by now.
    Unauthorized,
    Preparing {
        again: bool,
    },
    /// The suppliers have answered.
    Prepared,
    /// Asked for, and from `begin_attempt` on sent. `until` is the attempt's own limit; the call's deadline stands beside it.
    InFlight {
        until: Instant,
        sent: bool,
    },
    Sleeping {
        until: Instant,
        why: Pause,
    },
    Succeeded,
    Failed(Failure),
}

impl Call {
    /// A call that begins at `now`. With `prepare` it asks for [`Action::Prepare`] before each attempt.
    #[must_use]
    pub fn new(endpoint: Endpoint, limits: Limits, now: Instant, prepare: bool) -> Self {
        let deadline_at = now.saturating_add(limits.deadline);
        Self::with_deadline(endpoint, limits, deadline_at, prepare)
    }

    /// A call that shares a deadline with others.
    pub(crate) const fn with_deadline(
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
            rate_limited_attempts: 0,
            patient: false,
            prepare,
            asked_again: false,
            retry_of: None,
            state: State::Ready,
        }
    }

    /// The call that follows this one. What the suppliers are being asked serves this one too.
    pub(crate) const fn next_call(&self, endpoint: Endpoint, deadline_at: Instant) -> Self {
        Self {
            state: match self.state {
                State::Preparing { .. } => State::Preparing { again: false },
                _ => State::Ready,
            },
            ..Self::with_deadline(endpoint, self.limits, deadline_at, self.prepare)
                .with_patience(self.patient)
        }
    }

    /// The same call; if patient, a 429 uses up none of its retries and nothing of the budget.
    pub(crate) const fn with_patience(mut self, patient: bool) -> Self {
        self.patient = patient;
        self
    }

    /// The endpoint that it requests.
    #[must_use]
    pub const fn endpoint(&self) -> Endpoint {
        self.endpoint
    }

    pub(crate) const fn deadline_at(&self) -> Instant {
        self.deadline_at
    }

    /// The deadline of what begins at `now` under the same limits.
    pub(crate) const fn deadline_from(&self, now: Instant) -> Instant {
        now.saturating_add(self.limits.deadline)
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

    pub(crate) const fn has_succeeded(&self) -> bool {
        matches!(self.state, State::Succeeded)
    }

    /// How the last attempt failed, where another one is planned.
    pub(crate) const fn retry_reason(&self) -> Option<FailureKind> {
        match self.state {
            State::Sleeping {
                why: Pause::Retry(kind),
                ..
            } => Some(kind),
            State::Unauthorized => Some(FailureKind::Status),
            _ => None,
        }
    }

    /// Whether the suppliers' values are awaited.
    pub(crate) const fn is_preparing(&self) -> bool {
        matches!(self.state, State::Preparing { .. })
    }

    /// What to do next.
    pub fn poll(&mut self, now: Instant, shared: &mut Shared) -> Action {
        match self.state {
            State::Unauthorized => self.ask_suppliers(true),
            State::Preparing { .. } => Action::Wait {
                until: self.deadline_at,
            },
            State::InFlight { until, .. } => Action::Wait {
                until: until.min(self.deadline_at),
            },
            State::Sleeping { until, why } if until > now => Action::Sleep {
                until,
                delay: until.saturating_duration_since(now),
                why,
            },
            State::Ready | State::Prepared | State::Sleeping { .. } => {
                self.send_or_wait_for_gate(now, shared)
            }
            State::Succeeded => Action::Succeed,
            State::Failed(failure) => Action::Fail(failure),
        }
    }

    const fn ask_suppliers(&mut self, again: bool) -> Action {
        self.state = State::Preparing { again };
        Action::Prepare {
            again,
            until: self.deadline_at,
        }
    }

    /// Waits for the gate, asks the suppliers, and sends an attempt. What they gave before a wait at the gate is not used.
    fn send_or_wait_for_gate(&mut self, now: Instant, shared: &Shared) -> Action {
        if self.past_deadline(now) {
            return self.fail(self.deadline_failure());
        }
        if let Some(until) = shared.gate.closed_until(now) {
            let delay = until.saturating_duration_since(now);
            let too_late = until >= self.deadline_at;
            if delay > self.limits.max_retry_delay || too_late {
                return self.fail(Failure {
                    kind: FailureKind::RateLimited,
                    retry_after: Some(delay),
                });
            }
            let why = Pause::Gate;
            self.state = State::Sleeping { until, why };
            return Action::Sleep { until, delay, why };
        }
        if self.prepare && !matches!(self.state, State::Prepared) {
            return self.ask_suppliers(false);
        }
        let until = now.saturating_add(self.limits.timeout);
        self.state = State::InFlight { until, sent: false };
        Action::Send {
            endpoint: self.endpoint,
            attempt: self.attempts.wrapping_add(1),
            retry_of: self.retry_of,
            until: until.min(self.deadline_at),
        }
    }

    /// The request that [`Action::Send`] asked for is about to be sent. Returns how many that makes; None where it is not to be
    /// sent any more: what was told of it meanwhile has ended the call.
    pub const fn begin_attempt(&mut self) -> Option<u32> {
        match &mut self.state {
            State::InFlight { sent, .. } if !*sent => {
                *sent = true;
                self.attempts = self.attempts.wrapping_add(1);
                Some(self.attempts)
            }
            _ => None,
        }
    }

    /// The suppliers have answered. Asked again after a 401, their key must have changed for another attempt.
    pub fn handle_prepared(&mut self, key_changed: bool) {
        match self.state {
            State::Preparing { again: true } if !key_changed => {
                self.fail(Failure::of(FailureKind::Status));
            }
            State::Preparing { .. } => self.state = State::Prepared,
            _ => {}
        }
    }

    /// The request in flight was answered.
    pub fn handle_response(&mut self, now: Instant, response: &impl Response, shared: &mut Shared) {
        if !self.in_flight() {
            return;
        }
        match verdict::judge(response) {
            Verdict::Success => {
                shared.budget.refund();
                self.state = State::Succeeded;
            }
            // No retry: a key that has changed is worth one more attempt whatever the limits.
            Verdict::Fail(_) if response.status() == 401 && self.prepare && !self.asked_again => {
                self.asked_again = true;
                self.retry_of = Some(FailureKind::Status);
                self.state = State::Unauthorized;
            }
            Verdict::Fail(kind) => {
                self.fail(Failure::of(kind));
            }
            Verdict::Retry => {
                let requested = retry_after::requested_delay(response);
                let is_rate_limited = response.status() == 429;
                let delay = if is_rate_limited && self.patient {
                    self.wait_out_rate_limit_or_fail(now, requested, shared)
                } else {
                    self.retry_or_fail(now, FailureKind::Status, requested, shared)
                };
                if is_rate_limited {
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

    /// The time named by the last action's `until` has come, or may have.
    pub fn handle_timeout(&mut self, now: Instant, shared: &mut Shared) {
        match self.state {
            State::Succeeded | State::Failed(_) => {}
            _ if self.past_deadline(now) => {
                self.fail(self.deadline_failure());
            }
            State::InFlight { until, .. } if until <= now => {
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
        requested: Option<Duration>,
        shared: &mut Shared,
    ) -> Duration {
        let retries = self.retries_made();
        let context = retry::RetryContext {
            kind,
            is_idempotent: self.endpoint.is_idempotent(),
            retries,
            limits: &self.limits,
            deadline_at: self.deadline_at,
        };
        let backoff = shared.backoff(retries, &self.limits);
        match retry::next_delay(context, now, requested, backoff, shared) {
            Some(delay) => {
                self.retry_of = Some(kind);
                self.state = State::Sleeping {
                    until: now.saturating_add(delay),
                    why: Pause::Retry(kind),
                };
            }
            None => {
                self.fail(Failure {
                    kind,
                    retry_after: requested,
                });
            }
        }
        requested.unwrap_or(backoff)
    }

    /// Plans the next attempt of a patient call after a 429, or fails if the wait is too long.
    fn wait_out_rate_limit_or_fail(
        &mut self,
        now: Instant,
        requested: Option<Duration>,
        shared: &mut Shared,
    ) -> Duration {
        let delay =
            requested.unwrap_or_else(|| shared.backoff(self.rate_limited_attempts, &self.limits));
        self.rate_limited_attempts = self.rate_limited_attempts.wrapping_add(1);
        let kind = FailureKind::Status;
        if retry::too_long(now, delay, &self.limits, self.deadline_at) {
            self.fail(Failure {
                kind,
                retry_after: Some(delay),
            });
        } else {
            self.retry_of = Some(kind);
            self.state = State::Sleeping {
                until: now.saturating_add(delay),
                why: Pause::Retry(kind),
            };
        }
        delay
    }

    fn retries_made(&self) -> u32 {
        self.attempts
            .saturating_sub(self.rate_limited_attempts)
            .saturating_sub(u32::from(self.asked_again))
            .saturating_sub(1)
    }

    const fn fail(&mut self, failure: Failure) -> Action {
        self.state = State::Failed(failure);
        Action::Fail(failure)
    }

    pub(crate) fn past_deadline(&self, now: Instant) -> bool {
        self.deadline_at <= now
    }

    fn deadline_failure(&self) -> Failure {
        Failure::of(FailureKind::Deadline)
    }
}

#[cfg(test)]
mod tests;
