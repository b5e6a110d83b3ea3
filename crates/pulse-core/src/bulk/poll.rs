//! What a bulk run asks its driver to do next.

use super::{Bulk, BulkAction, JobIndex, Outcome, Source, Stop, job::Step, slots::State};
use crate::{Action, Failure, FailureKind, Instant, Shared};

impl Bulk {
    /// What to do next.
    pub fn poll(&mut self, now: Instant, shared: &mut Shared) -> BulkAction {
        while let Some(index) = self.slots.next_ready() {
            if let Some(action) = self.poll_job(index, now, shared) {
                return action;
            }
        }
        match self.source {
            Source::Closing => {
                self.source = Source::Returning;
                return BulkAction::CloseSource;
            }
            Source::Open if self.has_room() => {
                self.source = Source::Pulling;
                return BulkAction::Pull;
            }
            Source::Ended if self.slots.taken() == 0 => return BulkAction::Done,
            Source::Open | Source::Pulling | Source::Returning | Source::Ended => {}
        }
        if !self.slots.any_wakes() {
            // What was waited for before would keep a process alive.
            self.wake = Instant::NEVER;
        }
        BulkAction::Idle { until: self.wake }
    }

    fn has_room(&self) -> bool {
        self.slots.taken() < self.options.concurrency
    }

    fn poll_job(
        &mut self,
        index: JobIndex,
        now: Instant,
        shared: &mut Shared,
    ) -> Option<BulkAction> {
        let slot = self.slots.get(index)?;
        let State::Active(job) = &mut slot.state else {
            return None;
        };
        if slot.busy && !job.awaits_driver() {
            slot.busy = false;
            self.slots.ready(index);
            return Some(BulkAction::Cancel { job: index });
        }
        let step = job.poll(now, &self.options, self.stopped, shared);
        let (action, busy, until) = match step {
            Step::Act(Action::Prepare { again, until }) => {
                let job = index;
                (Some(BulkAction::Prepare { job, again }), true, until)
            }
            Step::Judge { until } => (Some(BulkAction::Judge { job: index }), true, until),
            Step::Act(Action::Send {
                endpoint,
                attempt,
                retry_of,
                until,
            }) => {
                let send = BulkAction::Send {
                    job: index,
                    endpoint,
                    attempt,
                    retry_of,
                };
                (Some(send), true, until)
            }
            Step::Act(Action::Sleep { until, delay, why }) => {
                let pause = BulkAction::Pause {
                    job: index,
                    delay,
                    why,
                };
                (Some(pause), false, until)
            }
            Step::Act(Action::Wait { until }) => (None, slot.busy, until),
            // A job turns its last action into its end.
            Step::Act(Action::Succeed | Action::Fail(_)) => return None,
            Step::GateTooLong => {
                self.stop(Stop::RateLimited, false);
                self.slots.ready(index);
                return None;
            }
            // What is under way for it is dropped before its end is told.
            Step::End(_) if slot.busy => {
                slot.busy = false;
                self.slots.ready(index);
                return Some(BulkAction::Cancel { job: index });
            }
            Step::End(outcome) => return Some(self.settle(index, outcome)),
        };
        slot.busy = busy;
        slot.wake = until;
        self.wake = self.wake.min(until);
        action
    }

    fn settle(&mut self, index: JobIndex, outcome: Outcome) -> BulkAction {
        self.active = self.active.wrapping_sub(1);
        self.counts.add(outcome);
        let mut attempts = 0;
        let mut stop = None;
        if let Some(slot) = self.slots.get(index) {
            slot.wake = Instant::NEVER;
            if let State::Active(job) = &slot.state {
                attempts = job.attempts();
                stop = match outcome {
                    Outcome::Failed(Failure {
                        kind: FailureKind::Status | FailureKind::NotCancelled,
                        ..
                    }) if job.status() == 401 => Some(Stop::Unauthorized),
                    Outcome::Failed(failure)
                        if !job.server_answered()
                            && is_unreachable(failure)
                            && self.streaks.add_unreachable() >= self.options.stop_after =>
                    {
                        Some(Stop::Unreachable)
                    }
                    _ => None,
                };
            }
            slot.state = State::Unread;
        }
        if self.left {
            self.slots.free(index);
        }
        if let Some(stop) = stop {
            self.stop(stop, false);
        }
        BulkAction::Settle {
            job: index,
            outcome,
            attempts,
        }
    }
}

/// Failures that, where the server itself did not answer last, tell of a server out of reach.
const fn is_unreachable(failure: Failure) -> bool {
    matches!(
        failure.kind,
        FailureKind::Connection
            | FailureKind::Timeout
            | FailureKind::Deadline
            | FailureKind::Status
            | FailureKind::NotCancelled
    )
}
