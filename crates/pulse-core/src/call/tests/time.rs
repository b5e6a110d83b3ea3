//! Scenarios of one call: timeouts, the deadline, abort, and timers that fire early or late.

use super::*;

const TIMED: Limits = Limits {
    timeout: s(10),
    ..PLAIN
};

fn by(deadline: u64) -> Limits {
    Limits {
        deadline: s(deadline),
        ..TIMED
    }
}

const fn failed(kind: FailureKind) -> Action {
    Action::Fail(Failure::of(kind))
}

#[track_caller]
fn until(action: Action) -> Instant {
    match action {
        Action::Send { until, .. }
        | Action::Wait { until }
        | Action::Prepare { until, .. }
        | Action::Sleep { until, .. } => until,
        other => panic!("{other:?} has no time"),
    }
}

#[test]
fn an_attempt_is_given_its_timeout_and_then_sent_again() {
    let mut scene = Scene::new();
    let mut call = scene.call(TIMED);
    let sent = scene.poll(&mut call);
    assert_eq!(until(sent), at(1_010));
    let asleep = scene.wake(&mut call, at(1_010));
    assert!(matches!(
        asleep,
        Action::Sleep {
            why: Pause::Retry(FailureKind::Timeout),
            ..
        }
    ));
    assert!(!call.in_flight(), "the driver is to cancel the fetch");
}

#[test]
fn each_attempt_has_the_whole_timeout_again() {
    let mut scene = Scene::new();
    let mut call = scene.call(TIMED);
    let told = scene.run(&mut call, &each(3, &Fate::Silence));
    assert_eq!(told.end, Err(Failure::of(FailureKind::Timeout)));
    let (sent, slept) = (told.sent_at(), told.delays());
    assert_eq!(sent[1] - sent[0], s(10) + slept[0]);
    assert_eq!(told.ended_at - sent[2], s(10));
}

#[test]
fn a_timer_that_fires_early_changes_nothing() {
    let mut scene = Scene::new();
    let mut call = scene.call(TIMED);
    scene.poll(&mut call);
    let early = scene.wake(&mut call, at(1_010) - Duration::from_millis_f64(0.001));
    assert_eq!(early, Action::Wait { until: at(1_010) });
    assert!(call.in_flight());
    let asleep = scene.answer(&mut call, &later(503, "5"));
    let still = scene.wake(&mut call, scene.now + s(2));
    assert_eq!(until(still), until(asleep));
    assert!(matches!(still, Action::Sleep { delay, .. } if delay == s(3)));
    assert_eq!(call.attempts(), 1);
}

#[test]
fn a_timer_that_fires_late_counts_from_when_it_fires() {
    let mut scene = Scene::new();
    let mut call = scene.call(TIMED);
    scene.poll(&mut call);
    let asleep = scene.wake(&mut call, at(5_000));
    assert!(until(asleep) > at(5_000));
    let sent = scene.wake(&mut call, at(7_000));
    assert_eq!(until(sent), at(7_010));
}

#[test]
fn an_answer_that_beats_a_late_timer_counts() {
    let mut scene = Scene::new();
    let mut call = scene.call(by(20));
    scene.poll(&mut call);
    scene.now = at(1_500);
    assert_eq!(
        scene.answer(&mut call, &Reply::cancelled()),
        Action::Succeed
    );
}

#[test]
fn without_a_timeout_an_attempt_is_waited_for_without_a_timer() {
    let mut scene = Scene::new();
    let mut call = scene.call(PLAIN);
    let sent = scene.poll(&mut call);
    assert_eq!(until(sent), Instant::NEVER);
    let later = scene.wake(&mut call, at(9_000_000));
    assert_eq!(
        later,
        Action::Wait {
            until: Instant::NEVER
        }
    );
}

#[test]
fn times_past_all_counting_do_not_overflow() {
    let mut scene = Scene::new();
    let mut call = scene.call(Limits {
        timeout: Duration::NEVER,
        deadline: Duration::NEVER,
        max_retries: u32::MAX,
        ..PLAIN
    });
    let sent = scene.poll(&mut call);
    assert_eq!(until(sent), Instant::NEVER);
    let end = scene.answer(&mut call, &later(429, "99999999999999999999"));
    assert!(matches!(
        end,
        Action::Fail(Failure {
            retry_after: Some(_),
            ..
        })
    ));
}

#[test]
fn the_deadline_ends_the_call_in_flight() {
    let mut scene = Scene::new();
    let mut call = scene.call(by(4));
    let sent = scene.poll(&mut call);
    assert_eq!(until(sent), at(1_004), "it comes before the timeout");
    assert_eq!(until(scene.poll(&mut call)), at(1_004));
    assert_eq!(
        scene.wake(&mut call, at(1_004)),
        failed(FailureKind::Deadline)
    );
    assert!(!call.in_flight());
}

#[test]
fn a_timeout_before_the_deadline_comes_first() {
    let mut scene = Scene::new();
    let mut call = scene.call(by(15));
    assert_eq!(until(scene.poll(&mut call)), at(1_010));
    assert!(matches!(
        scene.wake(&mut call, at(1_010)),
        Action::Sleep { .. }
    ));
}

#[test]
fn a_timeout_and_the_deadline_at_one_moment_are_the_deadline() {
    let mut scene = Scene::new();
    let mut call = scene.call(by(10));
    scene.poll(&mut call);
    assert_eq!(
        scene.wake(&mut call, at(1_010)),
        failed(FailureKind::Deadline)
    );
}

#[test]
fn the_deadline_ends_the_call_while_it_prepares() {
    let mut scene = Scene::new();
    let mut call = Call::new(Endpoint::CancelJob, by(4), scene.now, true);
    let asked = scene.poll(&mut call);
    let until = at(1_004);
    let again = false;
    assert_eq!(asked, Action::Prepare { again, until });
    assert_eq!(scene.poll(&mut call), Action::Wait { until: at(1_004) });
    assert_eq!(
        scene.wake(&mut call, at(1_004)),
        failed(FailureKind::Deadline)
    );
    assert_eq!(scene.prepared(&mut call), failed(FailureKind::Deadline));
    assert_eq!(call.attempts(), 0);
}

#[test]
fn suppliers_that_answer_after_the_deadline_send_nothing() {
    let mut scene = Scene::new();
    let mut call = Call::new(Endpoint::CancelJob, by(4), scene.now, true);
    scene.poll(&mut call);
    scene.now = at(1_004);
    assert_eq!(scene.prepared(&mut call), failed(FailureKind::Deadline));
    assert_eq!(call.attempts(), 0);
}

#[test]
fn suppliers_are_asked_before_each_attempt() {
    let mut scene = Scene::new();
    let mut call = Call::new(Endpoint::CancelJob, TIMED, scene.now, true);
    assert_eq!(scene.poll(&mut call), ASKED);
    assert!(!call.in_flight());
    assert!(matches!(
        scene.prepared(&mut call),
        Action::Send { attempt: 1, .. }
    ));
    scene.answer(&mut call, &later(503, "1"));
    assert_eq!(scene.wake(&mut call, at(1_001)), ASKED);
    assert!(matches!(
        scene.prepared(&mut call),
        Action::Send { attempt: 2, .. }
    ));
}

/// The first of the actions before an attempt.
const ASKED: Action = Action::Prepare {
    again: false,
    until: Instant::NEVER,
};

#[test]
fn suppliers_are_not_asked_before_a_wait_at_the_gate_and_are_asked_again_after_one() {
    let mut scene = Scene::new();
    let mut call = Call::new(Endpoint::CancelJob, TIMED, scene.now, true);
    scene.shared.gate.close_until(at(1_005));
    assert!(matches!(scene.poll(&mut call), Action::Sleep { .. }));
    assert_eq!(scene.wake(&mut call, at(1_005)), ASKED);
    scene.shared.gate.close_until(at(1_009));
    assert!(matches!(scene.prepared(&mut call), Action::Sleep { .. }));
    assert_eq!(scene.wake(&mut call, at(1_009)), ASKED);
    assert!(matches!(scene.prepared(&mut call), Action::Send { .. }));
    assert_eq!(call.attempts(), 1);
}

/// A call that was answered with a 401, and what it does then.
fn unauthorized(prepare: bool, max_retries: u32) -> (Scene, Call, Action) {
    let mut scene = Scene::new();
    let limits = Limits {
        max_retries,
        ..TIMED
    };
    let mut call = Call::new(Endpoint::CancelJob, limits, scene.now, prepare);
    if scene.poll(&mut call) == ASKED {
        scene.prepared(&mut call);
    }
    let then = scene.answer(&mut call, &Reply::status(401));
    (scene, call, then)
}

#[test]
fn after_a_401_the_key_is_asked_for_again_and_sent_where_it_has_changed_whatever_the_retries() {
    let (mut scene, mut call, then) = unauthorized(true, 0);
    assert_eq!(
        then,
        Action::Prepare {
            again: true,
            until: Instant::NEVER
        }
    );
    assert!(matches!(
        scene.prepared_anew(&mut call),
        Action::Send { attempt: 2, .. }
    ));
    assert_eq!(
        scene.answer(&mut call, &Reply::status(401)),
        failed(FailureKind::Status),
        "once"
    );
}

#[test]
fn after_a_401_a_key_that_is_the_same_is_not_sent_again() {
    let (mut scene, mut call, _) = unauthorized(true, 2);
    assert_eq!(scene.prepared(&mut call), failed(FailureKind::Status));
    assert_eq!(call.attempts(), 1);
    let (_, _, then) = unauthorized(false, 2);
    assert_eq!(then, failed(FailureKind::Status), "no suppliers, no asking");
}

#[test]
fn an_attempt_with_a_changed_key_uses_up_no_retry() {
    let (mut scene, mut call, _) = unauthorized(true, 1);
    scene.prepared_anew(&mut call);
    scene.answer(&mut call, &later(503, "1"));
    assert_eq!(scene.wake(&mut call, at(1_001)), ASKED);
    assert!(matches!(
        scene.prepared(&mut call),
        Action::Send { attempt: 3, .. }
    ));
    assert_eq!(
        scene.answer(&mut call, &Reply::status(503)),
        failed(FailureKind::Status)
    );
}

#[test]
fn retry_after_beyond_the_deadline_rejects_at_once() {
    for (ask, waits) in [("6", true), ("7", false), ("30", false)] {
        let mut scene = Scene::new();
        let mut call = scene.call(by(9));
        scene.poll(&mut call);
        scene.now = at(1_002);
        let action = scene.answer(&mut call, &later(503, ask));
        if waits {
            assert_eq!(until(action), at(1_008));
        } else {
            assert_eq!(
                action,
                Action::Fail(Failure {
                    kind: FailureKind::Status,
                    retry_after: Some(s(ask.parse().unwrap())),
                })
            );
        }
    }
}

#[test]
fn a_backoff_beyond_the_deadline_rejects_at_once_with_the_failure() {
    let mut scene = Scene::new();
    let mut call = scene.call(by(2));
    scene.poll(&mut call);
    scene.now = at_ms(1_001_500);
    assert_eq!(scene.breaks(&mut call), failed(FailureKind::Connection));
}

#[test]
fn a_sleep_that_is_overslept_past_the_deadline_sends_nothing() {
    for report in [true, false] {
        let mut scene = Scene::new();
        let mut call = scene.call(by(9));
        scene.poll(&mut call);
        scene.answer(&mut call, &later(503, "5"));
        scene.now = at(1_009);
        if report {
            call.handle_timeout(scene.now, &mut scene.shared);
        }
        assert_eq!(scene.poll(&mut call), failed(FailureKind::Deadline));
        assert_eq!(call.attempts(), 1);
    }
}

#[test]
fn abort_ends_a_call_at_once_in_each_state() {
    let aborted = failed(FailureKind::Aborted);
    let mut scene = Scene::new();
    let mut fresh = Call::new(Endpoint::CancelJob, TIMED, scene.now, true);
    let mut preparing = fresh.clone();
    scene.poll(&mut preparing);
    let mut ready = scene.call(TIMED);
    let mut in_flight = ready.clone();
    scene.poll(&mut in_flight);
    let mut asleep = in_flight.clone();
    scene.answer(&mut asleep, &later(503, "5"));
    scene.shared.gate.close_until(at(1_003));
    let mut held = ready.clone();
    assert!(matches!(
        scene.poll(&mut held),
        Action::Sleep {
            why: Pause::Gate,
            ..
        }
    ));
    let states = [
        &mut fresh,
        &mut preparing,
        &mut ready,
        &mut in_flight,
        &mut asleep,
        &mut held,
    ];
    for call in states {
        assert_eq!(scene.abort(call), aborted);
        assert!(!call.in_flight());
        assert_eq!(scene.answer(call, &Reply::cancelled()), aborted);
        assert_eq!(scene.wake(call, at(2_000)), aborted, "it stays so");
    }
}

#[test]
fn an_abort_does_not_undo_a_failure() {
    let mut scene = Scene::new();
    let mut call = scene.call(TIMED);
    scene.poll(&mut call);
    scene.answer(&mut call, &Reply::status(404));
    assert_eq!(scene.abort(&mut call), failed(FailureKind::Status));
}
