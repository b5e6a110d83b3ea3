//! The world and the model side by side: whatever happens to a run, both make the same of it.

use std::vec::Vec;

use super::super::*;
use super::item::{Item, State};
use super::model::Model;
use super::steps::{Halting, Step, well};
use super::words::{End, Word};
use super::world::{Doing, World};
use crate::{Pause, budget::Budget, harness::s};

#[derive(Debug, Clone)]
pub(super) struct Twins {
    pub world: World,
    pub model: Model,
    options: BulkOptions,
    threw: bool,
    left: bool,
    /// Whether the model is out of it: the order of what happened at once decides what comes of it. The
    /// world minds its promises on.
    pub blind: bool,
}

impl Twins {
    /// A run that has begun; whether its source answers at once, whether outcomes are read at once.
    #[track_caller]
    pub(super) fn new(options: BulkOptions, source: &[Option<u32>], flags: [bool; 2]) -> Self {
        let mut world = World::over(options, source.to_vec());
        [world.prompt, world.reads] = flags;
        world.go();
        let model = Model::new(options, source.to_vec(), world.now, flags);
        let twins = Self {
            world,
            model,
            options,
            threw: false,
            left: false,
            blind: false,
        };
        twins.agree();
        twins
    }

    /// When something is due by itself.
    pub(super) fn due(&self) -> Option<Step> {
        let next = if self.blind {
            self.world.until.map(|until| until.max(self.world.now))
        } else {
            self.model.next()
        };
        next.map(Step::Wake)
    }

    #[track_caller]
    pub(super) fn take(&mut self, step: Step) {
        let Self { world, model, .. } = self;
        let (stopped, mut tied) = (world.bulk.stopped(), false);
        self.threw |= step == Step::Throw && !world.closed;
        self.left |= step == Step::Stop(Halting::Leave);
        // It has tests of its own, and is shared by more jobs than the model wants to count.
        world.shared.budget = Budget::full();
        match step {
            _ if self.blind => {}
            Step::Give => model.give(),
            Step::Throw => model.throw(),
            Step::Prepared(id) => model.prepared(id),
            Step::Refuse(id) => model.refuse(id),
            Step::Hear(id, word) => model.hear(id, word),
            Step::Judge(id, keep) => model.judge(id, keep),
            Step::Read(slot) => model.read(world.places[slot as usize].unwrap().id),
            Step::Wake(now) => tied = model.wake(now),
            Step::Stop(Halting::Abort) => model.abort(),
            Step::Stop(Halting::Halt) => model.halt(),
            Step::Stop(Halting::Leave) => model.leave(),
        }
        world.take(step);
        self.blind |= tied && world.bulk.stopped() != stopped;
        if !self.blind {
            self.back_off();
            self.agree();
        }
    }

    /// Reports what no slot awaits, as a driver might that is late: nothing comes of it.
    #[track_caller]
    pub(super) fn stray(&mut self) {
        let world = &mut self.world;
        let (now, told) = (world.now, world.pauses.len());
        let reply = Word::Limited.reply().expect("an answer");
        for slot in 0..=u32::try_from(world.places.len()).unwrap() {
            let place = world.places.get(slot as usize).copied().flatten();
            let doing = place.map(|place| place.doing);
            if !matches!(doing, Some(Doing::Sending(_))) {
                let shared = &mut world.shared;
                world.bulk.handle_response(slot, now, &reply, shared);
                world.bulk.handle_failure(slot, now, shared);
            }
            if doing != Some(Doing::Preparing) {
                world.bulk.handle_prepared(slot);
            }
            if doing != Some(Doing::Judging) {
                world.bulk.handle_verdict(slot, true);
                world.bulk.handle_verdict(slot, false);
            }
            if !world.unread.contains(&slot) {
                world.bulk.handle_taken(slot);
            }
        }
        if !world.done {
            world.go();
        }
        assert_eq!(world.pauses.len(), told, "a wait is told again");
        if !self.blind {
            self.agree();
        }
    }

    /// Our own backoffs have a jitter: the model hears from the world how long they are, and checks it.
    fn back_off(&mut self) {
        let waits = |item: &Item| item.backoff.and(item.id);
        let backing: Vec<u32> = self.model.items.iter().filter_map(waits).collect();
        for id in backing {
            let mut places = self.world.places.iter().flatten();
            let place = places.find(|place| place.id == Some(id));
            let delay = match place.and_then(|place| place.pause) {
                Some((delay, Pause::Retry(_))) => Some(delay),
                _ => None,
            };
            self.model.back_off(id, delay);
        }
    }

    #[track_caller]
    fn agree(&self) {
        let Self { world, model, .. } = self;
        let ids = |wanted: fn(State) -> bool| {
            let found = model.items.iter().filter(|item| wanted(item.state));
            let mut ids: Vec<_> = found.filter_map(|item| item.id).collect();
            ids.sort_unstable();
            ids
        };
        assert_eq!(world.preparing(), ids(|state| state == State::Preparing));
        assert_eq!(world.judging(), ids(|state| state == State::Judging));
        let flying = |item: &Item| match item.state {
            State::Flying(endpoint) => Some((item.id?, endpoint)),
            _ => None,
        };
        let mut flying: Vec<_> = model.items.iter().filter_map(flying).collect();
        flying.sort_by_key(|(id, _)| *id);
        assert_eq!(world.in_flight(), flying);
        let over = |item: &Item| match item.state {
            State::Over(end) => Some((item.id, end)),
            _ => None,
        };
        let mut theirs: Vec<_> = model.items.iter().filter_map(over).collect();
        theirs.sort_by_key(|(id, _)| *id);
        let mut ours = self.ends();
        ours.sort_by_key(|(id, _)| *id);
        assert_eq!(ours, theirs);
        assert_eq!(world.pulled, model.pulled);
        assert_eq!(world.pulling, model.pulling);
        assert_eq!(world.closed, model.closed);
        assert_eq!(world.bulk.stopped(), model.stopped);
        assert_eq!(world.done, model.done());
        assert_eq!(world.bulk.counts(), self.tally());
        let begun = world.places.iter().flatten().count() - world.unread.len();
        assert_eq!(world.bulk.in_flight() as usize, begun);
        if let Some(next) = model.next().filter(|_| !world.done) {
            let awake = world.until.is_some_and(|until| until <= next);
            assert!(awake, "it oversleeps");
        }
    }

    fn ends(&self) -> Vec<(Option<u32>, End)> {
        let outcomes = self.world.outcomes.iter();
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
                End::Failed(_) | End::Refused => &mut counts.failed,
                End::Skipped(_) => &mut counts.skipped,
            } += 1;
        }
        counts
    }

    /// From here on all goes well: the run comes to its end.
    #[track_caller]
    pub(super) fn finish(&mut self) {
        let well = well();
        for step in 0.. {
            if self.world.done {
                break;
            }
            assert!(step < 10_000, "it never ends");
            // What is no longer wanted of a closed source may never come.
            let wanted = |step: &&Step| **step != Step::Give || !self.world.closed;
            let next = self.world.steps(&well).iter().find(wanted).copied();
            self.take(next.or(self.due()).expect("nothing is due: it hangs"));
        }
        self.told();
    }

    /// At the end each id that came is told once, and the source is used up or given up.
    #[track_caller]
    pub(super) fn told(&mut self) {
        let world = &mut self.world;
        let late = world.pulling;
        assert!(!late || world.closed, "a pull is forgotten");
        let counts = world.bulk.counts();
        assert_eq!(world.bulk.in_flight(), 0);
        let told: Vec<_> = world.outcomes.iter().filter_map(|(id, ..)| *id).collect();
        let mut distinct = told.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(told.len(), distinct.len(), "told twice");
        assert_eq!(counts.total() as usize, world.pulled, "ids are lost");
        let came = world.source.iter().take(world.pulled);
        let mut ids: Vec<_> = came.flatten().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(distinct, ids);
        let used_up = world.pulled == world.source.len();
        assert!(used_up || world.closed || self.threw, "ids are left over");
        let array = self.options.finite && !self.left;
        assert!(!(array && world.closed), "an array is told to its end");
        // What a source says after the end changes nothing.
        if late {
            world.give();
        }
        let more = world.bulk.poll(world.now + s(1), &mut world.shared);
        assert_eq!(more, BulkAction::Done);
        assert_eq!(world.bulk.counts(), counts);
    }
}
