//! Large runs at random: against the model, and through a gate that shuts for good and timers that come early.

use std::vec::Vec;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::super::*;
use super::lockstep::Lockstep;
use super::reaction::Reaction;
use super::simulation::cancel;
use super::steps::{ALL_STOPS, Chances, Halting, Step};
use crate::{
    Duration, Limits,
    harness::{PLAIN, ms},
};

/// What happens next; the index picks among all that may.
#[derive(Debug, Clone)]
enum Happening {
    Step(Index, Chances),
    Wake,
    /// Time passes, and no timer fires.
    Pass,
    Stop(Halting),
}

fn happenings(deletes: Vec<Reaction>, len: usize) -> impl Strategy<Value = Vec<Happening>> {
    let gets = select(std::vec![
        Reaction::State("pending"),
        Reaction::State("processing"),
        Reaction::State("completed"),
        Reaction::State("canceled"),
        Reaction::Missing,
        Reaction::Limited,
        Reaction::Unavailable,
        Reaction::ConnectionLost,
        Reaction::JobError,
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

fn goals() -> impl Strategy<Value = Goal> {
    let interval = 1_000_u64..5_000;
    let cancel = (
        any::<[bool; 2]>(),
        prop::option::of(interval.clone().prop_map(ms)),
    )
        // A dry run is rarer than the rest: it leaves most of them without effect.
        .prop_map(|([filter, dry_run], confirm)| cancel(filter, dry_run && filter, confirm));
    prop_oneof![
        3 => cancel,
        1 => Just(Goal::Status),
        1 => interval.prop_map(|interval| Goal::Wait { interval: ms(interval) }),
    ]
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
            ..PLAIN
        });
    (1_u32..20, any::<[bool; 4]>(), 1_u32..6, goals(), limits).prop_map(
        |(concurrency, flags, stop_after, goal, limits)| {
            let [ignore_missing, dedupe, finite, prepare] = flags;
            BulkOptions {
                concurrency,
                limits,
                prepare,
                goal,
                ignore_missing,
                stop_after,
                dedupe: dedupe.then_some([8, 9]),
                finite,
            }
        },
    )
}

const REACTIONS: [Reaction; 9] = [
    Reaction::Accepted,
    Reaction::Accepted,
    Reaction::Accepted,
    Reaction::Accepted,
    Reaction::Missing,
    Reaction::JobError,
    Reaction::Limited,
    Reaction::Unavailable,
    Reaction::ConnectionLost,
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

fn runs(reactions: Vec<Reaction>, len: usize) -> impl Strategy<Value = Run> {
    options().prop_flat_map(move |options| {
        let happenings = happenings(reactions.clone(), len);
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
    fn a_large_run_does_what_the_model_does((options, ids, happenings, flags) in runs(REACTIONS.to_vec(), 400)) {
        let lockstep = Lockstep::new(options, &ids, flags);
        go_through(lockstep, happenings);
    }

    /// Here time passes at any rate, which the model does not judge: the simulation minds the promises.
    #[test]
    fn a_run_whose_timers_are_late_keeps_its_promises(
        (options, ids, happenings, flags) in runs([&REACTIONS[..], &[Reaction::GateTooLong, Reaction::Unauthorized]].concat(), 300),
    ) {
        let mut lockstep = Lockstep::new(options, &ids, flags);
        lockstep.blind = true;
        go_through(lockstep, happenings);
    }
}

fn go_through(mut lockstep: Lockstep, happenings: Vec<Happening>) {
    for happening in happenings {
        if lockstep.sim.done {
            break;
        }
        let step = match happening {
            Happening::Step(index, chances) => pick(index, &lockstep.sim.steps(&chances)),
            Happening::Wake => lockstep.due(),
            Happening::Pass if lockstep.blind => {
                lockstep.sim.now += ms(700);
                None
            }
            // A timer that fires early changes nothing.
            Happening::Pass => Some(Step::Wake(lockstep.sim.now)),
            Happening::Stop(stop) => Some(Step::Stop(stop)),
        };
        if let Some(step) = step {
            lockstep.take(step);
        }
    }
    lockstep.finish();
}

fn pick(index: Index, among: &[Step]) -> Option<Step> {
    (!among.is_empty()).then(|| *index.get(among))
}
