//! Large runs at random: against the model, and through a gate that shuts for good and timers that come early.

use std::vec::Vec;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::super::*;
use super::steps::{ALL_STOPS, Chances, Halting, Step};
use super::twins::Twins;
use super::words::Word;
use crate::{Duration, Limits, harness::ms};

/// What happens next; the index picks among all that may.
#[derive(Debug, Clone)]
enum Happening {
    Step(Index, Chances),
    Wake,
    /// Time passes, and no timer fires.
    Pass,
    Stop(Halting),
}

fn happenings(deletes: Vec<Word>, len: usize) -> impl Strategy<Value = Vec<Happening>> {
    let gets = select(std::vec![
        Word::State("pending"),
        Word::State("processing"),
        Word::State("completed"),
        Word::State("canceled"),
        Word::Missing,
        Word::Limited,
        Word::Busy,
        Word::Broken,
        Word::Own,
    ]);
    let chances = (
        select(deletes),
        gets,
        prop::bool::weighted(0.01),
        prop::bool::weighted(0.1),
    )
        .prop_map(|(delete, get, throws, refuses)| Chances {
            deletes: std::vec![delete],
            gets: std::vec![get],
            throws,
            refuses,
        });
    let one = prop_oneof![
        100 => (any::<Index>(), chances).prop_map(|(index, chances)| Happening::Step(index, chances)),
        15 => Just(Happening::Wake),
        3 => Just(Happening::Pass),
        2 => select(ALL_STOPS.to_vec()).prop_map(Happening::Stop),
    ];
    prop::collection::vec(one, len / 2..len)
}

fn options() -> impl Strategy<Value = BulkOptions> {
    let limits = (
        prop::option::of(1_u64..5_000),
        prop::option::of(1_u64..20_000),
        0_u32..3,
    )
        .prop_map(|(timeout, deadline, max_retries)| Limits {
            timeout: timeout.map_or(Duration::NEVER, ms),
            deadline: deadline.map_or(Duration::NEVER, ms),
            max_retries,
        });
    (
        1_u32..20,
        any::<[bool; 6]>(),
        1_u32..6,
        prop::option::of(1_000_u64..5_000),
        limits,
    )
        .prop_map(|(concurrency, flags, stop_after, confirm, limits)| {
            let [filter, dry_run, ignore_missing, dedupe, finite, prepare] = flags;
            BulkOptions {
                concurrency,
                limits,
                prepare,
                filter,
                // Rarer than the rest: it leaves most of them without effect.
                dry_run: dry_run && filter,
                confirm: confirm.map(ms),
                ignore_missing,
                stop_after,
                dedupe: dedupe.then_some([8, 9]),
                finite,
            }
        })
}

const WORDS: [Word; 9] = [
    Word::Accepted,
    Word::Accepted,
    Word::Accepted,
    Word::Accepted,
    Word::Missing,
    Word::Own,
    Word::Limited,
    Word::Busy,
    Word::Broken,
];

/// Ids of a source, some of which come again where that is known, and what are no ids.
fn sources(options: BulkOptions) -> impl Strategy<Value = Vec<Option<u32>>> {
    let range = if options.dedupe.is_some() { 40_u32 } else { 1 };
    let ids = prop::collection::vec(prop::option::weighted(0.95, 0_u32..range), 0..120);
    ids.prop_map(move |ids| match range {
        // Without a memory the ids must differ for the model to tell them apart.
        1 => (0_u32..).zip(ids).map(|(n, id)| id.and(Some(n))).collect(),
        _ => ids,
    })
}

type Run = (BulkOptions, Vec<Option<u32>>, Vec<Happening>, [bool; 2]);

fn runs(words: Vec<Word>, len: usize) -> impl Strategy<Value = Run> {
    options().prop_flat_map(move |options| {
        let happenings = happenings(words.clone(), len);
        (
            Just(options),
            sources(options),
            happenings,
            any::<[bool; 2]>(),
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_large_run_does_what_the_model_does((options, ids, happenings, flags) in runs(WORDS.to_vec(), 400)) {
        let twins = Twins::new(options, &ids, flags);
        go_through(twins, happenings);
    }

    /// Here time passes at any rate, which the model does not judge: the world minds the promises.
    #[test]
    fn a_run_whose_timers_are_late_keeps_its_promises(
        (options, ids, happenings, flags) in runs([&WORDS[..], &[Word::Shut, Word::Unauthorized]].concat(), 300),
    ) {
        let mut twins = Twins::new(options, &ids, flags);
        twins.blind = true;
        go_through(twins, happenings);
    }
}

fn go_through(mut twins: Twins, happenings: Vec<Happening>) {
    for happening in happenings {
        if twins.world.done {
            break;
        }
        let step = match happening {
            Happening::Step(index, chances) => pick(index, &twins.world.steps(&chances)),
            Happening::Wake => twins.due(),
            Happening::Pass if twins.blind => {
                twins.world.now += ms(700);
                None
            }
            // A timer that fires early changes nothing.
            Happening::Pass => Some(Step::Wake(twins.world.now)),
            Happening::Stop(stop) => Some(Step::Stop(stop)),
        };
        if let Some(step) = step {
            twins.take(step);
        }
    }
    twins.finish();
}

fn pick(index: Index, among: &[Step]) -> Option<Step> {
    (!among.is_empty()).then(|| *index.get(among))
}
