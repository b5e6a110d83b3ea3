//! What a machine asks its driver to do, and how a call can end badly.

use crate::{Duration, Endpoint, Instant};

/// The next thing to do for a machine. A driver polls once after each event it has reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Ask the suppliers for their values, then call `handle_prepared`; wake at `until` at the latest. Comes before each
    /// request of a machine that was made with suppliers.
    Prepare {
        /// Whether they are asked a second time, since the server answered 401: what counts is whether the key has changed.
        again: bool,
        /// When to call `handle_timeout` at the latest.
        until: Instant,
    },
    /// Send one request, if `begin_attempt` still says so, then report its response or failure; wake at `until` at the latest.
    Send {
        /// The endpoint to request.
        endpoint: Endpoint,
        /// Counted from 1 for each call.
        attempt: u32,
        /// How the attempt before it failed; None for a call's first.
        retry_of: Option<FailureKind>,
        /// When to call `handle_timeout` at the latest.
        until: Instant,
    },
    /// Nothing is in flight; call `handle_timeout` at `until`.
    Sleep {
        /// When to call `handle_timeout`.
        until: Instant,
        /// How long the rule wants to wait, counted from this poll.
        delay: Duration,
        /// What it waits for.
        why: Pause,
    },
    /// Still in flight: keep waiting, wake at `until` at the latest.
    Wait {
        /// When to call `handle_timeout` at the latest.
        until: Instant,
    },
    /// The call has succeeded with the last response.
    Succeed,
    /// The call has failed.
    Fail(Failure),
}

/// Why a machine sleeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// Before another attempt, after the last one failed so.
    Retry(FailureKind),
    /// The client's gate is closed after a 429.
    Gate,
    /// Between two polls of a job.
    Poll,
}

/// How a call failed; the response or exception that caused it stays with the driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong.
    pub kind: FailureKind,
    /// How long the server asked to wait, or for how long the gate stays closed.
    pub retry_after: Option<Duration>,
}

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The server answered with an error status.
    Status,
    /// The server said of the job that it could not be cancelled, and its state, asked for since, does not say that it has
    /// ended. The response is the cancellation's, not the last one.
    NotCancelled,
    /// The server answered with a redirect, which is never followed.
    Redirect,
    /// A 2xx without the JSON object that the endpoint promises.
    Malformed,
    /// The body was longer than a client reads.
    Oversized,
    /// The fetch function returned something that is no Response.
    NotAResponse,
    /// The request could not be sent, or its answer did not arrive whole.
    Connection,
    /// One attempt took longer than its timeout.
    Timeout,
    /// The call took longer than its deadline.
    Deadline,
    /// The caller's signal was aborted.
    Aborted,
    /// Nothing was sent: a 429 closed the gate for longer than a call waits.
    RateLimited,
}

impl FailureKind {
    /// Its name, for what takes it as a text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::NotCancelled => "not-cancelled",
            Self::Redirect => "redirect",
            Self::Malformed => "malformed",
            Self::Oversized => "oversized",
            Self::NotAResponse => "not-a-response",
            Self::Connection => "connection",
            Self::Timeout => "timeout",
            Self::Deadline => "deadline",
            Self::Aborted => "aborted",
            Self::RateLimited => "rate-limited",
        }
    }
}

impl Failure {
    /// A failure without a time to come back from the server.
    #[must_use]
    pub const fn of(kind: FailureKind) -> Self {
        Self {
            kind,
            retry_after: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_failure_has_its_name() {
        for (kind, name) in [
            (FailureKind::Status, "status"),
            (FailureKind::NotCancelled, "not-cancelled"),
            (FailureKind::Redirect, "redirect"),
            (FailureKind::Malformed, "malformed"),
            (FailureKind::Oversized, "oversized"),
            (FailureKind::NotAResponse, "not-a-response"),
            (FailureKind::Connection, "connection"),
            (FailureKind::Timeout, "timeout"),
            (FailureKind::Deadline, "deadline"),
            (FailureKind::Aborted, "aborted"),
            (FailureKind::RateLimited, "rate-limited"),
        ] {
            assert_eq!(kind.name(), name);
        }
    }
}
