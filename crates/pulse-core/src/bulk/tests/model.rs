//! An independent model of a run without slots, queues and timers: a list of jobs and the contract's sentences.

use std::vec::Vec;

use self::time::finite;
use super::super::*;
use super::item::{Item, State, first_request};
use super::reaction::{End, Reaction};
use crate::{Duration, Endpoint, FailureKind, Instant, harness::s};

/// No call waits for longer.
const LONGEST: Duration = s(60);

#[derive(Debug, Clone)]
pub(super) struct Model {
    options: BulkOptions,
    source: Vec<Option<u32>>,
    pub items: Vec<Item>,
    pub pulled: usize,
    pub pulling: bool,
    ended: bool,
    pub closed: bool,
    /// Whether it is being closed, which the end waits for.
    pub returning: bool,
    pub duplicates: u32,
    now: Instant,
    gate: Instant,
    pub stopped: Option<Stop>,
    unreachable: u32,
    limited: u32,
    reopens: Option<Instant>,
    left: bool,
    /// Whether the source answers a pull at once.
    prompt: bool,
    /// Whether outcomes are read at once.
    reads: bool,
}

impl Model {
    pub(super) fn new(
        options: BulkOptions,
        source: Vec<Option<u32>>,
        now: Instant,
        [prompt, reads]: [bool; 2],
    ) -> Self {
        let mut model = Self {
            options,
            source,
            items: Vec::new(),
            pulled: 0,
            pulling: false,
            ended: false,
            closed: false,
            returning: false,
            duplicates: 0,
            now,
            gate: Instant::EARLIEST,
            stopped: None,
            unreachable: 0,
            limited: 0,
            reopens: None,
            left: false,
            prompt,
            reads,
        };
        model.go_on();
        model
    }

    /// Everything that happens by itself: jobs whose time has come, and pulls while there is room.
    fn go_on(&mut self) {
        // First it has to be known which of those that back off are tried again at all.
        if self.items.iter().any(|item| item.backoff.is_some()) {
            return;
        }
        for index in 0..self.items.len() {
            self.look(index);
        }
        let busy = |item: &&Item| !self.is_read(item);
        let room = self.items.iter().filter(busy).count() < self.options.concurrency as usize;
        if room && !self.pulling && !self.ended && !self.closed {
            self.pulling = true;
            if self.prompt {
                self.give();
            }
        }
    }

    /// A job begins or sends, if its time has come and the gate is open.
    fn look(&mut self, index: usize) {
        let (now, gate, options) = (self.now, self.gate, self.options);
        let item = &mut self.items[index];
        if item.from > now || !matches!(item.state, State::Fresh | State::Waiting(..)) {
            return;
        }
        if gate > now + LONGEST && item.checking {
            item.state = item.failed(FailureKind::RateLimited);
        } else if gate > now + LONGEST {
            if item.touched {
                item.state = State::Over(End::Failed(FailureKind::RateLimited));
            }
            self.stop(Stop::RateLimited, false);
        } else if gate > now && item.deadline_at.is_some_and(|at| gate >= at) {
            item.state = item.failed(FailureKind::RateLimited);
        } else if gate > now {
            item.from = gate;
            item.prepared = false;
        } else if let State::Waiting(endpoint, kind) = item.state {
            if options.prepare && !item.prepared {
                item.state = State::Preparing(endpoint, kind);
                return;
            }
            item.prepared = false;
            item.state = State::Flying(endpoint);
            item.touched |= endpoint == Endpoint::CancelJob;
            (item.sent_at, item.silent) = (now, true);
        } else {
            item.deadline_at = finite(options.limits.deadline).map(|span| now + span);
            let first = first_request(options.goal);
            item.state = State::Waiting(first, None);
            self.look(index);
        }
    }

    fn is_read(&self, item: &Item) -> bool {
        matches!(item.state, State::Over(_)) && (item.read || self.left || self.reads)
    }

    fn item(&mut self, id: u32) -> &mut Item {
        let mut items = self.items.iter_mut();
        items.find(|item| item.id == Some(id)).unwrap()
    }

    /// The source answers a pull: with the next id, or that there is none.
    pub(super) fn give(&mut self) {
        self.pulling = false;
        let next = self.source.get(self.pulled).copied();
        self.pulled += usize::from(next.is_some() && !self.closed);
        match next {
            // What comes too late does not count.
            _ if self.closed => {}
            None => self.ended = true,
            Some(id) if self.is_known(id) => self.duplicates += 1,
            Some(id) => {
                let state = match (id, self.stopped) {
                    (None, _) => State::Over(End::Refused),
                    (_, Some(stop)) => State::Over(End::Skipped(Skip::Stopped(stop))),
                    (_, None) => State::Fresh,
                };
                self.items.push(Item::new(id, state, self.options));
            }
        }
        self.go_on();
    }

    fn is_known(&self, id: Option<u32>) -> bool {
        self.options.dedupe.is_some() && id.is_some() && self.items.iter().any(|item| item.id == id)
    }

    pub(super) fn throw(&mut self) {
        self.pulling = false;
        self.ended |= !self.closed;
        self.go_on();
    }

    pub(super) fn prepared(&mut self, id: u32, anew: bool) {
        let item = self.item(id);
        item.prepared = true;
        match item.state {
            State::Preparing(endpoint, kind) => item.state = State::Waiting(endpoint, kind),
            State::AskingAgain(endpoint) if anew => {
                item.state = State::Waiting(endpoint, Some(FailureKind::Status));
            }
            State::AskingAgain(_) => {
                item.state = State::Over(End::Failed(FailureKind::Status));
                self.stop(Stop::Unauthorized, false);
            }
            other => panic!("{other:?}"),
        }
        self.go_on();
    }

    pub(super) fn returned(&mut self) {
        self.returning = false;
        self.go_on();
    }

    fn close(&mut self) {
        if !self.closed && !self.ended {
            self.closed = true;
            self.returning = !self.prompt;
        }
    }

    pub(super) fn refuse(&mut self, id: u32) {
        self.item(id).state = State::Over(End::Refused);
        self.go_on();
    }

    pub(super) fn judge(&mut self, id: u32, keep: bool) {
        let dry_run = matches!(self.options.goal, Goal::Cancel { dry_run: true, .. });
        self.item(id).state = match (keep, dry_run) {
            (false, _) => State::Over(End::Skipped(Skip::Filtered)),
            (true, true) => State::Over(End::Skipped(Skip::DryRun)),
            (true, false) => State::Waiting(Endpoint::CancelJob, None),
        };
        self.go_on();
    }

    pub(super) fn read(&mut self, id: Option<u32>) {
        let mut items = self.items.iter_mut();
        let unread =
            |item: &&mut Item| item.id == id && !item.read && matches!(item.state, State::Over(_));
        items.find(unread).unwrap().read = true;
        self.go_on();
    }

    pub(super) fn react(&mut self, id: u32, reaction: Reaction) {
        let (options, now) = (self.options, self.now);
        let wait = if reaction == Reaction::GateTooLong {
            s(61)
        } else {
            s(1)
        };
        if matches!(reaction, Reaction::Limited | Reaction::GateTooLong) {
            self.limit(id, wait);
        }
        let stopped = self.stopped.is_some();
        let item = self.item(id);
        item.silent = matches!(reaction, Reaction::Unavailable | Reaction::ConnectionLost);
        match reaction {
            // The stop that it brought about has skipped it.
            _ if matches!(item.state, State::Over(_)) => {}
            Reaction::Limited => item.again(FailureKind::Status, Some(wait), true, now, stopped),
            Reaction::Unavailable => {
                item.again(FailureKind::Status, Some(wait), false, now, stopped)
            }
            Reaction::ConnectionLost => {
                item.again(FailureKind::Connection, None, false, now, stopped)
            }
            Reaction::Missing if options.ignore_missing && !item.confirming && !item.checking => {
                item.state = State::Over(End::Skipped(Skip::Missing));
            }
            Reaction::Unauthorized if options.prepare && !item.asked_again && !stopped => {
                let State::Flying(endpoint) = item.state else {
                    panic!("nothing is in flight");
                };
                item.asked_again = true;
                item.state = State::AskingAgain(endpoint);
            }
            Reaction::GateTooLong | Reaction::Missing | Reaction::Unauthorized => {
                item.state = item.failed(FailureKind::Status);
            }
            Reaction::JobError => item.deny(options, now),
            Reaction::Accepted | Reaction::State(_) => item.succeed(reaction, options, now),
        }
        match reaction {
            Reaction::Limited | Reaction::GateTooLong => {}
            Reaction::Unavailable | Reaction::ConnectionLost => self.count(),
            _ => (self.unreachable, self.limited, self.reopens) = (0, 0, None),
        }
        let failed = State::Over(End::Failed(FailureKind::Status));
        if reaction == Reaction::Unauthorized && self.item(id).state == failed {
            self.stop(Stop::Unauthorized, false);
        }
        self.go_on();
    }

    /// A 429 closes the gate, and stops the run when enough have come in a row, each after its wait.
    fn limit(&mut self, id: u32, wait: Duration) {
        let sent_at = self.item(id).sent_at;
        self.unreachable = 0;
        self.gate = self.gate.max(self.now + wait);
        if self.reopens.is_none_or(|at| sent_at >= at) {
            self.limited += u32::from(self.reopens.is_some());
            self.reopens = Some(self.gate);
        }
        if self.limited >= self.options.stop_after {
            self.stop(Stop::RateLimited, false);
        }
    }

    /// Jobs that failed without an answer from the server itself stop the run when there are enough in a row.
    fn count(&mut self) {
        for item in &mut self.items {
            let tells = match item.state {
                State::Over(End::Failed(kind)) => {
                    !matches!(kind, FailureKind::RateLimited | FailureKind::Aborted)
                }
                _ => false,
            };
            if tells && !core::mem::replace(&mut item.counted, true) && item.silent {
                self.unreachable += 1;
            }
        }
        if self.unreachable >= self.options.stop_after {
            self.stop(Stop::Unreachable, false);
        }
    }

    /// A `hard` stop ends what is under way as well.
    fn stop(&mut self, stop: Stop, hard: bool) {
        let first = *self.stopped.get_or_insert(stop);
        if !self.options.finite {
            self.close();
        }
        for item in &mut self.items {
            let end = match item.state {
                State::Over(_) => continue,
                _ if !item.touched => End::Skipped(Skip::Stopped(first)),
                _ if hard => End::Failed(FailureKind::Aborted),
                State::Waiting(_, Some(kind)) | State::Preparing(_, Some(kind)) => {
                    item.state = item.failed(kind);
                    continue;
                }
                State::AskingAgain(_) => {
                    item.state = item.failed(FailureKind::Status);
                    continue;
                }
                _ => continue,
            };
            item.state = State::Over(end);
        }
    }

    pub(super) fn abort(&mut self) {
        self.stop(Stop::Aborted, true);
        self.go_on();
    }

    pub(super) fn halt(&mut self) {
        self.stop(Stop::Aborted, false);
        self.go_on();
    }

    pub(super) fn leave(&mut self) {
        self.left = true;
        self.close();
        self.abort();
    }

    /// Whether every outcome is there and read, and nothing is left to pull.
    pub(super) fn done(&self) -> bool {
        (self.closed && !self.returning || self.ended)
            && self.items.iter().all(|item| self.is_read(item))
    }
}

mod time;
