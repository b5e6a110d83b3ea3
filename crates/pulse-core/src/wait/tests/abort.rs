//! Scenarios of a wait that is aborted, with and without a cancellation of the remote job.

use super::*;

/// A wait in each of its stages, by name.
fn in_each_stage(cancel_on_abort: bool) -> Vec<(&'static str, Scene, Wait)> {
    let plan = |cancel| WaitPlan {
        cancel,
        cancel_on_abort,
        interval: s(2),
    };
    let mut stages = Vec::new();
    let mut add = |name, cancel, prepare, steps: &dyn Fn(&mut Scene, &mut Wait)| {
        let mut scene = Scene::new();
        let mut wait = Wait::new(plan(cancel), PLAIN, scene.now, prepare);
        steps(&mut scene, &mut wait);
        stages.push((name, scene, wait));
    };
    add("fresh", false, false, &|_, _| {});
    add("preparing", false, true, &|scene, wait| {
        scene.poll(wait);
    });
    add("asking", false, false, &|scene, wait| {
        scene.poll(wait);
    });
    add("backing off", false, false, &|scene, wait| {
        scene.poll(wait);
        scene.answer(wait, &later(503, "5"));
    });
    add("resting", false, false, &|scene, wait| {
        scene.poll(wait);
        scene.answer(wait, &Reply::job("pending"));
    });
    add("cancelling", true, false, &|scene, wait| {
        scene.poll(wait);
    });
    add("asking after cancelling", true, false, &|scene, wait| {
        scene.poll(wait);
        scene.answer(wait, &Reply::cancelled());
    });
    stages
}

#[test]
fn abort_rejects_at_once_in_each_stage() {
    for (name, mut scene, mut wait) in in_each_stage(false) {
        let attempts = wait.attempts();
        assert_eq!(
            scene.abort(&mut wait),
            failed(FailureKind::Aborted),
            "{name}"
        );
        assert!(!wait.in_flight(), "{name}");
        assert_eq!(
            scene.wake(&mut wait, at(2_000)),
            failed(FailureKind::Aborted),
            "{name}"
        );
        assert_eq!(wait.attempts(), attempts, "{name}");
    }
}

#[test]
fn cancel_on_abort_cancels_the_job_in_each_stage_and_rejects_when_that_has_settled() {
    let fates = [
        accepted(),
        reply(404),
        Fate::Reply(Reply::status(500).code("JOB_003")),
    ];
    for fate in fates {
        for (name, mut scene, mut wait) in in_each_stage(true) {
            let before = wait.attempts();
            wait.abort(scene.now);
            assert_eq!(wait.endpoint(), Endpoint::CancelJob, "{name}");
            // What the suppliers were asked before the abort serves the cancellation.
            if name == "preparing" {
                wait.handle_prepared(false);
            }
            let told = scene.run(&mut wait, std::slice::from_ref(&fate));
            assert_eq!(told.end, Err(Failure::of(FailureKind::Aborted)), "{name}");
            assert_eq!(told.sent[0].1, Endpoint::CancelJob, "{name}");
            assert_eq!(wait.attempts(), before + 1, "{name}");
            assert_eq!(wait.ended(), None, "{name}");
        }
    }
}

#[test]
fn the_cancellation_after_an_abort_has_its_retries() {
    let mut scene = Scene::new();
    let (_, _, mut wait) = in_each_stage(true).remove(4);
    wait.abort(scene.now);
    let told = scene.run(&mut wait, &[reply(503), Fate::Broken, accepted()]);
    assert_eq!(told.end, Err(Failure::of(FailureKind::Aborted)));
    assert_eq!(told.sent.len(), 3);
}

#[test]
fn the_cancellation_after_an_abort_outlives_the_deadline_of_the_wait() {
    let limits = Limits {
        deadline: s(3),
        timeout: s(10),
        ..PLAIN
    };
    let plan = WaitPlan {
        cancel_on_abort: true,
        ..POLLING
    };
    let mut scene = Scene::new();
    let mut wait = Wait::new(plan, limits, scene.now, false);
    scene.poll(&mut wait);
    scene.now = at(1_002);
    let sent = scene.abort(&mut wait);
    assert!(matches!(sent, Action::Send { until, .. } if until == at(1_005)));
    assert!(matches!(
        scene.wake(&mut wait, at(1_004)),
        Action::Wait { .. }
    ));
    assert_eq!(
        scene.answer(&mut wait, &Reply::cancelled()),
        failed(FailureKind::Aborted)
    );
}

#[test]
fn the_cancellation_after_an_abort_has_the_deadlines_time_from_the_abort_on() {
    let limits = Limits {
        deadline: s(3),
        ..PLAIN
    };
    let plan = WaitPlan {
        cancel_on_abort: true,
        ..POLLING
    };
    for prepare in [true, false] {
        let mut scene = Scene::new();
        let mut wait = Wait::new(plan, limits, scene.now, prepare);
        scene.poll(&mut wait);
        scene.now = at(1_002);
        let (Action::Wait { until } | Action::Send { until, .. }) = scene.abort(&mut wait) else {
            panic!("suppliers or an answer that never come are awaited");
        };
        assert_eq!(until, at(1_005));
        let early = scene.wake(&mut wait, at(1_004));
        assert_eq!(early, Action::Wait { until });
        assert_eq!(scene.wake(&mut wait, until), failed(FailureKind::Aborted));
    }
}

#[test]
fn a_second_abort_changes_nothing() {
    let mut scene = Scene::new();
    let (_, _, mut wait) = in_each_stage(true).remove(2);
    assert!(matches!(scene.abort(&mut wait), Action::Send { .. }));
    let attempts = wait.attempts();
    assert!(matches!(scene.abort(&mut wait), Action::Wait { .. }));
    assert_eq!(wait.attempts(), attempts);
}

#[test]
fn an_abort_after_the_end_changes_nothing() {
    for cancel_on_abort in [false, true] {
        let plan = WaitPlan {
            cancel_on_abort,
            ..POLLING
        };
        let mut scene = Scene::new();
        let mut wait = Wait::new(plan, PLAIN, scene.now, false);
        scene.run(&mut wait, &[job("completed")]);
        assert_eq!(scene.abort(&mut wait), Action::Succeed);
        assert_eq!(wait.ended(), Some(Terminal::Completed));

        let mut wait = Wait::new(plan, PLAIN, scene.now, false);
        scene.run(&mut wait, &[reply(404)]);
        assert_eq!(scene.abort(&mut wait), failed(FailureKind::Status));
    }
}

#[test]
fn what_an_abort_keeps_from_being_sent_is_not_counted_and_the_cancellation_after_it_is() {
    let mut shared = Shared::new(7);
    let plan = WaitPlan {
        cancel: false,
        cancel_on_abort: true,
        interval: s(2),
    };
    let mut wait = Wait::new(plan, PLAIN, at(0), false);
    assert!(matches!(wait.poll(at(0), &mut shared), Action::Send { .. }));
    wait.abort(at(0));
    assert_eq!(wait.begin_attempt(), None, "the poll is not wanted");
    assert!(matches!(
        wait.poll(at(0), &mut shared),
        Action::Send {
            endpoint: Endpoint::CancelJob,
            ..
        }
    ));
    assert_eq!(wait.attempts(), 0);
    // Another abort, as it is announced, changes nothing.
    wait.abort(at(0));
    assert_eq!(wait.begin_attempt(), Some(1));
    assert_eq!(wait.attempts(), 1);
}
