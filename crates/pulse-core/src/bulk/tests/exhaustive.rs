//! Every interleaving of small runs, each step compared with the model.

use std::vec;
use std::vec::Vec;

use super::super::*;
use super::model::{End, Model, Word};
use super::world::{Doing, OPTIONS, World};
use crate::harness::s;
use crate::{Endpoint, Limits};

/// What may happen in a run, next to the passing of time.
#[derive(Clone)]
struct Space {
    options: BulkOptions,
    source: Vec<u32>,
    /// What a DELETE may meet.
    deletes: Vec<Word>,
    /// What a GET may meet.
    gets: Vec<Word>,
    abort: bool,
    leave: bool,
    /// Whether outcomes are read one by one, at any time.
    reads: bool,
    /// Time steps at most: without a bound a job could be polled for ever.
    wakes: u32,
}

struct Explorer<'a> {
    space: &'a Space,
    /// Runs that came to their end.
    runs: u32,
}

impl Explorer<'_> {
    fn compare(&self, world: &World, model: &Model) {
        assert_eq!(world.in_flight(), model.in_flight());
        assert_eq!(world.judging(), model.judging());
        let mut ends: Vec<(u32, End)> = world
            .outcomes
            .iter()
            .map(|(id, outcome, _)| (id.unwrap(), End::of(*outcome)))
            .collect();
        ends.sort_by_key(|(id, _)| *id);
        assert_eq!(ends, model.ends());
        assert_eq!(world.pulled, model.pulled());
        assert_eq!(world.bulk.stopped(), model.stopped);
        assert_eq!(world.done, model.done());
        let counts = world.bulk.counts();
        assert_eq!(counts.duplicates, model.duplicates);
        assert_eq!(
            counts.total() - counts.duplicates,
            u32::try_from(ends.len()).unwrap()
        );
        let begun = world.places.iter().flatten().count() - world.unread.len();
        assert_eq!(world.bulk.in_flight() as usize, begun);
        if let Some(next) = model.next() {
            assert!(
                world.until.is_some_and(|until| until <= next),
                "it oversleeps"
            );
        }
    }

    /// Takes each step that is possible, and each one after it.
    fn explore(&mut self, world: &World, model: &Model, wakes: u32, over: bool) {
        self.compare(world, model);
        if world.done {
            self.runs += 1;
            return;
        }
        let space = self.space;
        let mut stuck = true;
        let mut step = |wakes: u32, over: bool, act: &dyn Fn(&mut World, &mut Model)| {
            let (mut world, mut model) = (world.clone(), model.clone());
            act(&mut world, &mut model);
            stuck = false;
            self.explore(&world, &model, wakes, over);
        };
        for (id, endpoint) in world.in_flight() {
            let words = match endpoint {
                Endpoint::CancelJob => &space.deletes,
                Endpoint::GetJob => &space.gets,
            };
            for word in words {
                step(wakes, over, &|world, model| {
                    match word.reply() {
                        Some(reply) => world.answer(id, &reply),
                        None => world.breaks(id),
                    }
                    model.hear(id, *word);
                });
            }
        }
        for id in world.judging() {
            for keep in [true, false] {
                step(wakes, over, &|world, model| {
                    world.judge(id, keep);
                    model.judge(id, keep);
                });
            }
        }
        for slot in &world.unread {
            step(wakes, over, &|world, model| {
                let (id, doing) = world.places[*slot as usize].unwrap();
                assert_eq!(doing, Doing::Nothing);
                world.read(*slot);
                world.go();
                model.read(id.unwrap());
            });
        }
        if let Some(next) = model.next()
            && wakes > 0
        {
            step(wakes - 1, over, &|world, model| {
                world.wake(next);
                model.wake(next);
            });
        }
        if space.abort && !over {
            step(wakes, true, &|world, model| {
                world.abort();
                model.abort();
            });
        }
        if space.leave && !over {
            step(wakes, true, &|world, model| {
                world.leave();
                model.leave();
            });
        }
        assert!(!stuck || wakes == 0, "the run is stuck");
    }
}

/// Walks the whole space. Returns how many runs came to their end.
#[track_caller]
fn walk(space: &Space) -> u32 {
    let ids = space.source.iter().copied().map(Some).collect();
    let mut world = World::over(space.options, ids);
    world.reads = !space.reads;
    world.go();
    let model = Model::new(space.options, space.source.clone(), s(1_000), space.reads);
    let mut explorer = Explorer { space, runs: 0 };
    explorer.explore(&world, &model, space.wakes, false);
    explorer.runs
}

fn space(concurrency: u32, source: &[u32], deletes: &[Word]) -> Space {
    Space {
        options: BulkOptions {
            concurrency,
            stop_after: 2,
            ..OPTIONS
        },
        source: source.to_vec(),
        deletes: deletes.to_vec(),
        gets: Vec::new(),
        abort: false,
        leave: false,
        reads: false,
        wakes: 4,
    }
}

const ALL: [Word; 6] = [
    Word::Accepted,
    Word::Missing,
    Word::Unauthorized,
    Word::Own,
    Word::Limited,
    Word::Broken,
];

#[test]
fn two_ids_meet_every_word_in_every_order() {
    let mut runs = 0;
    for concurrency in 1..=3 {
        for finite in [true, false] {
            let mut space = space(concurrency, &[0, 1], &ALL);
            space.options.finite = finite;
            space.options.ignore_missing = finite;
            runs += walk(&space);
        }
    }
    assert_eq!(runs, 38_218);
}

#[test]
fn three_ids_meet_what_ends_a_run_in_every_order() {
    let mut runs = 0;
    for concurrency in 1..=3 {
        for finite in [true, false] {
            let words = [
                Word::Accepted,
                Word::Unauthorized,
                Word::Limited,
                Word::Broken,
            ];
            let mut space = space(concurrency, &[0, 1, 2], &words);
            space.options.finite = finite;
            space.wakes = 2;
            runs += walk(&space);
        }
    }
    assert_eq!(runs, 236_554);
}

#[test]
fn four_ids_are_aborted_or_left_at_every_moment() {
    let mut runs = 0;
    for concurrency in 1..=3 {
        for finite in [true, false] {
            let mut space = space(concurrency, &[0, 1, 2, 3], &[Word::Accepted, Word::Broken]);
            space.options.finite = finite;
            space.options.stop_after = 3;
            space.abort = true;
            space.leave = true;
            runs += walk(&space);
        }
    }
    assert_eq!(runs, 2_006);
}

#[test]
fn outcomes_are_read_at_every_moment() {
    let mut runs = 0;
    for concurrency in 1..=3 {
        for finite in [true, false] {
            let words = [Word::Accepted, Word::Unauthorized];
            let mut space = space(concurrency, &[0, 1, 2], &words);
            space.options.finite = finite;
            space.reads = true;
            space.leave = true;
            space.wakes = 2;
            runs += walk(&space);
        }
    }
    assert_eq!(runs, 4_483);
}

#[test]
fn ids_that_come_again_are_duplicates_at_every_moment() {
    let mut runs = 0;
    for dedupe in [Some([5, 6]), None] {
        for concurrency in 1..=3 {
            // Without a memory each id is a job of its own, so the source names them apart.
            let ids: &[u32] = match dedupe {
                Some(_) => &[0, 0, 1, 0],
                None => &[0, 1, 2, 3],
            };
            let mut space = space(concurrency, ids, &[Word::Accepted, Word::Unauthorized]);
            space.options.dedupe = dedupe;
            space.abort = true;
            runs += walk(&space);
        }
    }
    assert_eq!(runs, 390);
}

#[test]
fn retries_and_waits_behind_the_gate_mix_in_every_order() {
    let mut runs = 0;
    for concurrency in 1..=2 {
        let words = [Word::Accepted, Word::Busy, Word::Limited];
        let mut space = space(concurrency, &[0, 1], &words);
        space.options.limits = Limits {
            max_retries: 1,
            ..space.options.limits
        };
        space.abort = true;
        space.wakes = 5;
        runs += walk(&space);
    }
    assert_eq!(runs, 119_192);
}

#[test]
fn filtered_jobs_are_asked_judged_and_cancelled_in_every_order() {
    let mut runs = 0;
    for dry_run in [false, true] {
        for concurrency in 1..=2 {
            let words = [Word::Accepted, Word::Missing, Word::Limited];
            let mut space = space(concurrency, &[0, 1], &words);
            space.options.filter = true;
            space.options.dry_run = dry_run;
            space.options.ignore_missing = dry_run;
            space.gets = vec![Word::State("pending"), Word::Missing, Word::Unauthorized];
            space.abort = true;
            space.wakes = 2;
            runs += walk(&space);
        }
    }
    assert_eq!(runs, 9_404);
}

#[test]
fn a_dry_run_asks_each_job_and_cancels_none() {
    let mut runs = 0;
    for concurrency in 1..=3 {
        let mut space = space(concurrency, &[0, 1, 2], &[]);
        space.options.dry_run = true;
        space.gets = vec![Word::State("pending"), Word::Missing, Word::Broken];
        runs += walk(&space);
    }
    assert_eq!(runs, 275);
}

#[test]
fn confirmed_jobs_are_polled_until_they_end_in_every_order() {
    let mut runs = 0;
    for concurrency in 1..=2 {
        let words = [Word::Accepted, Word::Unauthorized];
        let mut space = space(concurrency, &[0, 1], &words);
        space.options.confirm = Some(s(1));
        space.gets = vec![
            Word::State("processing"),
            Word::State("completed"),
            Word::State("cancelled"),
            Word::Missing,
            Word::Limited,
        ];
        space.abort = true;
        space.wakes = 2;
        runs += walk(&space);
    }
    assert_eq!(runs, 32_318);
}
