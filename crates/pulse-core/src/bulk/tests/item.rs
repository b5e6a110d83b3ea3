//! One job as the model sees it.

use super::super::*;
use super::reaction::{End, Reaction};
use crate::{
    Duration, Endpoint, FailureKind, Instant, Terminal,
    harness::{at, s},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Its clock has not started.
    Fresh,
    /// Its suppliers are asked before this request; which is made after a failure, or not.
    Preparing(Endpoint, Option<FailureKind>),
    /// They are asked again, after a 401 to this request.
    AskingAgain(Endpoint),
    /// Wants to send; after a failure, or not.
    Waiting(Endpoint, Option<FailureKind>),
    Flying(Endpoint),
    Judging,
    Over(End),
}

#[derive(Debug, Clone)]
pub(super) struct Item {
    /// None where it was no job id.
    pub id: Option<u32>,
    pub state: State,
    /// When it looks whether it may begin or send.
    pub from: Instant,
    /// The backoff before its next attempt, where nobody has said yet how long it is with its jitter.
    pub backoff: Option<Duration>,
    /// Whether its suppliers have answered and nothing was sent since.
    pub prepared: bool,
    /// Whether a 401 to the request under way has made them be asked again.
    pub asked_again: bool,
    pub sent_at: Instant,
    pub deadline_at: Option<Instant>,
    /// Retries left, and made, of the request under way.
    pub retries: u32,
    pub tries: u32,
    /// Whether a DELETE was sent.
    pub touched: bool,
    pub confirming: bool,
    /// Whether it was said that it cannot be cancelled, so that only its having ended is news.
    pub checking: bool,
    /// The first interval between two polls, and the next one.
    first_interval: Duration,
    interval: Duration,
    /// Whether the last request has had no answer from the server itself.
    pub silent: bool,
    /// Whether its end was looked at for the row of failures.
    pub counted: bool,
    pub read: bool,
}

impl Item {
    pub(super) fn new(id: Option<u32>, state: State, options: BulkOptions) -> Self {
        let interval = match options.goal {
            Goal::Cancel { confirm, .. } => confirm.unwrap_or_default(),
            Goal::Status => Duration::ZERO,
            Goal::Wait { interval } => interval,
        };
        Self {
            id,
            state,
            from: Instant::EARLIEST,
            backoff: None,
            prepared: false,
            asked_again: false,
            sent_at: Instant::EARLIEST,
            deadline_at: None,
            retries: options.limits.max_retries,
            tries: 0,
            touched: false,
            confirming: false,
            checking: false,
            first_interval: interval,
            interval,
            silent: false,
            counted: false,
            read: false,
        }
    }

    /// The end by a failure; that of a job that could not be cancelled stays what it was.
    pub(super) const fn failed(&self, kind: FailureKind) -> State {
        State::Over(End::Failed(if self.checking {
            FailureKind::NotCancelled
        } else {
            kind
        }))
    }

    /// It is said that the job cannot be cancelled: with `confirm` it is asked for once.
    pub(super) fn deny(&mut self, options: BulkOptions, now: Instant) {
        let cancelling = matches!(self.state, State::Flying(Endpoint::CancelJob));
        self.state = match options.goal {
            Goal::Cancel {
                confirm: Some(_), ..
            } if cancelling => {
                self.checking = true;
                self.from = now;
                (self.retries, self.tries) = (options.limits.max_retries, 0);
                State::Waiting(Endpoint::GetJob, None)
            }
            _ => self.failed(FailureKind::Status),
        };
    }

    /// Another attempt is due, after what the server asked for or our own backoff; or there is none left.
    pub(super) fn again(
        &mut self,
        kind: FailureKind,
        asked: Option<Duration>,
        free: bool,
        now: Instant,
        stopped: bool,
    ) {
        let State::Flying(endpoint) = self.state else {
            panic!("nothing is in flight");
        };
        let late = asked.is_some_and(|wait| self.deadline_at.is_some_and(|at| now + wait >= at));
        if stopped || late || (!free && self.retries == 0) {
            self.state = self.failed(kind);
            return;
        }
        self.state = State::Waiting(endpoint, Some(kind));
        self.from = asked.map_or(at(1_000_000), |wait| now + wait);
        if asked.is_none() {
            self.backoff = Some(s(1 << self.tries));
        }
        self.retries -= u32::from(!free);
        self.tries += u32::from(!free);
    }

    pub(super) fn succeed(&mut self, reaction: Reaction, options: BulkOptions, now: Instant) {
        let State::Flying(endpoint) = self.state else {
            panic!("nothing is in flight");
        };
        self.retries = options.limits.max_retries;
        self.tries = 0;
        self.asked_again = false;
        self.state = match (endpoint == Endpoint::CancelJob, options.goal) {
            (true, Goal::Cancel { confirm, .. }) if confirm.is_some() => {
                self.confirming = true;
                self.from = now;
                State::Waiting(Endpoint::GetJob, None)
            }
            (true, _) => State::Over(End::Accepted),
            (false, Goal::Status) => State::Over(End::Reported),
            (false, Goal::Wait { .. }) => self.poll_on(reaction, now, End::Reported),
            (false, Goal::Cancel { .. }) if self.checking => Self::terminal(reaction)
                .map_or(self.failed(FailureKind::NotCancelled), |terminal| {
                    State::Over(End::Ended(terminal))
                }),
            (false, Goal::Cancel { .. }) if self.confirming => {
                let end = Self::terminal(reaction).map_or(End::Reported, End::Ended);
                self.poll_on(reaction, now, end)
            }
            (false, Goal::Cancel { filter: true, .. }) => State::Judging,
            (false, Goal::Cancel { .. }) => State::Over(End::Skipped(Skip::DryRun)),
        };
    }

    fn terminal(reaction: Reaction) -> Option<Terminal> {
        match reaction {
            Reaction::State(name) => Terminal::of(name),
            _ => None,
        }
    }

    /// What comes of a poll: this end where the job has ended, else the next poll.
    fn poll_on(&mut self, reaction: Reaction, now: Instant, end: End) -> State {
        if Self::terminal(reaction).is_some() {
            return State::Over(end);
        }
        self.from = now + self.interval;
        self.interval = (self.interval * 3 / 2).min(s(30).max(self.first_interval));
        State::Waiting(Endpoint::GetJob, None)
    }
}

/// What is asked of a job before anything else.
pub(super) const fn first_request(goal: Goal) -> Endpoint {
    match goal {
        Goal::Cancel {
            filter: false,
            dry_run: false,
            ..
        } => Endpoint::CancelJob,
        _ => Endpoint::GetJob,
    }
}
