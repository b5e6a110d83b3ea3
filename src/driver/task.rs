//! The machine of a pending call: one shape, whichever it is.

use pulse_core::{Action, Endpoint, Instant, Limits, Response, Shared, Terminal, Wait};

use super::bulk::Job;

/// What kind of call it is, as numbered in client.js and bulk.js.
pub mod kind {
    /// `DELETE /job/{jobId}`
    pub const CANCEL: u32 = 0;
    /// `GET /job/{jobId}`
    pub const GET: u32 = 1;
    /// Poll until the job has ended.
    #[cfg(feature = "typed")]
    pub const WAIT: u32 = 2;
    /// Cancel, then poll until the job has ended.
    pub const CANCEL_AND_WAIT: u32 = 3;
    /// Cancel many; from here on.
    pub const BULK: u32 = 4;
    /// The same for a source that is known to end.
    pub const BULK_FINITE: u32 = 5;
}

/// The machine of a call.
pub enum Task {
    /// Requests until the job has ended; with whether its outcome is what the caller asked for.
    Wait(Wait, bool),
    /// A bulk run, or one job of it.
    Job(Job),
}

/// The machines have one shape, so each method is the same for both.
macro_rules! either {
    ($task:expr, $machine:ident => $body:expr) => {
        match $task {
            Task::Wait($machine, _) => $body,
            Task::Job($machine) => $body,
        }
    };
}

impl Task {
    pub fn poll(&mut self, now: Instant, shared: &mut Shared) -> Action {
        either!(self, machine => machine.poll(now, shared))
    }

    pub fn handle_prepared(&mut self) {
        either!(self, machine => machine.handle_prepared());
    }

    pub fn handle_response(&mut self, now: Instant, response: &impl Response, shared: &mut Shared) {
        either!(self, machine => machine.handle_response(now, response, shared));
    }

    pub fn handle_failure(&mut self, now: Instant, shared: &mut Shared) {
        either!(self, machine => machine.handle_failure(now, shared));
    }

    pub fn handle_timeout(&mut self, now: Instant, shared: &mut Shared) {
        either!(self, machine => machine.handle_timeout(now, shared));
    }

    pub fn abort(&mut self) {
        either!(self, machine => machine.abort());
    }

    pub fn in_flight(&self) -> bool {
        either!(self, machine => machine.in_flight())
    }

    pub fn endpoint(&self) -> Endpoint {
        either!(self, machine => machine.endpoint())
    }

    pub fn attempts(&self) -> u32 {
        either!(self, machine => machine.attempts())
    }

    pub fn limits(&self) -> Limits {
        either!(self, machine => machine.limits())
    }

    /// Whether a wait has just learnt the job's state.
    pub fn take_news(&mut self) -> bool {
        match self {
            Self::Job(_) => false,
            Self::Wait(wait, _) => wait.take_news(),
        }
    }

    /// Whether the caller has ended it already.
    pub fn is_aborted(&self) -> bool {
        matches!(self, Self::Wait(wait, _) if wait.is_aborted())
    }

    /// How the job ended, where the caller asked for that.
    pub fn outcome(&self) -> Option<Terminal> {
        match self {
            Self::Wait(wait, true) => wait.ended(),
            _ => None,
        }
    }
}
