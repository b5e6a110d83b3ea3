//! Large runs at random: against the model, and through timeouts, deadlines and slow sources.

use std::collections::BTreeSet;
use std::vec::Vec;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::super::*;
use super::model::{End, Model, Word};
use super::world::{Doing, OPTIONS, World};
use crate::harness::{ms, s};
use crate::{Endpoint, Limits};

/// What happens next; the index picks among all that may.
#[derive(Debug, Clone)]
enum Happening {
    Word(Index, Word, Word),
    Judge(Index, bool),
    Read(Index),
    Wake,
    Give,
    Abort,
    Leave,
}

fn happenings(deletes: Vec<Word>, len: usize) -> impl Strategy<Value = Vec<Happening>> {
    let gets = select(std::vec![
        Word::State("pending"),
        Word::State("processing"),
        Word::State("completed"),
        Word::State("canceled"),
        Word::Missing,
        Word::Limited,
        Word::Own,
    ]);
    let one = prop_oneof![
        60 => (any::<Index>(), select(deletes), gets)
            .prop_map(|(index, delete, get)| Happening::Word(index, delete, get)),
        15 => (any::<Index>(), any::<bool>()).prop_map(|(index, keep)| Happening::Judge(index, keep)),
        25 => any::<Index>().prop_map(Happening::Read),
        15 => Just(Happening::Wake),
        15 => Just(Happening::Give),
        1 => Just(Happening::Abort),
        1 => Just(Happening::Leave),
    ];
    prop::collection::vec(one, len / 2..len)
}

fn options() -> impl Strategy<Value = BulkOptions> {
    (
        1_u32..20,
        any::<[bool; 6]>(),
        1_u32..6,
        prop::option::of(1_u64..5),
    )
        .prop_map(|(concurrency, flags, stop_after, confirm)| {
            let [filter, dry_run, ignore_missing, dedupe, finite, prepare] = flags;
            BulkOptions {
                concurrency,
                prepare,
                filter,
                dry_run,
                confirm: confirm.map(s),
                ignore_missing,
                stop_after,
                dedupe: dedupe.then_some([8, 9]),
                finite,
                ..OPTIONS
            }
        })
}

fn words(retries: u32) -> Vec<Word> {
    let mut words = std::vec![
        Word::Accepted,
        Word::Accepted,
        Word::Accepted,
        Word::Missing,
        Word::Own,
        Word::Limited,
        Word::Busy,
    ];
    // The model knows no backoff of our own, and a run without retries needs none.
    if retries == 0 {
        words.push(Word::Broken);
    }
    words
}

/// A space to walk at random, with the steps of the walk.
fn walks() -> impl Strategy<Value = (BulkOptions, Vec<u32>, bool, Vec<Happening>)> {
    (options(), 0_u32..3).prop_flat_map(|(mut options, max_retries)| {
        options.limits.max_retries = max_retries;
        options.prepare = false;
        // Without a memory the ids must differ for the model to tell them apart.
        let range = if options.dedupe.is_some() { 40_u32 } else { 1 };
        let ids = prop::collection::vec(0_u32..range, 0..120).prop_map(move |ids| match range {
            1 => (0_u32..).take(ids.len()).collect(),
            _ => ids,
        });
        (
            Just(options),
            ids,
            any::<bool>(),
            happenings(words(max_retries), 400),
        )
    })
}

fn pick<T: Copy>(index: Index, among: &[T]) -> Option<T> {
    (!among.is_empty()).then(|| *index.get(among))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_large_run_does_what_the_model_does((options, ids, reads, happenings) in walks()) {
        let source: Vec<_> = ids.iter().copied().map(Some).collect();
        let mut world = World::over(options, source);
        world.reads = !reads;
        world.go();
        let mut model = Model::new(options, ids, world.now, reads);
        for happening in happenings {
            if world.done {
                break;
            }
            match happening {
                Happening::Word(index, delete, get) => {
                    let Some((id, endpoint)) = pick(index, &world.in_flight()) else { continue };
                    let word = match endpoint {
                        Endpoint::CancelJob => delete,
                        Endpoint::GetJob => get,
                    };
                    match word.reply() {
                        Some(reply) => world.answer(id, &reply),
                        None => world.breaks(id),
                    }
                    model.hear(id, word);
                }
                Happening::Judge(index, keep) => {
                    let Some(id) = pick(index, &world.judging()) else { continue };
                    world.judge(id, keep);
                    model.judge(id, keep);
                }
                Happening::Read(index) => {
                    let Some(slot) = pick(index, &world.unread) else { continue };
                    let (id, doing) = world.places[slot as usize].unwrap();
                    prop_assert_eq!(doing, Doing::Nothing);
                    world.read(slot);
                    world.go();
                    model.read(id.unwrap());
                }
                Happening::Wake => {
                    let Some(next) = model.next() else { continue };
                    world.wake(next);
                    model.wake(next);
                }
                Happening::Give => {}
                Happening::Abort => {
                    world.abort();
                    model.abort();
                }
                Happening::Leave => {
                    world.leave();
                    model.leave();
                }
            }
            prop_assert_eq!(world.in_flight(), model.in_flight());
            prop_assert_eq!(world.judging(), model.judging());
            prop_assert_eq!(world.pulled, model.pulled());
            prop_assert_eq!(world.bulk.stopped(), model.stopped);
            prop_assert_eq!(world.done, model.done());
            prop_assert_eq!(world.bulk.counts().duplicates, model.duplicates);
            let mut ends: Vec<_> = world
                .outcomes
                .iter()
                .map(|(id, outcome, _)| (id.unwrap(), End::of(*outcome)))
                .collect();
            ends.sort_by_key(|(id, _)| *id);
            prop_assert_eq!(ends, model.ends());
            if let Some(next) = model.next() {
                prop_assert!(world.until.is_some_and(|until| until <= next), "it oversleeps");
            }
        }
    }

    /// No model here: the world minds the promises, and each run must come to its end with every id told.
    #[test]
    fn a_run_with_timeouts_and_a_slow_source_keeps_its_promises(
        options in options(),
        timeout in 1_u64..5_000,
        deadline in prop::option::of(1_u64..20_000),
        max_retries in 0_u32..3,
        ids in prop::collection::vec(prop::option::weighted(0.95, 0_u32..60), 0..100),
        flags in any::<[bool; 2]>(),
        happenings in happenings(words(0), 300),
    ) {
        let options = BulkOptions {
            limits: Limits {
                timeout: Some(ms(timeout)),
                deadline: deadline.map(ms),
                max_retries,
            },
            ..options
        };
        let mut world = World::over(options, ids.clone());
        [world.prompt, world.reads] = flags;
        world.go();
        let mut left = false;
        for happening in happenings {
            if world.done {
                break;
            }
            match happening {
                Happening::Word(index, delete, get) => {
                    let Some((id, endpoint)) = pick(index, &world.in_flight()) else { continue };
                    let word = match endpoint {
                        Endpoint::CancelJob => delete,
                        Endpoint::GetJob => get,
                    };
                    match word.reply() {
                        Some(reply) => world.answer(id, &reply),
                        None => world.breaks(id),
                    }
                }
                Happening::Judge(index, keep) => {
                    if let Some(id) = pick(index, &world.judging()) {
                        world.judge(id, keep);
                    } else if let Some(id) = pick(index, &world.preparing()) {
                        if keep { world.prepared(id) } else { world.refuse(id) }
                    }
                }
                Happening::Read(index) => {
                    let Some(slot) = pick(index, &world.unread) else { continue };
                    world.read(slot);
                    world.go();
                }
                Happening::Wake => {
                    let Some(until) = world.until else { continue };
                    world.wake(until.max(world.now));
                }
                Happening::Give => {
                    if world.pulling {
                        world.give();
                        world.go();
                    } else {
                        world.now += ms(700);
                    }
                }
                Happening::Abort => world.abort(),
                Happening::Leave => {
                    world.leave();
                    left = true;
                }
            }
        }
        // Then only time passes, the source answers, and outcomes are read.
        let mut steps = 0;
        while !world.done {
            steps += 1;
            prop_assert!(steps < 100_000, "it never ends");
            if let Some(slot) = world.unread.first().copied() {
                world.read(slot);
                world.go();
            } else if world.pulling && !world.closed {
                world.give();
                world.go();
            } else if let Some(id) = world.judging().first().copied() {
                world.judge(id, true);
            } else if let Some(id) = world.preparing().first().copied() {
                world.prepared(id);
            } else {
                let until = world.until;
                prop_assert!(until.is_some(), "stuck");
                world.wake(until.unwrap().max(world.now));
            }
        }
        let counts = world.bulk.counts();
        let told = u32::try_from(world.outcomes.len()).unwrap();
        prop_assert_eq!(counts.total(), told + counts.duplicates);
        prop_assert_eq!(world.bulk.in_flight(), 0);
        if !left && (options.finite || world.bulk.stopped().is_none()) {
            prop_assert_eq!(counts.total() as usize, ids.len());
        }
        if options.dedupe.is_some() {
            let known: Vec<_> = world.outcomes.iter().filter_map(|(id, ..)| *id).collect();
            let distinct: BTreeSet<_> = known.iter().copied().collect();
            prop_assert_eq!(known.len(), distinct.len());
            if counts.total() as usize == ids.len() {
                let all: BTreeSet<_> = ids.iter().flatten().copied().collect();
                prop_assert_eq!(distinct, all);
            }
        }
    }
}
