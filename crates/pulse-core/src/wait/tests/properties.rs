//! Random events and random timing never break a wait's promises.

use proptest::prelude::*;

use super::*;
use crate::{
    Duration,
    harness::{PLAIN, ms},
    promises::{WaitEvent, hold_wait},
};

fn events() -> impl Strategy<Value = Vec<(u64, WaitEvent)>> {
    let answer = prop_oneof![
        3 => Just(job("pending")),
        3 => Just(job("paused")),
        1 => Just(job("completed")),
        2 => Just(accepted()),
        1 => Just(reply(503)),
        1 => Just(Fate::Reply(later(429, "3"))),
        1 => Just(Fate::Broken),
    ];
    let event = prop_oneof![
        8 => answer.prop_map(WaitEvent::Answer),
        8 => Just(WaitEvent::Wake),
        1 => Just(WaitEvent::Abort),
    ];
    let pause = prop_oneof![Just(0_u64), 1_u64..3_000, 1_u64..70_000];
    prop::collection::vec((pause, event), 0..80)
}

fn plans() -> impl Strategy<Value = WaitPlan> {
    (any::<bool>(), any::<bool>(), 1_u64..60_000).prop_map(|(cancel, cancel_on_abort, interval)| {
        WaitPlan {
            cancel,
            cancel_on_abort,
            interval: ms(interval),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_events_breaks_a_promise(
        plan in plans(),
        timeout in 1_u64..30_000,
        deadline in prop::option::of(1_u64..200_000),
        seed in any::<u32>(),
        events in events(),
    ) {
        let limits = Limits {
            timeout: ms(timeout),
            deadline: deadline.map_or(Duration::NEVER, ms),
            max_retries: 2,
            ..PLAIN
        };
        hold_wait(plan, limits, seed, &events);
    }
}
