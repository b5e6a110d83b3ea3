//! An independent model of a run without slots, queues and timers: a list of jobs and the contract's sentences.

use std::vec::Vec;

use super::super::*;
use crate::harness::{later, s};
use crate::testing::Reply;
use crate::{Endpoint, FailureKind, Terminal};

/// What a server, or the way to it, says to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Accepted,
    State(&'static str),
    Missing,
    Unauthorized,
    /// 500 with a code JOB_.
    Own,
    /// 429 for a second.
    Limited,
    /// 503 for a second.
    Busy,
    Broken,
}

impl Word {
    /// None where no answer comes.
    pub(super) fn reply(self) -> Option<Reply> {
        Some(match self {
            Self::Accepted => Reply::cancelled(),
            Self::State(state) => Reply::job(state),
            Self::Missing => Reply::status(404),
            Self::Unauthorized => Reply::status(401),
            Self::Own => Reply::status(500).code("JOB_003"),
            Self::Limited => later(429, "1"),
            Self::Busy => later(503, "1"),
            Self::Broken => return None,
        })
    }
}

/// How a job ended, without the numbers a failure carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Accepted,
    Ended(Terminal),
    Failed(FailureKind),
    Skipped(Skip),
}

impl End {
    pub(super) fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Accepted => Self::Accepted,
            Outcome::Ended(terminal) => Self::Ended(terminal),
            Outcome::Failed(failure) => Self::Failed(failure.kind),
            Outcome::Refused => panic!("the model refuses nothing"),
            Outcome::Skipped(skip) => Self::Skipped(skip),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Wants to send, not before a time; after a failure, or not.
    Waiting(Endpoint, Duration, Option<FailureKind>),
    Flying(Endpoint, Duration),
    Judging,
    Over(End),
}

#[derive(Debug, Clone)]
struct Item {
    id: u32,
    state: State,
    retries: u32,
    /// Whether a DELETE was sent.
    touched: bool,
    confirming: bool,
    interval: Duration,
    read: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Model {
    options: BulkOptions,
    source: Vec<u32>,
    items: Vec<Item>,
    pulled: usize,
    pub duplicates: u32,
    now: Duration,
    gate: Duration,
    pub stopped: Option<Stop>,
    unreachable: u32,
    limited: u32,
    reopens: Option<Duration>,
    left: bool,
    /// Whether somebody has to read each outcome; otherwise they are read at once.
    reads: bool,
}

impl Model {
    pub(super) fn new(options: BulkOptions, source: Vec<u32>, now: Duration, reads: bool) -> Self {
        let mut model = Self {
            options,
            source,
            items: Vec::new(),
            pulled: 0,
            duplicates: 0,
            now,
            gate: Duration::ZERO,
            stopped: None,
            unreachable: 0,
            limited: 0,
            reopens: None,
            left: false,
            reads,
        };
        model.go_on();
        model
    }

    /// Everything that happens by itself: requests whose time has come, and pulls while there is room.
    fn go_on(&mut self) {
        for item in &mut self.items {
            if let State::Waiting(endpoint, from, _) = item.state
                && self.now >= from.max(self.gate)
            {
                item.state = State::Flying(endpoint, self.now);
                item.touched |= endpoint == Endpoint::CancelJob;
            }
        }
        let busy = |item: &&Item| !self.is_read(item);
        let room = self.items.iter().filter(busy).count() < self.options.concurrency as usize;
        let open = self.stopped.is_none() || (self.options.finite && !self.left);
        if !(room && open && self.pulled < self.source.len()) {
            return;
        }
        let id = self.source[self.pulled];
        self.pulled += 1;
        if self.options.dedupe.is_some() && self.items.iter().any(|item| item.id == id) {
            self.duplicates += 1;
        } else {
            let asks = self.options.filter || self.options.dry_run;
            let first = if asks {
                Endpoint::GetJob
            } else {
                Endpoint::CancelJob
            };
            self.items.push(Item {
                id,
                state: match self.stopped {
                    None => State::Waiting(first, Duration::ZERO, None),
                    Some(stop) => State::Over(End::Skipped(Skip::Stopped(stop))),
                },
                retries: self.options.limits.max_retries,
                touched: false,
                confirming: false,
                interval: self.options.confirm.unwrap_or_default(),
                read: false,
            });
        }
        self.go_on();
    }

    fn is_read(&self, item: &Item) -> bool {
        matches!(item.state, State::Over(_)) && (item.read || self.left || !self.reads)
    }

    fn item(&mut self, id: u32) -> &mut Item {
        self.items.iter_mut().find(|item| item.id == id).unwrap()
    }

    pub(super) fn hear(&mut self, id: u32, word: Word) {
        let (options, now, stopped) = (self.options, self.now, self.stopped);
        let item = self.item(id);
        let State::Flying(endpoint, sent_at) = item.state else {
            panic!("nothing is in flight");
        };
        let again = State::Waiting(endpoint, now + s(1), Some(FailureKind::Status));
        let status = State::Over(End::Failed(FailureKind::Status));
        item.state = match word {
            Word::Limited if stopped.is_some() => status,
            Word::Limited => again,
            Word::Busy if item.retries > 0 && stopped.is_none() => {
                item.retries -= 1;
                again
            }
            Word::Broken => State::Over(End::Failed(FailureKind::Connection)),
            Word::Missing if options.ignore_missing && !item.confirming => {
                State::Over(End::Skipped(Skip::Missing))
            }
            Word::Busy | Word::Missing | Word::Unauthorized | Word::Own => status,
            Word::Accepted | Word::State(_) => {
                item.retries = options.limits.max_retries;
                match (endpoint, item.confirming, word) {
                    (Endpoint::CancelJob, ..) if options.confirm.is_some() => {
                        item.confirming = true;
                        State::Waiting(Endpoint::GetJob, now, None)
                    }
                    (Endpoint::CancelJob, ..) => State::Over(End::Accepted),
                    (Endpoint::GetJob, true, Word::State(name)) => match Terminal::of(name) {
                        Some(terminal) => State::Over(End::Ended(terminal)),
                        None => {
                            let from = now + item.interval;
                            item.interval = item.interval * 3 / 2;
                            State::Waiting(Endpoint::GetJob, from, None)
                        }
                    },
                    _ if options.filter => State::Judging,
                    _ => State::Over(End::Skipped(Skip::DryRun)),
                }
            }
        };
        let over = matches!(item.state, State::Over(_));
        match word {
            Word::Limited => {
                self.unreachable = 0;
                self.gate = self.gate.max(now + s(1));
                if self.reopens.is_some_and(|at| sent_at >= at) {
                    self.limited += 1;
                }
                self.reopens = Some(self.gate);
                if self.limited >= options.stop_after {
                    self.stop(Stop::RateLimited);
                }
            }
            Word::Busy | Word::Broken => {
                if over {
                    self.unreachable += 1;
                    if self.unreachable >= options.stop_after {
                        self.stop(Stop::Unreachable);
                    }
                }
            }
            _ => {
                (self.unreachable, self.limited, self.reopens) = (0, 0, None);
                if word == Word::Unauthorized {
                    self.stop(Stop::Unauthorized);
                }
            }
        }
        self.go_on();
    }

    fn stop(&mut self, stop: Stop) {
        let first = *self.stopped.get_or_insert(stop);
        for item in &mut self.items {
            let end = match item.state {
                State::Over(_) => continue,
                _ if !item.touched => End::Skipped(Skip::Stopped(first)),
                _ if stop == Stop::Aborted => End::Failed(FailureKind::Aborted),
                State::Waiting(_, _, Some(kind)) => End::Failed(kind),
                _ => continue,
            };
            item.state = State::Over(end);
        }
    }

    pub(super) fn abort(&mut self) {
        self.stop(Stop::Aborted);
        self.go_on();
    }

    pub(super) fn leave(&mut self) {
        self.left = true;
        self.abort();
    }

    pub(super) fn judge(&mut self, id: u32, keep: bool) {
        let dry_run = self.options.dry_run;
        self.item(id).state = match (keep, dry_run) {
            (false, _) => State::Over(End::Skipped(Skip::Filtered)),
            (true, true) => State::Over(End::Skipped(Skip::DryRun)),
            (true, false) => State::Waiting(Endpoint::CancelJob, Duration::ZERO, None),
        };
        self.go_on();
    }

    pub(super) fn read(&mut self, id: u32) {
        self.item(id).read = true;
        self.go_on();
    }

    pub(super) fn wake(&mut self, now: Duration) {
        self.now = now;
        self.go_on();
    }

    /// When something happens by itself.
    pub(super) fn next(&self) -> Option<Duration> {
        self.items
            .iter()
            .filter_map(|item| match item.state {
                State::Waiting(_, from, _) => Some(from.max(self.gate)),
                _ => None,
            })
            .min()
    }

    pub(super) fn in_flight(&self) -> Vec<(u32, Endpoint)> {
        let mut found: Vec<_> = self
            .items
            .iter()
            .filter_map(|item| match item.state {
                State::Flying(endpoint, _) => Some((item.id, endpoint)),
                _ => None,
            })
            .collect();
        found.sort_by_key(|(id, _)| *id);
        found
    }

    pub(super) fn judging(&self) -> Vec<u32> {
        let judging = |item: &&Item| item.state == State::Judging;
        let mut found: Vec<_> = self
            .items
            .iter()
            .filter(judging)
            .map(|item| item.id)
            .collect();
        found.sort_unstable();
        found
    }

    pub(super) fn ends(&self) -> Vec<(u32, End)> {
        let mut found: Vec<_> = self
            .items
            .iter()
            .filter_map(|item| match item.state {
                State::Over(end) => Some((item.id, end)),
                _ => None,
            })
            .collect();
        found.sort_by_key(|(id, _)| *id);
        found
    }

    pub(super) fn pulled(&self) -> usize {
        self.pulled
    }

    /// Whether every outcome is there and read, and nothing is left to pull.
    pub(super) fn done(&self) -> bool {
        let closed = self.stopped.is_some() && (self.left || !self.options.finite);
        self.items.iter().all(|item| self.is_read(item))
            && (closed || self.pulled == self.source.len())
    }
}
