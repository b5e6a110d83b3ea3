//! What requests meet and how jobs end, in the reactions that the simulation and the model share.

use super::super::*;
use crate::{FailureKind, Terminal, harness::later, testing::Reply};

/// What a server, or the way to it, says to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reaction {
    Accepted,
    State(&'static str),
    Missing,
    Unauthorized,
    /// 500 with a code JOB_.
    JobError,
    /// 429 for a second.
    Limited,
    /// 429 for longer than any call waits.
    GateTooLong,
    /// 503 for a second.
    Unavailable,
    ConnectionLost,
}

impl Reaction {
    /// None where no answer comes.
    pub(super) fn reply(self) -> Option<Reply> {
        Some(match self {
            Self::Accepted => Reply::cancelled(),
            Self::State(state) => Reply::job(state),
            Self::Missing => Reply::status(404),
            Self::Unauthorized => Reply::status(401),
            Self::JobError => Reply::status(500).code("JOB_003"),
            Self::Limited => later(429, "1"),
            Self::GateTooLong => later(429, "61"),
            Self::Unavailable => later(503, "1"),
            Self::ConnectionLost => return None,
        })
    }
}

/// How a job ended, without the numbers a failure carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Accepted,
    Ended(Terminal),
    Reported,
    Failed(FailureKind),
    Refused,
    Skipped(Skip),
}

impl End {
    pub(super) fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Accepted => Self::Accepted,
            Outcome::Ended(terminal) => Self::Ended(terminal),
            Outcome::Reported => Self::Reported,
            Outcome::Failed(failure) => Self::Failed(failure.kind),
            Outcome::Refused => Self::Refused,
            Outcome::Skipped(skip) => Self::Skipped(skip),
        }
    }
}
