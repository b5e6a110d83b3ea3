//! Three calls of one client under any events: their promises, kept apart from the machine.

use std::vec::Vec;

use crate::{
    Action, Call, Endpoint, Instant, Limits, Shared,
    harness::{PLAIN, at, ms},
    retry_after,
    testing::Reply,
};

/// What may happen to a call.
#[derive(Debug, Clone)]
pub(crate) enum CallEvent {
    Poll,
    /// Whether with another key.
    Prepared(bool),
    Answer(Reply),
    Broken,
    Wake,
    Abort,
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

/// Each event is for one of three calls, after a pause of some milliseconds.
pub(crate) fn hold_calls(
    limits: [Limits; 3],
    prepare: [bool; 3],
    seed: u32,
    events: impl IntoIterator<Item = (usize, u64, CallEvent)>,
) {
    let begun = at(50);
    let mut now = begun;
    let mut shared = Shared::new(seed);
    let mut gate = Instant::EARLIEST;
    let mut calls: Vec<(Call, Watch)> = (0..3)
        .map(|i| {
            let call = Call::new(Endpoint::CancelJob, limits[i], now, prepare[i]);
            (call, Watch::default())
        })
        .collect();
    for (which, pause, event) in events {
        now += ms(pause);
        let (call, watch) = &mut calls[which];
        match event {
            CallEvent::Poll => {}
            CallEvent::Prepared(anew) => call.handle_prepared(anew),
            CallEvent::Answer(reply) => {
                if watch.in_flight {
                    gate = gate_after(now, &reply, gate);
                }
                call.handle_response(now, &reply.to(call.endpoint()), &mut shared);
            }
            CallEvent::Broken => call.handle_failure(now, &mut shared),
            CallEvent::Wake => call.handle_timeout(now, &mut shared),
            CallEvent::Abort => call.abort(),
        }
        watch.in_flight &= call.in_flight();
        if !call.is_preparing() && core::mem::take(&mut watch.preparing) {
            watch.prepared = true;
        }
        let action = call.poll(now, &mut shared);
        if let Some(end) = watch.ended {
            assert_eq!(action, end, "an end is the end");
            continue;
        }
        let limits = limits[which];
        let deadline_at = begun + limits.deadline;
        match action {
            Action::Send { attempt, until, .. } => {
                assert!(!watch.in_flight, "two at once");
                assert!(now >= gate, "inside the gate");
                assert!(now < deadline_at, "after the deadline");
                watch.in_flight = true;
                watch.sends += 1;
                assert_eq!(call.begin_attempt(), Some(watch.sends));
                assert_eq!(attempt, watch.sends);
                let resend = u32::from(prepare[which]);
                assert!(watch.sends <= 1 + limits.max_retries + resend, "too often");
                assert_eq!(
                    watch.prepared, prepare[which],
                    "with what its suppliers gave"
                );
                watch.prepared = false;
                let own = now + limits.timeout;
                assert_eq!(until, own.min(deadline_at));
            }
            Action::Sleep { until, delay, .. } => {
                assert!(!watch.in_flight, "asleep with a request in flight");
                assert!(until > now, "a sleep into the past");
                watch.prepared = false;
                assert_eq!(until - now, delay);
                assert!(delay <= PLAIN.max_retry_delay);
                assert!(until < deadline_at, "beyond the deadline");
            }
            Action::Wait { until } => {
                assert!(watch.in_flight || watch.preparing, "stuck");
                let timed = limits.timeout.is_finite() && watch.in_flight;
                assert_eq!(until.is_finite(), timed || limits.deadline.is_finite());
            }
            Action::Prepare { until, again } => {
                assert!(prepare[which] && !watch.in_flight && !watch.preparing);
                assert!(!(again && watch.asked_again), "asked a third time");
                assert_eq!(until, deadline_at);
                watch.preparing = true;
                watch.asked_again |= again;
            }
            Action::Succeed | Action::Fail(_) => watch.ended = Some(action),
        }
        assert_eq!(call.in_flight(), watch.in_flight);
        assert_eq!(call.attempts(), watch.sends);
    }
    for (i, (call, _)) in calls.iter_mut().enumerate() {
        if limits[i].timeout.is_finite() {
            bring_to_its_end(call, &mut now, &mut shared);
        }
    }
}

/// With a timeout, timers alone bring a call to its end.
fn bring_to_its_end(call: &mut Call, now: &mut Instant, shared: &mut Shared) {
    call.handle_prepared(false);
    let mut wakes = 0;
    let mut preparations = 0;
    loop {
        let until = match call.poll(*now, shared) {
            Action::Prepare { .. } => {
                preparations += 1;
                assert!(preparations < 20, "it never stops asking");
                call.handle_prepared(false);
                continue;
            }
            Action::Send { until, .. } => {
                call.begin_attempt();
                until
            }
            Action::Wait { until } => until,
            Action::Sleep { until, .. } => until,
            Action::Succeed | Action::Fail(_) => return,
        };
        *now = (*now).max(until);
        call.handle_timeout(*now, shared);
        wakes += 1;
        assert!(wakes < 20, "it never ends");
    }
}
