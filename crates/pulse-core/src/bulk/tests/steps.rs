//! What may happen to a run, and how it happens to the simulation.

use std::vec::Vec;

use super::super::*;
use super::reaction::Reaction;
use super::simulation::{Doing, Simulation};
use crate::Endpoint;

/// What may happen to a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The source answers a pull.
    Give,
    /// The source throws.
    Throw,
    /// The suppliers answer; with another key than before, or the same.
    Prepared(u32, bool),
    /// The source was closed.
    Returned,
    /// A supplier or a judgement throws.
    Refuse(u32),
    React(u32, Reaction),
    Judge(u32, bool),
    /// The outcome of the job with this index is read.
    Read(u32),
    /// The clock shows this.
    Wake(Instant),
    Stop(Halting),
}

/// How a run is ended from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Halting {
    Abort,
    Leave,
    Halt,
}

pub(super) const ALL_STOPS: [Halting; 3] = [Halting::Abort, Halting::Leave, Halting::Halt];

/// What there is to happen, next to time and stops.
#[derive(Debug, Clone)]
pub(super) struct Chances {
    /// What a DELETE may meet.
    pub deletes: Vec<Reaction>,
    /// What a GET may meet.
    pub gets: Vec<Reaction>,
    /// Whether the source may throw where it is pulled.
    pub throws: bool,
    /// Whether suppliers and judgements may throw.
    pub refuses: bool,
}

/// All goes well: an answer for each request, and each job ends.
pub(super) fn all_goes_well() -> Chances {
    Chances {
        deletes: std::vec![Reaction::Accepted],
        gets: std::vec![Reaction::State("completed")],
        throws: false,
        refuses: false,
    }
}

impl Simulation {
    /// What may happen now, apart from the passing of time and stops.
    pub(super) fn steps(&self, chances: &Chances) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.pulling {
            steps.push(Step::Give);
            steps.extend(chances.throws.then_some(Step::Throw));
        }
        let refuse = |id| chances.refuses.then_some(Step::Refuse(id));
        for id in self.preparing() {
            if self.asked_again().contains(&id) {
                steps.push(Step::Prepared(id, true));
            }
            steps.push(Step::Prepared(id, false));
            steps.extend(refuse(id));
        }
        steps.extend(self.returning.then_some(Step::Returned));
        for id in self.judging() {
            steps.push(Step::Judge(id, true));
            steps.push(Step::Judge(id, false));
            steps.extend(refuse(id));
        }
        for (id, endpoint) in self.in_flight() {
            let reactions = if endpoint == Endpoint::CancelJob {
                &chances.deletes
            } else {
                &chances.gets
            };
            steps.extend(reactions.iter().map(|reaction| Step::React(id, *reaction)));
        }
        steps.extend(self.unread.iter().map(|index| Step::Read(*index)));
        steps
    }

    #[track_caller]
    pub(super) fn take(&mut self, step: Step) {
        match step {
            Step::Give => {
                self.give();
                self.go();
            }
            Step::Throw => self.throw(),
            Step::Prepared(id, anew) => self.prepared_with(id, anew),
            Step::Returned => self.returned(),
            Step::Refuse(id) => self.refuse(id),
            Step::React(id, reaction) => match reaction.reply() {
                Some(reply) => self.answer(id, &reply),
                None => self.breaks(id),
            },
            Step::Judge(id, keep) => self.judge(id, keep),
            Step::Read(index) => {
                let doing = self.jobs[index as usize].map(|job| job.doing);
                assert_eq!(doing, Some(Doing::Nothing), "read in flight");
                self.read(index);
                self.go();
            }
            Step::Wake(now) => self.wake(now),
            Step::Stop(Halting::Abort) => self.abort(),
            Step::Stop(Halting::Halt) => self.halt(),
            Step::Stop(Halting::Leave) => self.leave(),
        }
    }
}
