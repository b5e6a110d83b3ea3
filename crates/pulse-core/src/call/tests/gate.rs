//! Scenarios of calls that share one client's gate.

use super::*;

fn sends(action: Action) -> bool {
    matches!(action, Action::Send { .. })
}

/// A call of `scene`'s client that has been answered so.
#[track_caller]
fn answered(scene: &mut Scene, limits: Limits, answer: &Reply) -> (Call, Action) {
    let mut call = scene.call(limits);
    assert!(sends(scene.poll(&mut call)));
    let action = scene.answer(&mut call, answer);
    (call, action)
}

#[test]
fn after_a_429_no_other_call_starts_before_the_servers_time() {
    let mut scene = Scene::new();
    answered(&mut scene, PLAIN, &later(429, "8"));
    let mut other = scene.call(PLAIN);
    scene.now = at(1_003);
    assert_eq!(
        scene.poll(&mut other),
        Action::Sleep {
            until: at(1_008),
            delay: s(5),
            why: Pause::Gate,
        }
    );
    assert!(!sends(scene.wake(&mut other, at_ms(1_007_999))));
    assert_eq!(other.attempts(), 0);
    assert!(sends(scene.wake(&mut other, at(1_008))));
}

#[test]
fn a_429_without_a_readable_header_closes_the_gate_for_its_backoff() {
    let mut scene = Scene::new();
    let (_, action) = answered(&mut scene, PLAIN, &later(429, "soon"));
    let Action::Sleep { until, delay, .. } = action else {
        panic!("{action:?}");
    };
    within_ten_percent(delay, 1);
    let mut other = scene.call(PLAIN);
    assert_eq!(
        scene.poll(&mut other),
        Action::Sleep {
            until,
            delay,
            why: Pause::Gate,
        }
    );
}

#[test]
fn a_call_that_gives_up_on_a_429_closes_the_gate_all_the_same() {
    let mut scene = Scene::new();
    let (_, action) = answered(&mut scene, retries(0), &later(429, "8"));
    assert!(matches!(action, Action::Fail(_)));
    let mut other = scene.call(PLAIN);
    assert!(matches!(
        scene.poll(&mut other),
        Action::Sleep { until, .. } if until == at(1_008)
    ));

    let mut scene = Scene::new();
    answered(&mut scene, retries(0), &Reply::status(429));
    let mut other = scene.call(PLAIN);
    assert!(matches!(
        scene.poll(&mut other),
        Action::Sleep { delay, .. } if delay >= ms(900)
    ));
}

#[test]
fn other_statuses_leave_the_gate_open() {
    for answer in [later(503, "8"), later(408, "8"), later(403, "8")] {
        let mut scene = Scene::new();
        answered(&mut scene, PLAIN, &answer);
        let mut other = scene.call(PLAIN);
        assert!(sends(scene.poll(&mut other)), "{answer:?}");
    }
}

#[test]
fn a_gate_closed_for_longer_than_a_call_waits_rejects_at_once_and_says_how_long() {
    let mut scene = Scene::new();
    answered(&mut scene, PLAIN, &later(429, "61"));
    let mut other = scene.call(PLAIN);
    assert_eq!(
        scene.poll(&mut other),
        Action::Fail(Failure {
            kind: FailureKind::RateLimited,
            retry_after: Some(s(61)),
        })
    );
    assert_eq!(other.attempts(), 0);
    scene.now = at(1_001);
    let mut patient = scene.call(PLAIN);
    assert!(matches!(
        scene.poll(&mut patient),
        Action::Sleep { delay, .. } if delay == s(60)
    ));
}

#[test]
fn a_gate_that_opens_at_the_deadline_or_later_rejects_at_once() {
    for (deadline, waits) in [(9, true), (8, false), (3, false)] {
        let mut scene = Scene::new();
        answered(&mut scene, PLAIN, &later(429, "8"));
        let mut other = scene.call(Limits {
            deadline: s(deadline),
            ..PLAIN
        });
        let action = scene.poll(&mut other);
        if waits {
            assert!(matches!(action, Action::Sleep { until, .. } if until == at(1_008)));
        } else {
            assert_eq!(
                action,
                Action::Fail(Failure {
                    kind: FailureKind::RateLimited,
                    retry_after: Some(s(8)),
                })
            );
        }
    }
}

#[test]
fn a_backoff_that_ends_inside_the_gate_goes_on_waiting() {
    let mut scene = Scene::new();
    let (mut first, _) = answered(&mut scene, PLAIN, &later(503, "2"));
    answered(&mut scene, PLAIN, &later(429, "8"));
    assert!(matches!(
        scene.wake(&mut first, at(1_002)),
        Action::Sleep { until, why: Pause::Gate, .. } if until == at(1_008)
    ));
    assert!(sends(scene.wake(&mut first, at(1_008))));
    assert_eq!(first.attempts(), 2);
}

#[test]
fn a_gate_moved_later_while_a_call_waits_holds_it_again() {
    let mut scene = Scene::new();
    let mut flying = scene.call(PLAIN);
    scene.poll(&mut flying);
    answered(&mut scene, PLAIN, &later(429, "5"));
    let mut other = scene.call(PLAIN);
    scene.poll(&mut other);
    scene.now = at(1_004);
    scene.answer(&mut flying, &later(429, "9"));
    assert!(matches!(
        scene.wake(&mut other, at(1_005)),
        Action::Sleep { until, .. } if until == at(1_013)
    ));
    assert!(sends(scene.wake(&mut other, at(1_013))));
}

#[test]
fn a_shorter_wait_does_not_open_the_gate_earlier() {
    let mut scene = Scene::new();
    let mut flying = scene.call(PLAIN);
    scene.poll(&mut flying);
    answered(&mut scene, PLAIN, &later(429, "9"));
    let own = scene.answer(&mut flying, &later(429, "2"));
    assert!(matches!(own, Action::Sleep { until, .. } if until == at(1_002)));
    assert!(matches!(
        scene.wake(&mut flying, at(1_002)),
        Action::Sleep { until, why: Pause::Gate, .. } if until == at(1_009)
    ));
}

#[test]
fn two_clients_have_two_gates() {
    let mut scene = Scene::new();
    answered(&mut scene, PLAIN, &later(429, "9"));
    let mut stranger = Scene::new();
    let mut call = stranger.call(PLAIN);
    assert!(sends(stranger.poll(&mut call)));
}
