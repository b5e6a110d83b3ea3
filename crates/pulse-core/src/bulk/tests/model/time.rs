//! What the passing of time does to the model.

use std::vec::Vec;

use super::{Item, Model, State};
use crate::{Duration, FailureKind, Instant};

impl Model {
    /// Time passes. Returns whether, if this stops the run, the order of what happens at once decides the rest.
    pub(in crate::bulk::tests) fn wake(&mut self, now: Instant) -> bool {
        self.now = now;
        let (limits, stopped) = (self.options.limits, self.stopped.is_some());
        // Of the jobs that end now, or may, whether a stop at the same time would end them otherwise.
        let mut ended = Vec::new();
        for item in &mut self.items {
            let timed_out = finite(limits.timeout).filter(|span| item.sent_at + *span <= now);
            let has_failed = matches!(
                item.state,
                State::Preparing(_, Some(_)) | State::AskingAgain(_)
            );
            match (item.state, item.deadline_at, timed_out) {
                (State::Fresh | State::Over(_), ..) => continue,
                (_, Some(at), _) if at <= now => {
                    item.state = item.failed(FailureKind::Deadline);
                }
                (State::Flying(_), _, Some(_)) => {
                    let kind = FailureKind::Timeout;
                    item.again(kind, None, false, now, stopped);
                }
                _ => {}
            }
            if matches!(item.state, State::Over(_)) || item.backoff.is_some() {
                ended.push(!item.touched || has_failed);
            }
        }
        let due = |item: &Item| {
            item.from <= now && matches!(item.state, State::Fresh | State::Waiting(..))
        };
        let due = self.items.iter().any(due);
        self.count();
        self.go_on();
        // The failure that makes a run stop comes before what begins at the same time, or after it; what fails untouched at the
        // same time may be skipped instead, and what waits for its suppliers after a failure may end with that one.
        due || (ended.len() > 1 && ended.contains(&true))
    }

    /// Whether the backoff of an item may not fit before its deadline.
    pub(in crate::bulk::tests) fn may_be_late(&self, id: u32) -> bool {
        let mut items = self.items.iter();
        let item = items.find(|item| item.id == Some(id)).unwrap();
        let longest = item.backoff.unwrap() * 11 / 10;
        item.deadline_at.is_some_and(|at| self.now + longest >= at)
    }

    /// The backoff of an item is told, jitter and all; None where it does not fit before the deadline.
    pub(in crate::bulk::tests) fn back_off(&mut self, id: u32, delay: Option<Duration>) {
        let now = self.now;
        let may_be_late = self.may_be_late(id);
        let item = self.item(id);
        let base = item.backoff.take().unwrap();
        let (least, most) = (base * 9 / 10, base * 11 / 10);
        match (delay, item.state) {
            (Some(delay), State::Waiting(..)) => {
                assert!((least..=most).contains(&delay), "{delay:?}");
                item.from = now + delay;
                assert!(item.deadline_at.is_none_or(|at| item.from < at), "late");
            }
            (None, State::Waiting(_, Some(kind))) => {
                assert!(may_be_late, "it is not tried again");
                item.state = item.failed(kind);
                self.count();
            }
            // A stop has ended it since.
            (_, State::Over(_)) => {}
            other => panic!("{other:?}"),
        }
        self.go_on();
    }

    /// When something happens by itself.
    pub(in crate::bulk::tests) fn next(&self) -> Option<Instant> {
        let timeout = finite(self.options.limits.timeout);
        let sooner = |item: &Item, at: Option<Instant>| match (at, item.deadline_at) {
            (Some(at), Some(deadline)) => Some(at.min(deadline)),
            (at, deadline) => at.or(deadline),
        };
        let times = self.items.iter().filter_map(|item| match item.state {
            State::Fresh => Some(item.from),
            State::Waiting(..) => sooner(item, Some(item.from)),
            State::Flying(_) => sooner(item, timeout.map(|span| item.sent_at + span)),
            State::Preparing(..) | State::AskingAgain(_) | State::Judging => item.deadline_at,
            State::Over(_) => None,
        });
        times.min()
    }
}

/// The model has no time that never comes.
pub(super) fn finite(time: Duration) -> Option<Duration> {
    time.is_finite().then_some(time)
}
