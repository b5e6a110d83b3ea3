//! Random events and random timing never break a wait's promises.

use proptest::prelude::*;

use super::*;
use crate::{
    Duration,
    harness::{PLAIN, ms},
};

#[derive(Debug, Clone)]
enum Event {
    Answer(Fate),
    Wake,
    Abort,
}

fn events() -> impl Strategy<Value = Vec<(u64, Event)>> {
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
        8 => answer.prop_map(Event::Answer),
        8 => Just(Event::Wake),
        1 => Just(Event::Abort),
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
        let mut scene = Scene::new();
        scene.shared = Shared::new(seed);
        let limits = Limits {
            timeout: ms(timeout),
            deadline: deadline.map_or(Duration::NEVER, ms),
            max_retries: 2,
            ..PLAIN
        };
        let deadline_at = scene.now + limits.deadline;
        let mut wait = Wait::new(plan, limits, scene.now, false);
        let (mut sends, mut in_flight, mut aborted) = (0, false, false);
        let mut cancels_after_abort = 0;
        let mut end = None;
        // Random events first, then timers alone: these bring every wait of a silent server to its end.
        let tail = std::iter::repeat_n((0, Event::Wake), 60);
        for (index, (pause, event)) in events.iter().cloned().chain(tail).enumerate() {
            scene.now += ms(pause);
            let now = scene.now;
            match event {
                Event::Answer(Fate::Reply(reply)) => {
                    wait.handle_response(now, &reply.to(wait.endpoint()), &mut scene.shared);
                }
                Event::Answer(_) => wait.handle_failure(now, &mut scene.shared),
                Event::Wake => wait.handle_timeout(now, &mut scene.shared),
                Event::Abort => {
                    wait.abort(now);
                    aborted = true;
                }
            }
            in_flight &= wait.in_flight();
            let action = scene.poll(&mut wait);
            if let Some(end) = end {
                prop_assert_eq!(action, end, "an end is the end");
                continue;
            }
            let overdue = |at: Instant| at > deadline_at;
            let until = match action {
                Action::Send { endpoint, until, .. } => {
                    prop_assert!(!in_flight || aborted, "two at once");
                    in_flight = true;
                    sends += 1;
                    if aborted {
                        prop_assert!(plan.cancel_on_abort, "a request after an abort");
                        prop_assert_eq!(endpoint, Endpoint::CancelJob);
                        cancels_after_abort += 1;
                        prop_assert!(cancels_after_abort <= 3);
                    } else {
                        prop_assert!(!overdue(now), "after the deadline");
                    }
                    until
                }
                Action::Sleep { until, delay, .. } => {
                    prop_assert!(!in_flight, "asleep with a request in flight");
                    prop_assert!(until > now);
                    prop_assert_eq!(until - now, delay);
                    prop_assert!(aborted || !overdue(until), "beyond the deadline");
                    until
                }
                Action::Wait { until } => {
                    prop_assert!(in_flight, "stuck");
                    until
                }
                Action::Prepare { .. } => panic!("it was not asked to prepare"),
                Action::Succeed => {
                    prop_assert!(wait.ended().is_some() && !aborted);
                    end = Some(action);
                    continue;
                }
                Action::Fail(failure) => {
                    if aborted {
                        prop_assert_eq!(failure.kind, FailureKind::Aborted);
                    }
                    end = Some(action);
                    continue;
                }
            };
            prop_assert_eq!(wait.attempts(), sends);
            prop_assert_eq!(wait.in_flight(), in_flight);
            if index + 1 >= events.len() {
                scene.now = scene.now.max(until);
            }
        }
        prop_assert!(end.is_some(), "it never ends");
    }
}
