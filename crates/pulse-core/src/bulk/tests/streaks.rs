//! Scenarios of failures and 429s in a row: when they stop a run, and when they must not.

use super::super::*;
use super::simulation::{
    FILTER, OPTIONS, Simulation, accepted, confirm, impatient, kind, limited, skipped, status,
};
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
    let mut sim = Simulation::of(options, 9);
    sim.go();
    sim.breaks(0);
    sim.answer(1, &status(502));
    sim.answer(2, &status(503));
    sim.wake(sim.now + s(5));
    assert_eq!(sim.bulk.stopped(), None);
    sim.answer(4, &status(504));
    assert_eq!(sim.bulk.stopped(), Some(Stop::Unreachable));
    assert!(sim.done);
    assert_eq!(sim.outcome(8), skipped(Stop::Unreachable));
}

#[test]
fn an_answer_in_between_begins_the_row_again() {
    let reactions = [
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
    for answer in reactions {
        let mut sim = Simulation::of(impatient(1), 9);
        sim.go();
        sim.breaks(0);
        sim.breaks(1);
        sim.answer(2, &answer);
        sim.breaks(3);
        sim.breaks(4);
        assert_eq!(sim.bulk.stopped(), None, "{answer:?}");
        sim.breaks(5);
        assert_eq!(sim.bulk.stopped(), Some(Stop::Unreachable), "{answer:?}");
    }
}

#[test]
fn a_500_does_not_stop_the_run_however_often_it_comes() {
    let mut sim = Simulation::of(impatient(1), 50);
    sim.go();
    for id in 0..50 {
        sim.answer(id, &status(500));
    }
    assert!(sim.done);
    assert_eq!(sim.bulk.stopped(), None);
    assert_eq!(sim.bulk.counts().failed, 50);
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
    let mut sim = Simulation::of(options, 8);
    sim.go();
    for id in 0..8 {
        sim.breaks(id);
    }
    assert_eq!(sim.bulk.stopped(), None, "a connection they shared broke");
    while sim.in_flight().len() < 8 {
        sim.wake(sim.until.unwrap());
    }
    for id in 0..8 {
        sim.answer(id, &accepted());
    }
    assert_eq!(sim.bulk.counts().cancelled, 8);
}

#[test]
fn deadlines_of_jobs_that_take_long_to_end_do_not_stop_the_run() {
    let options = BulkOptions {
        goal: confirm(1),
        limits: Limits {
            deadline: ms(500),
            ..OPTIONS.limits
        },
        ..impatient(9)
    };
    let mut sim = Simulation::of(options, 9);
    sim.go();
    for id in 0..9 {
        sim.answer(id, &accepted());
        sim.answer(id, &Reply::job("processing"));
    }
    sim.wake(at(1_001));
    assert!(sim.done);
    assert_eq!(sim.bulk.stopped(), None);
    assert_eq!(sim.bulk.counts().failed, 9);
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
    let mut sim = Simulation::of(options, 9);
    sim.go();
    sim.wake(at(1_005));
    assert_eq!(sim.bulk.stopped(), Some(Stop::Unreachable));
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
    let mut sim = Simulation::of(options, 2);
    sim.go();
    sim.answer(0, &later(503, "5"));
    sim.shared.gate.close_until(at(1_020));
    sim.wake(at(1_005));
    assert_eq!(kind(sim.outcome(0)), FailureKind::RateLimited);
    assert_eq!(sim.bulk.stopped(), None);
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
    let mut sim = Simulation::of(options, 3);
    sim.go();
    sim.wake(at(1_005));
    assert!(sim.done);
    assert_eq!(sim.bulk.stopped(), None);
    assert_eq!(sim.bulk.counts().failed, 3);
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
    let mut sim = Simulation::of(options, 10_000);
    sim.go();
    while !sim.done {
        match sim.in_flight().first() {
            Some((id, _)) => sim.breaks(*id),
            None => sim.wake(sim.until.unwrap()),
        }
    }
    assert_eq!(sim.bulk.stopped(), Some(Stop::Unreachable));
    assert_eq!(sim.bulk.counts().total(), 10_000);
    assert!(sim.sent.len() <= 28 * 3, "{} requests", sim.sent.len());
    assert!(sim.now < at(1_012), "{:?}", sim.now - at(1_000));
}

#[test]
fn rate_limits_in_a_row_each_after_its_wait_stop_the_run() {
    let mut sim = Simulation::of(impatient(2), 5);
    sim.go();
    for _ in 0..3 {
        sim.answer(0, &limited(1));
        sim.answer(1, &limited(1));
        assert_eq!(sim.bulk.stopped(), None);
        sim.wake(sim.now + s(1));
    }
    sim.answer(1, &limited(7));
    assert_eq!(sim.bulk.stopped(), Some(Stop::RateLimited));
    sim.answer(0, &limited(1));
    assert!(sim.done);
    for id in [0, 1] {
        let Outcome::Failed(failure) = sim.outcome(id) else {
            panic!("it was sent");
        };
        assert_eq!(
            failure.retry_after,
            Some(s(7)),
            "how long the gate is closed"
        );
    }
    assert_eq!(sim.outcome(4), skipped(Stop::RateLimited));
    assert_eq!(sim.sent.len(), 8);
}

#[test]
fn rate_limits_that_ask_for_no_wait_at_all_stop_the_run_as_well() {
    let mut sim = Simulation::of(impatient(1), 5);
    sim.go();
    for _ in 0..3 {
        sim.answer(0, &limited(0));
        assert_eq!(sim.bulk.stopped(), None);
    }
    sim.answer(0, &limited(0));
    assert_eq!(sim.bulk.stopped(), Some(Stop::RateLimited));
    assert!(sim.done, "nothing is tried again after a stop");
    assert_eq!(sim.sent.len(), 4);
    assert_eq!(sim.bulk.counts().failed, 1);
}

#[test]
fn a_429_that_asks_for_more_than_the_cap_stops_the_run() {
    let mut sim = Simulation::of(impatient(2), 5);
    sim.go();
    sim.answer(0, &limited(61));
    assert_eq!(sim.bulk.stopped(), Some(Stop::RateLimited));
    let Outcome::Failed(failure) = sim.outcome(0) else {
        panic!("{:?}", sim.outcome(0));
    };
    assert_eq!(failure.retry_after, Some(s(61)));
    sim.answer(1, &accepted());
    assert!(sim.done);
    assert_eq!(sim.outcome(1), Outcome::Accepted, "it was in flight");
    assert_eq!(sim.outcome(4), skipped(Stop::RateLimited));
}

#[test]
fn a_gate_that_was_closed_for_longer_than_the_cap_skips_all() {
    let mut sim = Simulation::of(impatient(2), 5);
    sim.shared.gate.close_until(at(1_061));
    sim.go();
    assert!(sim.done);
    assert_eq!(sim.sent, []);
    assert_eq!(sim.outcome(0), skipped(Stop::RateLimited));
    assert_eq!(sim.bulk.counts().skipped, 5);
}

#[test]
fn a_gate_closed_for_just_the_cap_is_waited_for() {
    let mut sim = Simulation::of(impatient(2), 1);
    sim.shared.gate.close_until(at(1_060));
    sim.go();
    assert_eq!(sim.bulk.stopped(), None);
    sim.wake(at(1_060));
    sim.answer(0, &accepted());
    assert!(sim.done);
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
    let mut sim = Simulation::of(options, 2);
    sim.go();
    sim.answer(0, &later(503, "5"));
    sim.shared.gate.close_until(at(1_100));
    sim.wake(at(1_005));
    assert!(sim.done);
    assert_eq!(kind(sim.outcome(0)), FailureKind::RateLimited);
    assert_eq!(sim.outcome(1), skipped(Stop::RateLimited));
}

#[test]
fn a_429_beyond_the_cap_to_a_request_that_asks_is_that_jobs_failure() {
    let options = BulkOptions {
        goal: FILTER,
        ..impatient(1)
    };
    let mut sim = Simulation::of(options, 2);
    sim.go();
    sim.answer(0, &limited(61));
    assert!(sim.done);
    assert_eq!(kind(sim.outcome(0)), FailureKind::Status);
    assert_eq!(sim.outcome(1), skipped(Stop::RateLimited));
}

#[test]
fn a_job_held_beyond_its_deadline_fails_alone() {
    let options = BulkOptions {
        goal: FILTER,
        limits: Limits {
            deadline: s(10),
            ..OPTIONS.limits
        },
        ..impatient(1)
    };
    let mut sim = Simulation::of(options, 2);
    sim.go();
    sim.answer(0, &Reply::job("pending"));
    sim.shared.gate.close_until(at(1_060));
    sim.judge(0, true);
    assert_eq!(kind(sim.outcome(0)), FailureKind::RateLimited);
    assert_eq!(sim.bulk.stopped(), None);
}

#[test]
fn a_job_held_for_longer_than_the_cap_before_its_cancellation_is_skipped() {
    let options = BulkOptions {
        goal: FILTER,
        ..impatient(1)
    };
    let mut sim = Simulation::of(options, 2);
    sim.go();
    sim.answer(0, &Reply::job("pending"));
    sim.shared.gate.close_until(at(1_100));
    sim.judge(0, true);
    assert!(sim.done);
    assert_eq!(sim.outcome(0), skipped(Stop::RateLimited));
}

/// A server with a bucket of 200 that is refilled at 200 a second, as the emulator has it.
#[test]
fn two_thousand_jobs_against_two_hundred_a_second_are_neither_lost_nor_late() {
    let options = BulkOptions {
        concurrency: 32,
        ..OPTIONS
    };
    let mut sim = Simulation::of(options, 2_000);
    let (mut tokens, mut filled) = (200.0_f64, sim.now);
    sim.go();
    while !sim.done {
        let Some((id, _)) = sim.in_flight().first().copied() else {
            sim.wake(sim.until.unwrap());
            continue;
        };
        sim.now += ms(1) / 4;
        tokens += (sim.now - filled).as_secs_f64() * 200.0;
        (tokens, filled) = (tokens.min(200.0), sim.now);
        if tokens >= 1.0 {
            tokens -= 1.0;
            sim.answer(id, &accepted());
        } else {
            sim.answer(id, &limited(1));
        }
    }
    assert_eq!(sim.bulk.counts().cancelled, 2_000);
    let taken = (sim.now - at(1_000)).as_secs_f64();
    let least = (2_000.0 - 200.0) / 200.0;
    assert!((least..=least * 1.25).contains(&taken), "{taken} s");
    assert_eq!(sim.outcomes.len(), 2_000);
}
