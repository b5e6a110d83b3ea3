//! Scenarios of one call: what is tried again, how often, and what it costs.

use std::vec;

use super::*;
use crate::{
    BodyError, Duration,
    harness::{Fate, PLAIN, Scene, at, at_ms, each, later, ms, reply, s},
    testing::Reply,
};

fn retries(max_retries: u32) -> Limits {
    Limits {
        max_retries,
        ..PLAIN
    }
}

#[track_caller]
fn within_ten_percent(delay: Duration, seconds: u64) {
    let range = ms(seconds * 900)..=ms(seconds * 1_100);
    assert!(range.contains(&delay), "{delay:?} is not about {seconds} s");
}

#[test]
fn a_success_at_the_first_attempt_needs_no_other() {
    let mut scene = Scene::new();
    let mut call = scene.call(PLAIN);
    let told = scene.run(&mut call, &[Fate::Reply(Reply::cancelled())]);
    assert_eq!(told.end, Ok(()));
    assert_eq!(told.sent, [(at(1_000), Endpoint::CancelJob)]);
    assert_eq!(call.attempts(), 1);
}

#[test]
fn network_failures_timeouts_408_429_and_every_5xx_are_sent_again() {
    let limits = Limits {
        timeout: s(5),
        ..PLAIN
    };
    let mut fates = vec![Fate::Broken, Fate::Silence];
    fates.extend([408, 429, 500, 502, 503, 504, 599].map(reply));
    for fate in fates {
        let mut scene = Scene::new();
        let mut call = scene.call(limits);
        let told = scene.run(&mut call, &[fate.clone(), Fate::Reply(Reply::cancelled())]);
        assert_eq!(told.end, Ok(()), "{fate:?}");
        assert_eq!(call.attempts(), 2, "{fate:?}");
    }
}

#[test]
fn every_other_answer_is_final_at_the_first_attempt() {
    let own = Reply::status(500).code("JOB_003");
    let mut cases = vec![(own, FailureKind::Status)];
    cases.extend(
        [400, 401, 403, 404, 410, 418].map(|code| (Reply::status(code), FailureKind::Status)),
    );
    cases.extend(
        [0, 301, 302, 303, 307, 308].map(|code| (Reply::status(code), FailureKind::Redirect)),
    );
    cases.push((Reply::status(200), FailureKind::Malformed));
    cases.push((Reply::status(204), FailureKind::Malformed));
    let oversized = Reply::cancelled().body_error(BodyError::Oversized);
    cases.push((oversized, FailureKind::Oversized));
    for (answer, kind) in cases {
        let mut scene = Scene::new();
        let mut call = scene.call(PLAIN);
        let told = scene.run(&mut call, &[Fate::Reply(answer.clone())]);
        assert_eq!(told.end, Err(Failure::of(kind)), "{answer:?}");
    }
}

#[test]
fn the_ladder_ends_after_max_retries_with_the_last_failure() {
    for max in [0, 1, 2, 5] {
        let mut scene = Scene::new();
        let mut call = scene.call(retries(max));
        let told = scene.run(&mut call, &each(max as usize + 1, &reply(503)));
        assert_eq!(told.end, Err(Failure::of(FailureKind::Status)));
        assert_eq!(call.attempts(), max + 1);
        assert_eq!(told.slept.len(), max as usize);
    }
}

#[test]
fn the_failure_told_is_that_of_the_last_attempt() {
    let mut scene = Scene::new();
    let mut call = scene.call(PLAIN);
    let told = scene.run(&mut call, &[reply(503), reply(500), Fate::Broken]);
    assert_eq!(told.end, Err(Failure::of(FailureKind::Connection)));
}

#[test]
fn each_pause_says_which_failure_it_follows() {
    let limits = Limits {
        timeout: s(5),
        max_retries: 3,
        ..PLAIN
    };
    let mut scene = Scene::new();
    let mut call = scene.call(limits);
    let told = scene.run(
        &mut call,
        &[reply(503), Fate::Broken, Fate::Silence, reply(404)],
    );
    let why: vec::Vec<_> = told.slept.iter().map(|(_, why)| *why).collect();
    assert_eq!(
        why,
        [
            Pause::Retry(FailureKind::Status),
            Pause::Retry(FailureKind::Connection),
            Pause::Retry(FailureKind::Timeout),
        ]
    );
}

#[test]
fn where_the_server_says_nothing_each_pause_doubles_up_to_a_minute() {
    let mut scene = Scene::new();
    let mut call = scene.call(retries(8));
    let told = scene.run(&mut call, &each(9, &Fate::Broken));
    let delays = told.delays();
    for (delay, seconds) in delays.iter().zip([1, 2, 4, 8, 16, 32]) {
        within_ten_percent(*delay, seconds);
    }
    for delay in &delays[6..] {
        assert!((ms(57_600)..=s(60)).contains(delay), "{delay:?}");
    }
}

#[test]
fn retry_after_replaces_the_backoff_to_the_second() {
    let mut scene = Scene::new();
    let mut call = scene.call(PLAIN);
    let told = scene.run(
        &mut call,
        &[
            Fate::Reply(later(503, "17")),
            Fate::Reply(later(429, "0")),
            Fate::Reply(Reply::cancelled()),
        ],
    );
    assert_eq!(told.delays(), [s(17)]);
    assert_eq!(told.sent_at(), [at(1_000), at(1_018), at(1_019)]);
}

#[test]
fn a_429_that_names_only_its_reset_is_waited_for_until_then() {
    let mut scene = Scene::new();
    let mut call = scene.call(PLAIN);
    let limited = Reply::status(429)
        .header("x-ratelimit-reset", "50009")
        .wall(50_000);
    let told = scene.run(
        &mut call,
        &[Fate::Reply(limited), Fate::Reply(Reply::cancelled())],
    );
    assert_eq!(told.delays(), [s(9)]);
}

#[test]
fn a_server_that_asks_for_more_than_the_cap_is_not_waited_for() {
    for (status, header, ask) in [
        (503, "retry-after", "61"),
        (429, "retry-after", "1000000000000"),
        (429, "x-ratelimit-reset", "1061"),
    ] {
        let mut scene = Scene::new();
        let mut call = scene.call(PLAIN);
        let answer = Reply::status(status).header(header, ask).wall(1_000);
        let told = scene.run(&mut call, &[Fate::Reply(answer)]);
        let failure = told.end.expect_err("it gives up");
        assert_eq!(failure.kind, FailureKind::Status);
        assert!(failure.retry_after >= Some(s(61)), "{failure:?}");
        assert_eq!(told.ended_at, at(1_001), "at once");
    }
}

#[test]
fn a_last_attempt_still_says_how_long_the_server_asked_to_wait() {
    let mut scene = Scene::new();
    let mut call = scene.call(retries(0));
    let told = scene.run(&mut call, &[Fate::Reply(later(503, "3"))]);
    assert_eq!(
        told.end,
        Err(Failure {
            kind: FailureKind::Status,
            retry_after: Some(s(3)),
        })
    );
}

#[test]
fn a_client_that_sees_nothing_but_failure_stops_after_a_hundred_retries() {
    let mut scene = Scene::new();
    let mut sent = 0;
    for _ in 0..300 {
        let mut call = scene.call(PLAIN);
        let mut action = scene.poll(&mut call);
        while !matches!(action, Action::Fail(_)) {
            action = match action {
                Action::Send { .. } => scene.breaks(&mut call),
                Action::Sleep { until, .. } => scene.wake(&mut call, until),
                other => panic!("{other:?}"),
            };
        }
        sent += call.attempts();
    }
    assert_eq!(sent, 300 + 100);
}

#[test]
fn successes_earn_retries_back() {
    let mut scene = Scene::new();
    while scene.shared.budget.pay() {}
    let broken = |scene: &mut Scene| {
        let mut call = scene.call(PLAIN);
        scene.poll(&mut call);
        scene.breaks(&mut call)
    };
    assert_eq!(
        broken(&mut scene),
        Action::Fail(Failure::of(FailureKind::Connection))
    );
    for _ in 0..5 {
        let mut call = scene.call(PLAIN);
        scene.run(&mut call, &[Fate::Reply(Reply::cancelled())]);
    }
    assert!(matches!(broken(&mut scene), Action::Sleep { .. }));
}

#[test]
fn only_success_earns_retries_back() {
    let mut scene = Scene::new();
    while scene.shared.budget.pay() {}
    for _ in 0..20 {
        let mut call = scene.call(PLAIN);
        scene.run(&mut call, &[reply(404)]);
    }
    assert!(!scene.shared.budget.pay());
}

#[test]
fn waits_the_server_asked_for_cost_nothing() {
    let mut scene = Scene::new();
    while scene.shared.budget.pay() {}
    let mut call = scene.call(PLAIN);
    let told = scene.run(
        &mut call,
        &[
            Fate::Reply(later(503, "1")),
            Fate::Reply(later(429, "1")),
            Fate::Reply(Reply::cancelled()),
        ],
    );
    assert_eq!(told.end, Ok(()));
}

#[test]
fn a_retry_says_how_the_attempt_before_it_failed_also_where_there_is_nothing_to_wait_for() {
    let retry_of = |action| match action {
        Action::Send { retry_of, .. } => retry_of,
        other => panic!("{other:?}"),
    };
    let mut scene = Scene::new();
    let mut call = scene.call(PLAIN);
    assert_eq!(retry_of(scene.poll(&mut call)), None);
    let answered = scene.answer(&mut call, &later(503, "0"));
    assert_eq!(retry_of(answered), Some(FailureKind::Status));
    call.handle_failure(scene.now, &mut scene.shared);
    let Action::Sleep { until, .. } = scene.poll(&mut call) else {
        panic!("a backoff is slept for");
    };
    // The driver comes late: the backoff is over when the machine is asked for the first time.
    let late = until.saturating_add(Duration::from_secs(1));
    assert_eq!(
        retry_of(call.poll(late, &mut scene.shared)),
        Some(FailureKind::Connection)
    );
}

#[test]
fn attempts_are_numbered_from_one_and_count_what_was_sent() {
    let mut scene = Scene::new();
    let mut call = scene.call(PLAIN);
    assert_eq!(call.attempts(), 0);
    let mut action = scene.poll(&mut call);
    for expected in 1..=3 {
        assert!(
            matches!(action, Action::Send { attempt, .. } if attempt == expected),
            "{action:?}"
        );
        assert_eq!(call.attempts(), expected);
        action = scene.answer(&mut call, &later(503, "0"));
    }
}

#[test]
fn what_arrives_when_nothing_is_in_flight_changes_nothing() {
    let mut scene = Scene::new();
    let mut call = scene.call(PLAIN);
    scene.poll(&mut call);
    let asleep = scene.answer(&mut call, &later(503, "5"));
    assert_eq!(scene.answer(&mut call, &Reply::cancelled()), asleep);
    assert_eq!(scene.breaks(&mut call), asleep);
    assert_eq!(scene.prepared(&mut call), asleep);
    scene.wake(&mut call, at(1_005));
    assert_eq!(
        scene.answer(&mut call, &Reply::cancelled()),
        Action::Succeed
    );
    assert_eq!(
        scene.answer(&mut call, &Reply::status(404)),
        Action::Succeed
    );
    assert_eq!(scene.breaks(&mut call), Action::Succeed);
    assert_eq!(scene.prepared(&mut call), Action::Succeed);
    assert_eq!(scene.abort(&mut call), Action::Succeed);
    assert_eq!(scene.wake(&mut call, at(9_999)), Action::Succeed);
    assert_eq!(call.attempts(), 2);
}

mod gate;
mod properties;
mod time;

#[test]
fn a_request_that_is_not_sent_is_not_counted_and_one_that_is_counts_once() {
    let scene = Scene::new();
    let mut shared = Shared::new(7);
    let mut call = scene.call(PLAIN);
    assert_eq!(call.begin_attempt(), None, "nothing is asked for yet");
    assert!(matches!(
        call.poll(scene.now, &mut shared),
        Action::Send { attempt: 1, .. }
    ));
    assert_eq!(call.attempts(), 0);
    let mut aborted = call.clone();
    aborted.abort();
    assert_eq!(aborted.begin_attempt(), None, "its caller ended it");
    assert_eq!(aborted.attempts(), 0);
    assert_eq!(call.begin_attempt(), Some(1));
    assert_eq!(call.begin_attempt(), None, "it is sent already");
    assert_eq!(call.attempts(), 1);
}
