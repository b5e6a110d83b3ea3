//! One wait under any events: its promises, kept apart from the machine.

use crate::{
    Action, Endpoint, FailureKind, Instant, Limits, Shared, Wait, WaitPlan,
    harness::{Fate, Scene, ms},
};

/// What may happen to a wait.
#[derive(Debug, Clone)]
pub(crate) enum WaitEvent {
    Answer(Fate),
    Wake,
    Abort,
}

/// Each event comes after a pause of some milliseconds. The limits have a timeout: without one nothing ends a silent server.
pub(crate) fn hold_wait(plan: WaitPlan, limits: Limits, seed: u32, events: &[(u64, WaitEvent)]) {
    assert!(limits.timeout.is_finite());
    let mut scene = Scene::new();
    scene.shared = Shared::new(seed);
    let deadline_at = scene.now + limits.deadline;
    let mut wait = Wait::new(plan, limits, scene.now, false);
    let (mut sends, mut in_flight, mut aborted) = (0, false, false);
    let mut cancels_after_abort = 0;
    let mut end = None;
    // Random events first, then timers alone: these bring every wait of a silent server to its end.
    let tail = std::iter::repeat_n((0, WaitEvent::Wake), 60);
    for (index, (pause, event)) in events.iter().cloned().chain(tail).enumerate() {
        scene.now += ms(pause);
        let now = scene.now;
        match event {
            WaitEvent::Answer(Fate::Reply(reply)) => {
                wait.handle_response(now, &reply.to(wait.endpoint()), &mut scene.shared);
            }
            WaitEvent::Answer(_) => wait.handle_failure(now, &mut scene.shared),
            WaitEvent::Wake => wait.handle_timeout(now, &mut scene.shared),
            WaitEvent::Abort => {
                wait.abort(now);
                aborted = true;
            }
        }
        in_flight &= wait.in_flight();
        let action = scene.poll(&mut wait);
        if let Some(end) = end {
            assert_eq!(action, end, "an end is the end");
            continue;
        }
        let overdue = |at: Instant| at > deadline_at;
        let until = match action {
            Action::Send {
                endpoint, until, ..
            } => {
                assert!(!in_flight || aborted, "two at once");
                in_flight = true;
                sends += 1;
                if aborted {
                    assert!(plan.cancel_on_abort, "a request after an abort");
                    assert_eq!(endpoint, Endpoint::CancelJob);
                    cancels_after_abort += 1;
                    assert!(cancels_after_abort <= 1 + limits.max_retries);
                } else {
                    assert!(!overdue(now), "after the deadline");
                }
                until
            }
            Action::Sleep { until, delay, .. } => {
                assert!(!in_flight, "asleep with a request in flight");
                assert!(until > now);
                assert_eq!(until - now, delay);
                assert!(aborted || !overdue(until), "beyond the deadline");
                until
            }
            Action::Wait { until } => {
                assert!(in_flight, "stuck");
                until
            }
            Action::Prepare { .. } => panic!("it was not asked to prepare"),
            Action::Succeed => {
                assert!(wait.ended().is_some() && !aborted);
                end = Some(action);
                continue;
            }
            Action::Fail(failure) => {
                if aborted {
                    assert_eq!(failure.kind, FailureKind::Aborted);
                }
                end = Some(action);
                continue;
            }
        };
        assert_eq!(wait.attempts(), sends);
        assert_eq!(wait.in_flight(), in_flight);
        if index + 1 >= events.len() {
            scene.now = scene.now.max(until);
        }
    }
    assert!(end.is_some(), "it never ends");
}
