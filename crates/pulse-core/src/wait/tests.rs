//! Scenarios of a wait: its stages, its intervals, its deadline.

use std::{vec, vec::Vec};

use super::*;
use crate::{
    Duration, Instant,
    harness::{Fate, PLAIN, Scene, Transcript, at, later, reply, s},
    testing::Reply,
};

mod denied;

const POLLING: WaitPlan = WaitPlan {
    cancel: false,
    cancel_on_abort: false,
    interval: Duration::from_secs(2),
};
const CANCELLING: WaitPlan = WaitPlan {
    cancel: true,
    ..POLLING
};

fn wait(scene: &Scene, plan: WaitPlan) -> Wait {
    Wait::new(plan, PLAIN, scene.now, false)
}

fn job(status: &str) -> Fate {
    Fate::Reply(Reply::job(status))
}

fn accepted() -> Fate {
    Fate::Reply(Reply::cancelled())
}

const fn failed(kind: FailureKind) -> Action {
    Action::Fail(Failure::of(kind))
}

#[test]
fn each_terminal_status_ends_the_wait() {
    for (status, end) in [
        ("completed", Terminal::Completed),
        ("failed", Terminal::Failed),
        ("canceled", Terminal::Canceled),
        ("cancelled", Terminal::Canceled),
        ("expired", Terminal::Expired),
    ] {
        let mut scene = Scene::new();
        let mut wait = wait(&scene, POLLING);
        let told = scene.run(&mut wait, &[job(status)]);
        assert_eq!(told.end, Ok(()));
        assert_eq!(wait.ended(), Some(end));
        assert_eq!(wait.endpoint(), Endpoint::GetJob);
    }
}

#[test]
fn pending_processing_and_unknown_statuses_are_asked_for_again() {
    let mut scene = Scene::new();
    let mut wait = wait(&scene, POLLING);
    let told = scene.run(
        &mut wait,
        &[
            job("pending"),
            job("on-hold"),
            job("processing"),
            job("failed"),
        ],
    );
    assert_eq!(told.sent.len(), 4);
    assert!(told.slept.iter().all(|(_, why)| *why == Pause::Poll));
    assert_eq!(wait.attempts(), 4);
}

#[test]
fn intervals_grow_by_half_up_to_thirty_seconds() {
    let mut scene = Scene::new();
    let mut wait = wait(&scene, POLLING);
    let mut fates: Vec<_> = (0..9).map(|_| job("processing")).collect();
    fates.push(job("completed"));
    let told = scene.run(&mut wait, &fates);
    let seconds: Vec<_> = told
        .delays()
        .iter()
        .map(|delay| delay.as_secs_f64())
        .collect();
    assert_eq!(
        seconds,
        [2.0, 3.0, 4.5, 6.75, 10.125, 15.1875, 22.78125, 30.0, 30.0]
    );
}

#[test]
fn a_first_interval_above_thirty_seconds_is_kept_as_it_is() {
    let mut scene = Scene::new();
    let plan = WaitPlan {
        interval: s(45),
        ..POLLING
    };
    let mut wait = wait(&scene, plan);
    let told = scene.run(&mut wait, &[job("pending"), job("pending"), job("failed")]);
    assert_eq!(told.delays(), [s(45), s(45)]);
}

#[test]
fn a_cancellation_comes_first_and_then_what_became_of_the_job() {
    let mut scene = Scene::new();
    let mut wait = wait(&scene, CANCELLING);
    assert_eq!(wait.endpoint(), Endpoint::CancelJob);
    let told = scene.run(
        &mut wait,
        &[accepted(), job("processing"), job("completed")],
    );
    let endpoints: Vec<_> = told.sent.iter().map(|(_, endpoint)| *endpoint).collect();
    assert_eq!(
        endpoints,
        [Endpoint::CancelJob, Endpoint::GetJob, Endpoint::GetJob]
    );
    assert_eq!(wait.ended(), Some(Terminal::Completed));
    assert_eq!(told.sent_at()[1], at(1_001), "asked at once");
}

#[test]
fn a_cancellation_that_is_refused_is_not_waited_for() {
    let mut scene = Scene::new();
    let mut wait = wait(&scene, CANCELLING);
    let told = scene.run(&mut wait, &[reply(404)]);
    assert_eq!(told.end, Err(Failure::of(FailureKind::Status)));
    assert_eq!(wait.ended(), None);
}

#[test]
fn each_request_has_its_own_retries_and_attempts_add_up() {
    let mut scene = Scene::new();
    let mut wait = wait(&scene, CANCELLING);
    let told = scene.run(
        &mut wait,
        &[
            reply(503),
            Fate::Broken,
            accepted(),
            reply(503),
            reply(503),
            job("canceled"),
        ],
    );
    assert_eq!(told.end, Ok(()));
    assert_eq!(wait.attempts(), 6);
}

#[test]
fn a_poll_that_fails_for_good_ends_the_wait() {
    let mut scene = Scene::new();
    let mut wait = wait(&scene, POLLING);
    let told = scene.run(
        &mut wait,
        &[job("pending"), Fate::Broken, Fate::Broken, Fate::Broken],
    );
    assert_eq!(told.end, Err(Failure::of(FailureKind::Connection)));
    assert_eq!(wait.attempts(), 4);
}

#[test]
fn a_429_uses_up_a_retry_of_each_poll() {
    let mut scene = Scene::new();
    let mut wait = wait(&scene, CANCELLING);
    let limited = Fate::Reply(later(429, "1"));
    let told = scene.run(
        &mut wait,
        &[accepted(), limited.clone(), limited.clone(), limited],
    );
    assert_eq!(
        told.end.map_err(|failure| failure.kind),
        Err(FailureKind::Status)
    );
}

#[test]
fn each_state_of_the_job_is_news_once() {
    let mut scene = Scene::new();
    let mut wait = wait(&scene, CANCELLING);
    scene.poll(&mut wait);
    assert!(!wait.take_news());
    scene.answer(&mut wait, &Reply::cancelled());
    assert!(!wait.take_news(), "a cancellation's answer is no state");
    scene.answer(&mut wait, &later(503, "0"));
    assert!(!wait.take_news(), "nor is a failure");
    scene.answer(&mut wait, &Reply::job("pending"));
    assert!(wait.take_news());
    assert!(!wait.take_news());
    scene.wake(&mut wait, at(1_002));
    scene.answer(&mut wait, &Reply::job("completed"));
    assert!(wait.take_news());
}

#[test]
fn a_state_that_is_no_job_is_no_end() {
    let mut scene = Scene::new();
    let mut wait = wait(&scene, POLLING);
    let told = scene.run(
        &mut wait,
        &[Fate::Reply(Reply::job("completed").with_status(404))],
    );
    assert_eq!(told.end, Err(Failure::of(FailureKind::Status)));
    assert_eq!(wait.ended(), None);
}

#[test]
fn the_deadline_is_for_the_whole_wait() {
    let limits = Limits {
        deadline: s(11),
        ..PLAIN
    };
    let deadline = Err(Failure::of(FailureKind::Deadline));
    let mut scene = Scene::new();
    let mut wait = Wait::new(CANCELLING, limits, scene.now, false);
    let told = scene.run(
        &mut wait,
        &[accepted(), job("pending"), job("pending"), job("pending")],
    );
    assert_eq!(told.end, deadline);
    assert_eq!(told.ended_at, at(1_011), "asleep, and woken by it");

    let mut scene = Scene::new();
    let mut wait = Wait::new(POLLING, limits, scene.now, false);
    let told = scene.run(&mut wait, &[Fate::Silence]);
    assert_eq!(told.end, deadline);
    assert_eq!(told.ended_at, at(1_011), "in flight");
}

#[test]
fn a_sleep_between_polls_ends_at_the_deadline_at_the_latest() {
    let limits = Limits {
        deadline: s(1),
        ..PLAIN
    };
    let mut scene = Scene::new();
    let mut wait = Wait::new(POLLING, limits, scene.now, false);
    scene.poll(&mut wait);
    assert_eq!(
        scene.answer(&mut wait, &Reply::job("pending")),
        Action::Sleep {
            until: at(1_001),
            delay: s(1),
            why: Pause::Poll,
        }
    );
    assert_eq!(
        scene.wake(&mut wait, at(1_001)),
        failed(FailureKind::Deadline)
    );
}

#[test]
fn a_timer_that_fires_early_between_polls_sends_nothing() {
    let mut scene = Scene::new();
    let mut wait = wait(&scene, POLLING);
    scene.poll(&mut wait);
    scene.answer(&mut wait, &Reply::job("pending"));
    assert!(!wait.in_flight());
    let still = scene.wake(&mut wait, at(1_001));
    assert!(matches!(still, Action::Sleep { delay, .. } if delay == s(1)));
    assert!(matches!(
        scene.wake(&mut wait, at(1_002)),
        Action::Send {
            endpoint: Endpoint::GetJob,
            ..
        }
    ));
    assert!(wait.in_flight());
}

#[test]
fn the_gate_holds_polls_too() {
    let mut scene = Scene::new();
    let mut wait = wait(&scene, POLLING);
    scene.poll(&mut wait);
    scene.answer(&mut wait, &Reply::job("pending"));
    scene.shared.gate.close_until(at(1_020));
    assert!(matches!(
        scene.wake(&mut wait, at(1_002)),
        Action::Sleep { until, why: Pause::Gate, .. } if until == at(1_020)
    ));
}

#[test]
fn suppliers_are_asked_before_each_poll() {
    let mut scene = Scene::new();
    let mut wait = Wait::new(CANCELLING, PLAIN, scene.now, true);
    let asked = Action::Prepare {
        again: false,
        until: Instant::NEVER,
    };
    assert_eq!(scene.poll(&mut wait), asked);
    assert!(matches!(scene.prepared(&mut wait), Action::Send { .. }));
    assert_eq!(scene.answer(&mut wait, &Reply::cancelled()), asked);
    assert!(matches!(
        scene.prepared(&mut wait),
        Action::Send {
            endpoint: Endpoint::GetJob,
            attempt: 1,
            ..
        }
    ));
}

#[test]
fn each_poll_that_is_unauthorized_asks_for_the_key_again() {
    let mut scene = Scene::new();
    let mut wait = Wait::new(POLLING, PLAIN, scene.now, true);
    scene.poll(&mut wait);
    for poll in 1..=3 {
        scene.prepared(&mut wait);
        assert!(matches!(
            scene.answer(&mut wait, &Reply::status(401)),
            Action::Prepare { again: true, .. }
        ));
        scene.prepared_anew(&mut wait);
        scene.answer(&mut wait, &Reply::job("pending"));
        let now = at(1_000 + 100 * poll);
        assert!(matches!(
            scene.wake(&mut wait, now),
            Action::Prepare { again: false, .. }
        ));
    }
    assert_eq!(wait.attempts(), 6);
}

mod abort;
mod properties;

#[test]
fn aborting_while_the_suppliers_are_asked_asks_them_no_second_time() {
    let mut shared = Shared::new(1);
    let plan = WaitPlan {
        cancel: false,
        cancel_on_abort: true,
        interval: s(1),
    };
    let mut wait = Wait::new(plan, Limits::default(), at(0), true);
    assert_eq!(
        wait.poll(at(0), &mut shared),
        Action::Prepare {
            again: false,
            until: Instant::NEVER
        }
    );
    wait.abort(at(1));
    assert_eq!(
        wait.poll(at(1), &mut shared),
        Action::Wait {
            until: Instant::NEVER
        }
    );
    wait.handle_prepared(false);
    let Action::Send {
        endpoint, attempt, ..
    } = wait.poll(at(2), &mut shared)
    else {
        panic!("the cancellation is sent");
    };
    assert_eq!((endpoint, attempt), (Endpoint::CancelJob, 1));
    assert_eq!(wait.begin_attempt(), Some(1));
    wait.handle_response(at(3), &Reply::cancelled().to(wait.endpoint()), &mut shared);
    assert_eq!(
        wait.poll(at(3), &mut shared),
        Action::Fail(Failure::of(FailureKind::Aborted))
    );
}
