//! Scenarios of failures and 429s in a row: when they stop a run, and when they must not.

use super::super::*;
use super::world::{OPTIONS, World, accepted, impatient, kind, limited, skipped, status};
use crate::{
    FailureKind, Limits,
    harness::{at, later, ms, s},
    testing::Reply,
};

#[test]
fn connection_failures_timeouts_and_502_to_504_in_a_row_stop_the_run() {
    let options = BulkOptions {
        limits: Limits {
            timeout: s(5),
            ..OPTIONS.limits
        },
        stop_after: 5,
        ..impatient(1)
    };
    let mut world = World::of(options, 9);
    world.go();
    world.breaks(0);
    world.answer(1, &status(502));
    world.answer(2, &status(503));
    world.wake(world.now + s(5));
    assert_eq!(world.bulk.stopped(), None);
    world.answer(4, &status(504));
    assert_eq!(world.bulk.stopped(), Some(Stop::Unreachable));
    assert!(world.done);
    assert_eq!(world.outcome(8), skipped(Stop::Unreachable));
}

#[test]
fn an_answer_in_between_begins_the_row_again() {
    let words = [
        accepted(),
        status(404),
        status(500),
        status(501),
        status(505),
        status(500).code("JOB_003"),
        status(302),
        status(200),
        status(408),
    ];
    for answer in words {
        let mut world = World::of(impatient(1), 9);
        world.go();
        world.breaks(0);
        world.breaks(1);
        world.answer(2, &answer);
        world.breaks(3);
        world.breaks(4);
        assert_eq!(world.bulk.stopped(), None, "{answer:?}");
        world.breaks(5);
        assert_eq!(world.bulk.stopped(), Some(Stop::Unreachable), "{answer:?}");
    }
}

#[test]
fn a_500_does_not_stop_the_run_however_often_it_comes() {
    let mut world = World::of(impatient(1), 50);
    world.go();
    for id in 0..50 {
        world.answer(id, &status(500));
    }
    assert!(world.done);
    assert_eq!(world.bulk.stopped(), None);
    assert_eq!(world.bulk.counts().failed, 50);
}

#[test]
fn it_is_jobs_that_failed_for_good_that_count_and_not_attempts() {
    let options = BulkOptions {
        limits: Limits {
            max_retries: 1,
            ..OPTIONS.limits
        },
        ..impatient(8)
    };
    let mut world = World::of(options, 8);
    world.go();
    for id in 0..8 {
        world.breaks(id);
    }
    assert_eq!(world.bulk.stopped(), None, "a connection they shared broke");
    while world.in_flight().len() < 8 {
        world.wake(world.until.unwrap());
    }
    for id in 0..8 {
        world.answer(id, &accepted());
    }
    assert_eq!(world.bulk.counts().cancelled, 8);
}

#[test]
fn deadlines_of_jobs_that_take_long_to_end_do_not_stop_the_run() {
    let options = BulkOptions {
        confirm: Some(s(1)),
        limits: Limits {
            deadline: ms(500),
            ..OPTIONS.limits
        },
        ..impatient(9)
    };
    let mut world = World::of(options, 9);
    world.go();
    for id in 0..9 {
        world.answer(id, &accepted());
        world.answer(id, &Reply::job("processing"));
    }
    world.wake(at(1_001));
    assert!(world.done);
    assert_eq!(world.bulk.stopped(), None);
    assert_eq!(world.bulk.counts().failed, 9);
}

#[test]
fn deadlines_that_pass_without_an_answer_stop_the_run() {
    let options = BulkOptions {
        limits: Limits {
            deadline: s(5),
            ..OPTIONS.limits
        },
        ..impatient(3)
    };
    let mut world = World::of(options, 9);
    world.go();
    world.wake(at(1_005));
    assert_eq!(world.bulk.stopped(), Some(Stop::Unreachable));
}

#[test]
fn a_job_held_by_the_gate_says_nothing_of_a_server_out_of_reach() {
    let options = BulkOptions {
        stop_after: 1,
        limits: Limits {
            deadline: s(10),
            max_retries: 1,
            ..OPTIONS.limits
        },
        ..impatient(1)
    };
    let mut world = World::of(options, 2);
    world.go();
    world.answer(0, &later(503, "5"));
    world.shared.gate.close_until(at(1_020));
    world.wake(at(1_005));
    assert_eq!(kind(world.outcome(0)), FailureKind::Held);
    assert_eq!(world.bulk.stopped(), None);
}

#[test]
fn suppliers_that_outlast_the_deadline_say_nothing_of_the_server() {
    let options = BulkOptions {
        prepare: true,
        limits: Limits {
            deadline: s(5),
            ..OPTIONS.limits
        },
        ..impatient(3)
    };
    let mut world = World::of(options, 3);
    world.go();
    world.wake(at(1_005));
    assert!(world.done);
    assert_eq!(world.bulk.stopped(), None);
    assert_eq!(world.bulk.counts().failed, 3);
}

#[test]
fn a_dead_server_met_by_ten_thousand_ids_ends_in_seconds() {
    let options = BulkOptions {
        limits: Limits {
            max_retries: 2,
            ..OPTIONS.limits
        },
        ..OPTIONS
    };
    let mut world = World::of(options, 10_000);
    world.go();
    while !world.done {
        match world.in_flight().first() {
            Some((id, _)) => world.breaks(*id),
            None => world.wake(world.until.unwrap()),
        }
    }
    assert_eq!(world.bulk.stopped(), Some(Stop::Unreachable));
    assert_eq!(world.bulk.counts().total(), 10_000);
    assert!(world.sent.len() <= 28 * 3, "{} requests", world.sent.len());
    assert!(world.now < at(1_012), "{:?}", world.now - at(1_000));
}

#[test]
fn rate_limits_in_a_row_each_after_its_wait_stop_the_run() {
    let mut world = World::of(impatient(2), 5);
    world.go();
    for _ in 0..3 {
        world.answer(0, &limited(1));
        world.answer(1, &limited(1));
        assert_eq!(world.bulk.stopped(), None);
        world.wake(world.now + s(1));
    }
    world.answer(1, &limited(7));
    assert_eq!(world.bulk.stopped(), Some(Stop::RateLimited));
    world.answer(0, &limited(1));
    assert!(world.done);
    for id in [0, 1] {
        let Outcome::Failed(failure) = world.outcome(id) else {
            panic!("it was sent");
        };
        assert_eq!(
            failure.retry_after,
            Some(s(7)),
            "how long the gate is closed"
        );
    }
    assert_eq!(world.outcome(4), skipped(Stop::RateLimited));
    assert_eq!(world.sent.len(), 8);
}

#[test]
fn rate_limits_that_ask_for_no_wait_at_all_stop_the_run_as_well() {
    let mut world = World::of(impatient(1), 5);
    world.go();
    for _ in 0..3 {
        world.answer(0, &limited(0));
        assert_eq!(world.bulk.stopped(), None);
    }
    world.answer(0, &limited(0));
    assert_eq!(world.bulk.stopped(), Some(Stop::RateLimited));
    assert!(world.done, "nothing is tried again after a stop");
    assert_eq!(world.sent.len(), 4);
    assert_eq!(world.bulk.counts().failed, 1);
}

#[test]
fn a_429_that_asks_for_more_than_the_cap_stops_the_run_impatient() {
    let mut world = World::of(impatient(2), 5);
    world.go();
    world.answer(0, &limited(61));
    assert_eq!(world.bulk.stopped(), Some(Stop::RateLimited));
    let Outcome::Failed(failure) = world.outcome(0) else {
        panic!("{:?}", world.outcome(0));
    };
    assert_eq!(failure.retry_after, Some(s(61)));
    world.answer(1, &accepted());
    assert!(world.done);
    assert_eq!(world.outcome(1), Outcome::Accepted, "it was in flight");
    assert_eq!(world.outcome(4), skipped(Stop::RateLimited));
}

#[test]
fn a_gate_that_was_closed_for_longer_than_the_cap_skips_all() {
    let mut world = World::of(impatient(2), 5);
    world.shared.gate.close_until(at(1_061));
    world.go();
    assert!(world.done);
    assert_eq!(world.sent, []);
    assert_eq!(world.outcome(0), skipped(Stop::RateLimited));
    assert_eq!(world.bulk.counts().skipped, 5);
}

#[test]
fn a_gate_closed_for_just_the_cap_is_waited_for() {
    let mut world = World::of(impatient(2), 1);
    world.shared.gate.close_until(at(1_060));
    world.go();
    assert_eq!(world.bulk.stopped(), None);
    world.wake(at(1_060));
    world.answer(0, &accepted());
    assert!(world.done);
}

#[test]
fn a_job_held_for_longer_than_the_cap_after_its_cancellation_was_sent_fails() {
    let options = BulkOptions {
        limits: Limits {
            max_retries: 1,
            ..OPTIONS.limits
        },
        ..impatient(1)
    };
    let mut world = World::of(options, 2);
    world.go();
    world.answer(0, &later(503, "5"));
    world.shared.gate.close_until(at(1_100));
    world.wake(at(1_005));
    assert!(world.done);
    assert_eq!(kind(world.outcome(0)), FailureKind::Held);
    assert_eq!(world.outcome(1), skipped(Stop::RateLimited));
}

#[test]
fn a_429_beyond_the_cap_to_a_request_that_asks_is_that_jobs_failure() {
    let options = BulkOptions {
        filter: true,
        ..impatient(1)
    };
    let mut world = World::of(options, 2);
    world.go();
    world.answer(0, &limited(61));
    assert!(world.done);
    assert_eq!(kind(world.outcome(0)), FailureKind::Status);
    assert_eq!(world.outcome(1), skipped(Stop::RateLimited));
}

#[test]
fn a_job_held_beyond_its_deadline_fails_alone() {
    let options = BulkOptions {
        filter: true,
        limits: Limits {
            deadline: s(10),
            ..OPTIONS.limits
        },
        ..impatient(1)
    };
    let mut world = World::of(options, 2);
    world.go();
    world.answer(0, &Reply::job("pending"));
    world.shared.gate.close_until(at(1_060));
    world.judge(0, true);
    assert_eq!(kind(world.outcome(0)), FailureKind::Held);
    assert_eq!(world.bulk.stopped(), None);
}

#[test]
fn a_job_held_for_longer_than_the_cap_before_its_cancellation_is_skipped() {
    let options = BulkOptions {
        filter: true,
        ..impatient(1)
    };
    let mut world = World::of(options, 2);
    world.go();
    world.answer(0, &Reply::job("pending"));
    world.shared.gate.close_until(at(1_100));
    world.judge(0, true);
    assert!(world.done);
    assert_eq!(world.outcome(0), skipped(Stop::RateLimited));
}

/// A server with a bucket of 200 that is refilled at 200 a second, as the emulator has it.
#[test]
fn two_thousand_jobs_against_two_hundred_a_second_are_neither_lost_nor_late() {
    let options = BulkOptions {
        concurrency: 32,
        ..OPTIONS
    };
    let mut world = World::of(options, 2_000);
    let (mut tokens, mut filled) = (200.0_f64, world.now);
    world.go();
    while !world.done {
        let Some((id, _)) = world.in_flight().first().copied() else {
            world.wake(world.until.unwrap());
            continue;
        };
        world.now += ms(1) / 4;
        tokens += (world.now - filled).as_secs_f64() * 200.0;
        (tokens, filled) = (tokens.min(200.0), world.now);
        if tokens >= 1.0 {
            tokens -= 1.0;
            world.answer(id, &accepted());
        } else {
            world.answer(id, &limited(1));
        }
    }
    assert_eq!(world.bulk.counts().cancelled, 2_000);
    let taken = (world.now - at(1_000)).as_secs_f64();
    let least = (2_000.0 - 200.0) / 200.0;
    assert!((least..=least * 1.25).contains(&taken), "{taken} s");
    assert_eq!(world.outcomes.len(), 2_000);
}
