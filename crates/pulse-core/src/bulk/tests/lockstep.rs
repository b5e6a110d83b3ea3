//! The simulation and the model side by side: whatever happens to a run, both make the same of it.

use std::vec::Vec;

use super::super::*;
use super::item::{Item, State};
use super::model::Model;
use super::reaction::{End, Reaction};
use super::simulation::{Doing, Simulation};
use super::steps::{Halting, Step, all_goes_well};
use crate::{Endpoint, Pause, budget::Budget, harness::s};

#[derive(Debug, Clone)]
pub(super) struct Lockstep {
    pub sim: Simulation,
    pub model: Model,
    options: BulkOptions,
    threw: bool,
    left: bool,
    /// Whether the model is out of it: the order of what happened at once decides what comes of it. The
    /// sim minds its promises on.
    pub blind: bool,
}

impl Lockstep {
    /// A run that has begun; whether its source answers at once, whether outcomes are read at once.
    #[track_caller]
    pub(super) fn new(options: BulkOptions, source: &[Option<u32>], flags: [bool; 2]) -> Self {
        let mut sim = Simulation::over(options, source.to_vec());
        [sim.prompt, sim.reads] = flags;
        sim.go();
        let model = Model::new(options, source.to_vec(), sim.now, flags);
        let lockstep = Self {
            sim,
            model,
            options,
            threw: false,
            left: false,
            blind: false,
        };
        lockstep.agree();
        lockstep
    }

    /// When something is due by itself.
    pub(super) fn due(&self) -> Option<Step> {
        let next = if self.blind {
            self.sim.until.map(|until| until.max(self.sim.now))
        } else {
            self.model.next()
        };
        next.map(Step::Wake)
    }

    #[track_caller]
    pub(super) fn take(&mut self, step: Step) {
        let Self { sim, model, .. } = self;
        let (stopped, mut tied) = (sim.bulk.stopped(), false);
        self.threw |= step == Step::Throw && !sim.closed;
        self.left |= step == Step::Stop(Halting::Leave);
        // It has tests of its own, and is shared by more jobs than the model wants to count.
        sim.shared.budget = Budget::full();
        match step {
            _ if self.blind => {}
            Step::Give => model.give(),
            Step::Throw => model.throw(),
            Step::Prepared(id, anew) => model.prepared(id, anew),
            Step::Returned => model.returned(),
            Step::Refuse(id) => model.refuse(id),
            Step::React(id, reaction) => model.react(id, reaction),
            Step::Judge(id, keep) => model.judge(id, keep),
            Step::Read(index) => model.read(sim.jobs[index as usize].unwrap().id),
            Step::Wake(now) => tied = model.wake(now),
            Step::Stop(Halting::Abort) => model.abort(),
            Step::Stop(Halting::Halt) => model.halt(),
            Step::Stop(Halting::Leave) => model.leave(),
        }
        sim.take(step);
        self.blind |= tied && sim.bulk.stopped() != stopped;
        if !self.blind {
            self.back_off();
            self.agree();
        }
    }

    /// Reports what no job awaits, as a driver might that is late: nothing comes of it.
    #[track_caller]
    pub(super) fn stray(&mut self) {
        let sim = &mut self.sim;
        let (now, told) = (sim.now, sim.pauses.len());
        let reply = Reaction::Limited.reply().expect("an answer");
        for index in 0..=u32::try_from(sim.jobs.len()).unwrap() {
            let job = sim.jobs.get(index as usize).copied().flatten();
            let doing = job.map(|job| job.doing);
            if !matches!(doing, Some(Doing::Sending(_))) {
                let shared = &mut sim.shared;
                sim.bulk
                    .handle_response(index, now, &reply.to(Endpoint::CancelJob), shared);
                sim.bulk.handle_failure(index, now, shared);
            }
            if !matches!(doing, Some(Doing::Preparing { .. })) {
                sim.bulk.handle_prepared(index, true);
                sim.bulk.handle_prepared(index, false);
            }
            if doing != Some(Doing::Judging) {
                sim.bulk.handle_verdict(index, true);
                sim.bulk.handle_verdict(index, false);
            }
            if !sim.unread.contains(&index) {
                sim.bulk.handle_taken(index);
            }
        }
        if !sim.done {
            sim.go();
        }
        assert_eq!(sim.pauses.len(), told, "a wait is told again");
        if !self.blind {
            self.agree();
        }
    }

    /// Our own backoffs have a jitter: the model hears from the simulation how long they are, and checks it.
    fn back_off(&mut self) {
        let waits = |item: &Item| item.backoff.and(item.id);
        let mut backing: Vec<u32> = self.model.items.iter().filter_map(waits).collect();
        // What fails for want of time may stop the run, and then nothing of the rest is tried again.
        backing.sort_by_key(|id| !self.model.may_be_late(*id));
        for id in backing {
            let mut jobs = self.sim.jobs.iter().flatten();
            let job = jobs.find(|job| job.id == Some(id));
            let delay = match job.and_then(|job| job.pause) {
                Some((delay, Pause::Retry(_))) => Some(delay),
                _ => None,
            };
            self.model.back_off(id, delay);
        }
    }

    #[track_caller]
    fn agree(&self) {
        let Self { sim, model, .. } = self;
        let ids = |wanted: fn(State) -> bool| {
            let found = model.items.iter().filter(|item| wanted(item.state));
            let mut ids: Vec<_> = found.filter_map(|item| item.id).collect();
            ids.sort_unstable();
            ids
        };
        let preparing = |state| matches!(state, State::Preparing(..) | State::AskingAgain(_));
        assert_eq!(sim.preparing(), ids(preparing));
        let again = |state| matches!(state, State::AskingAgain(_));
        assert_eq!(sim.asked_again(), ids(again));
        assert_eq!(sim.judging(), ids(|state| state == State::Judging));
        let flying = |item: &Item| match item.state {
            State::Flying(endpoint) => Some((item.id?, endpoint)),
            _ => None,
        };
        let mut flying: Vec<_> = model.items.iter().filter_map(flying).collect();
        flying.sort_by_key(|(id, _)| *id);
        assert_eq!(sim.in_flight(), flying);
        let over = |item: &Item| match item.state {
            State::Over(end) => Some((item.id, end)),
            _ => None,
        };
        let mut theirs: Vec<_> = model.items.iter().filter_map(over).collect();
        theirs.sort_by_key(|(id, _)| *id);
        let mut ours = self.ends();
        ours.sort_by_key(|(id, _)| *id);
        assert_eq!(ours, theirs);
        assert_eq!(sim.pulled, model.pulled);
        assert_eq!(sim.pulling, model.pulling);
        assert_eq!(sim.closed, model.closed);
        assert_eq!(sim.returning, model.returning);
        assert_eq!(sim.bulk.stopped(), model.stopped);
        assert_eq!(sim.done, model.done());
        assert_eq!(sim.bulk.counts(), self.tally());
        let begun = sim.jobs.iter().flatten().count() - sim.unread.len();
        assert_eq!(sim.bulk.in_flight() as usize, begun);
        if let Some(next) = model.next().filter(|_| !sim.done) {
            let awake = sim.until.is_some_and(|until| until <= next);
            assert!(awake, "it oversleeps");
        }
    }

    fn ends(&self) -> Vec<(Option<u32>, End)> {
        let outcomes = self.sim.outcomes.iter();
        outcomes
            .map(|(id, outcome, _)| (*id, End::of(*outcome)))
            .collect()
    }

    /// The outcomes that were handed out, counted again.
    fn tally(&self) -> Counts {
        let mut counts = Counts {
            duplicates: self.model.duplicates,
            ..Counts::default()
        };
        for (_, end) in self.ends() {
            *match end {
                End::Accepted | End::Ended(crate::Terminal::Canceled) => &mut counts.cancelled,
                End::Ended(_) => &mut counts.finished,
                End::Reported => &mut counts.fulfilled,
                End::Failed(_) | End::Refused => &mut counts.failed,
                End::Skipped(_) => &mut counts.skipped,
            } += 1;
        }
        counts
    }

    /// From here on all goes well: the run comes to its end.
    #[track_caller]
    pub(super) fn finish(&mut self) {
        let well = all_goes_well();
        for step in 0.. {
            if self.sim.done {
                break;
            }
            assert!(step < 10_000, "it never ends");
            // What is no longer wanted of a closed source may never come.
            let wanted = |step: &&Step| **step != Step::Give || !self.sim.closed;
            let next = self.sim.steps(&well).iter().find(wanted).copied();
            self.take(next.or(self.due()).expect("nothing is due: it hangs"));
        }
        self.told();
    }

    /// At the end each id that came is told once, and the source is used up or given up.
    #[track_caller]
    pub(super) fn told(&mut self) {
        let sim = &mut self.sim;
        let late = sim.pulling;
        assert!(!late || sim.closed, "a pull is forgotten");
        let counts = sim.bulk.counts();
        assert_eq!(sim.bulk.in_flight(), 0);
        let told: Vec<_> = sim.outcomes.iter().filter_map(|(id, ..)| *id).collect();
        let mut distinct = told.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(told.len(), distinct.len(), "told twice");
        assert_eq!(counts.total() as usize, sim.pulled, "ids are lost");
        let came = sim.source.iter().take(sim.pulled);
        let mut ids: Vec<_> = came.flatten().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(distinct, ids);
        let used_up = sim.pulled == sim.source.len();
        assert!(used_up || sim.closed || self.threw, "ids are left over");
        let array = self.options.finite && !self.left;
        assert!(!(array && sim.closed), "an array is told to its end");
        // What a source says after the end changes nothing.
        if late {
            sim.give();
        }
        let more = sim.bulk.poll(sim.now + s(1), &mut sim.shared);
        assert_eq!(more, BulkAction::Done);
        assert_eq!(sim.bulk.counts(), counts);
    }
}
