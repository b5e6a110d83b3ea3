//! Random events and random timing never break a call's promises.

use proptest::prelude::*;
use std::vec::Vec;

use super::*;
use crate::{Duration, Instant, retry_after};

#[derive(Debug, Clone)]
enum Event {
    Poll,
    /// Whether with another key.
    Prepared(bool),
    Answer(Reply),
    Broken,
    Wake,
    Abort,
}

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
fn events() -> impl Strategy<Value = Vec<(usize, u64, Event)>> {
    let event = prop_oneof![
        1 => Just(Event::Poll),
        2 => any::<bool>().prop_map(Event::Prepared),
        8 => answers().prop_map(Event::Answer),
        3 => Just(Event::Broken),
        8 => Just(Event::Wake),
        1 => Just(Event::Abort),
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

/// What the promises need to know of one call, kept apart from the machine.
#[derive(Default)]
struct Watch {
    in_flight: bool,
    sends: u32,
    /// Whether the suppliers are being asked, and whether what they gave was not sent yet.
    preparing: bool,
    prepared: bool,
    asked_again: bool,
    ended: Option<Action>,
}

/// When the gate opens, as the answers seen so far say; a 429 without a header closes it for 0.9 s at least.
fn gate_after(now: Instant, reply: &Reply, gate: Instant) -> Instant {
    if reply.status != 429 {
        return gate;
    }
    gate.max(now + retry_after::requested_delay(&reply.to(Endpoint::CancelJob)).unwrap_or(ms(900)))
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
        let begun = at(50);
        let mut now = begun;
        let mut shared = Shared::new(seed);
        let mut gate = Instant::EARLIEST;
        let mut calls: Vec<(Call, Watch)> = (0..3)
            .map(|i| (Call::new(Endpoint::CancelJob, limits[i], now, prepare[i]), Watch::default()))
            .collect();
        for (which, pause, event) in events {
            now += ms(pause);
            let limits = limits[which];
            let (call, watch) = &mut calls[which];
            match event {
                Event::Poll => {}
                Event::Prepared(anew) => call.handle_prepared(anew),
                Event::Answer(reply) => {
                    if watch.in_flight {
                        gate = gate_after(now, &reply, gate);
                    }
                    call.handle_response(now, &reply.to(call.endpoint()), &mut shared);
                }
                Event::Broken => call.handle_failure(now, &mut shared),
                Event::Wake => call.handle_timeout(now, &mut shared),
                Event::Abort => call.abort(),
            }
            watch.in_flight &= call.in_flight();
            if !call.is_preparing() && core::mem::take(&mut watch.preparing) {
                watch.prepared = true;
            }
            let action = call.poll(now, &mut shared);
            if let Some(end) = watch.ended {
                prop_assert_eq!(action, end, "an end is the end");
                continue;
            }
            let deadline_at = begun + limits.deadline;
            match action {
                Action::Send { attempt, until, .. } => {
                    prop_assert!(!watch.in_flight, "two at once");
                    prop_assert!(now >= gate, "inside the gate");
                    prop_assert!(now < deadline_at, "after the deadline");
                    watch.in_flight = true;
                    watch.sends += 1;
                    prop_assert_eq!(call.begin_attempt(), Some(watch.sends));
                    prop_assert_eq!(attempt, watch.sends);
                    let resend = u32::from(prepare[which]);
                    prop_assert!(watch.sends <= 1 + limits.max_retries + resend, "too often");
                    prop_assert_eq!(watch.prepared, prepare[which], "with what its suppliers gave");
                    watch.prepared = false;
                    let own = now + limits.timeout;
                    prop_assert_eq!(until, own.min(deadline_at));
                }
                Action::Sleep { until, delay, .. } => {
                    prop_assert!(!watch.in_flight, "asleep with a request in flight");
                    prop_assert!(until > now, "a sleep into the past");
                    watch.prepared = false;
                    prop_assert_eq!(until - now, delay);
                    prop_assert!(delay <= PLAIN.max_retry_delay);
                    prop_assert!(until < deadline_at, "beyond the deadline");
                }
                Action::Wait { until } => {
                    prop_assert!(watch.in_flight || watch.preparing, "stuck");
                    let timed = limits.timeout.is_finite() && watch.in_flight;
                    prop_assert_eq!(until.is_finite(), timed || limits.deadline.is_finite());
                }
                Action::Prepare { until, again } => {
                    prop_assert!(prepare[which] && !watch.in_flight && !watch.preparing);
                    prop_assert!(!(again && watch.asked_again), "asked a third time");
                    prop_assert_eq!(until, deadline_at);
                    watch.preparing = true;
                    watch.asked_again |= again;
                }
                Action::Succeed | Action::Fail(_) => watch.ended = Some(action),
            }
            prop_assert_eq!(call.in_flight(), watch.in_flight);
            prop_assert_eq!(call.attempts(), watch.sends);
        }
        // With a timeout, timers alone bring each call to its end.
        for (i, (call, _)) in calls.iter_mut().enumerate() {
            if !limits[i].timeout.is_finite() {
                continue;
            }
            call.handle_prepared(false);
            let mut wakes = 0;
            loop {
                let until = match call.poll(now, &mut shared) {
                    Action::Prepare { .. } => {
                        call.handle_prepared(false);
                        continue;
                    }
                    Action::Send { until, .. } => {
                        call.begin_attempt();
                        until
                    }
                    Action::Wait { until } => until,
                    Action::Sleep { until, .. } => until,
                    _ => break,
                };
                now = now.max(until);
                call.handle_timeout(now, &mut shared);
                wakes += 1;
                prop_assert!(wakes < 20, "it never ends");
            }
        }
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
