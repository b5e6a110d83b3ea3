//! Random events and random timing never break a call's promises.

use proptest::prelude::*;
use std::vec::Vec;

use super::*;
use crate::{
    Duration,
    promises::{CallEvent, hold_calls},
    retry_after,
};

fn answers() -> impl Strategy<Value = Reply> {
    let header = prop_oneof![
        Just(None),
        (0_u64..70).prop_map(Some),
        (0_u64..4).prop_map(Some)
    ];
    let status = prop_oneof![
        Just(429_u16),
        Just(503),
        Just(503),
        Just(408),
        Just(500),
        Just(404),
        Just(401),
        Just(401),
        Just(302)
    ];
    prop_oneof![
        1 => Just(Reply::cancelled()),
        6 => (status, header).prop_map(|(status, after)| match after {
            Some(after) => later(status, &std::format!("{after}")),
            None => Reply::status(status),
        }),
    ]
}

/// An event for one of three calls, after a pause of some milliseconds.
fn events() -> impl Strategy<Value = Vec<(usize, u64, CallEvent)>> {
    let event = prop_oneof![
        1 => Just(CallEvent::Poll),
        2 => any::<bool>().prop_map(CallEvent::Prepared),
        8 => answers().prop_map(CallEvent::Answer),
        3 => Just(CallEvent::Broken),
        8 => Just(CallEvent::Wake),
        1 => Just(CallEvent::Abort),
    ];
    let pause = prop_oneof![Just(0_u64), 1_u64..3_000, 1_u64..70_000];
    prop::collection::vec((0_usize..3, pause, event), 0..120)
}

fn limits() -> impl Strategy<Value = Limits> {
    (
        prop::option::of(1_u64..30_000),
        prop::option::of(1_u64..120_000),
        0_u32..4,
    )
        .prop_map(|(timeout, deadline, max_retries)| Limits {
            timeout: timeout.map_or(Duration::NEVER, ms),
            deadline: deadline.map_or(Duration::NEVER, ms),
            max_retries,
            ..PLAIN
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_events_breaks_a_promise(
        limits in prop::array::uniform3(limits()),
        prepare in any::<[bool; 3]>(),
        seed in any::<u32>(),
        events in events(),
    ) {
        hold_calls(limits, prepare, seed, events);
    }

    /// An independent model: which attempt is the last, decided by a plain loop over the fates.
    #[test]
    fn a_call_ends_where_a_plain_loop_over_the_answers_ends(
        replies in prop::collection::vec(answers(), 6),
        max_retries in 0_u32..5,
    ) {
        let mut expected = 0;
        for reply in &replies {
            expected += 1;
            let retried = matches!(reply.status, 408 | 429 | 500..=599);
            let asked = retry_after::requested_delay(&reply.to(Endpoint::CancelJob)).unwrap_or_default();
            if !retried || expected > max_retries || asked > s(60) {
                break;
            }
        }
        let mut scene = Scene::new();
        let mut call = scene.call(retries(max_retries));
        let fates: Vec<_> = replies
            .into_iter()
            .take(expected as usize)
            .map(Fate::Reply)
            .collect();
        let told = scene.run(&mut call, &fates);
        prop_assert_eq!(call.attempts(), expected);
        prop_assert_eq!(told.sent.len(), expected as usize);
    }
}
