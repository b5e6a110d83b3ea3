//! Scenarios of a run: waits behind the gate, timeouts, deadlines.

use super::super::*;
use super::world::{World, accepted, at_once, kind, limited, status};
use crate::{
    Call, Duration, Endpoint, FailureKind, Limits, Pause,
    harness::{PLAIN, at, later, ms, s},
    testing::Reply,
};

fn limits(timeout: Option<u64>, deadline: Option<u64>, max_retries: u32) -> BulkOptions {
    BulkOptions {
        limits: Limits {
            timeout: timeout.map_or(Duration::NEVER, s),
            deadline: deadline.map_or(Duration::NEVER, s),
            max_retries,
        },
        ..at_once(2)
    }
}

#[test]
fn a_429_uses_up_none_of_a_jobs_retries() {
    for ask in [Some(2), None] {
        let mut world = World::of(limits(None, None, 1), 1);
        world.go();
        for _ in 0..15 {
            let reply = ask.map_or(status(429), limited);
            world.answer(0, &reply);
            world.wake(world.until.unwrap());
        }
        world.answer(0, &later(503, "1"));
        world.wake(world.until.unwrap());
        world.answer(0, &limited(1));
        world.wake(world.until.unwrap());
        world.answer(0, &accepted());
        assert_eq!(world.outcomes, [(Some(0), Outcome::Accepted, 18)]);
    }
}

#[test]
fn a_429_uses_up_none_of_a_confirmations_retries_either() {
    let options = BulkOptions {
        confirm: Some(s(1)),
        ..at_once(1)
    };
    let mut world = World::of(options, 1);
    world.go();
    world.answer(0, &accepted());
    for _ in 0..5 {
        world.answer(0, &limited(1));
        world.wake(world.until.unwrap());
    }
    world.answer(0, &Reply::job("canceled"));
    assert!(world.done);
    assert_eq!(world.bulk.counts().cancelled, 1);
}

#[test]
fn waits_behind_the_gate_cost_nothing_of_the_budget() {
    let mut world = World::of(at_once(1), 1);
    world.go();
    for _ in 0..15 {
        world.answer(0, &status(429));
        world.wake(world.until.unwrap());
    }
    let mut paid = 0;
    while world.shared.budget.pay() {
        paid += 1;
    }
    assert_eq!(paid, 100);
}

#[test]
fn a_429_without_a_readable_header_is_waited_for_longer_each_time() {
    let mut world = World::of(at_once(1), 1);
    world.go();
    for _ in 0..4 {
        world.answer(0, &status(429));
        world.wake(world.until.unwrap());
    }
    for ((delay, why), seconds) in world.pauses.iter().zip([1, 2, 4, 8]) {
        assert!((ms(seconds * 900)..=ms(seconds * 1_100)).contains(delay));
        assert_eq!(*why, Pause::Retry(FailureKind::Status));
    }
}

#[test]
fn one_429_holds_all_jobs_and_those_that_come_later() {
    let mut world = World::of(at_once(3), 4);
    world.go();
    world.answer(0, &limited(5));
    world.answer(1, &accepted());
    assert_eq!(world.pulled, 4, "the slot is filled");
    assert_eq!(world.sent_ids(), [0, 1, 2], "and waits");
    assert_eq!(world.until, Some(at(1_005)));
    world.wake(at(1_005));
    let mut late = world.sent_ids().split_off(3);
    late.sort_unstable();
    assert_eq!(late, [0, 3]);
}

#[test]
fn a_run_and_single_calls_share_the_gate() {
    let mut world = World::of(at_once(1), 1);
    world.go();
    world.answer(0, &limited(5));
    let mut call = Call::new(Endpoint::CancelJob, PLAIN, world.now, false);
    let held = call.poll(world.now, &mut world.shared);
    assert!(matches!(
        held,
        crate::Action::Sleep { until, why: Pause::Gate, .. } if until == at(1_005)
    ));

    let mut world = World::of(at_once(2), 2);
    world.shared.gate.close_until(at(1_003));
    world.go();
    assert_eq!(world.sent, []);
    assert_eq!(world.until, Some(at(1_003)));
    world.wake(at(1_003));
    assert_eq!(world.sent_ids(), [0, 1]);
}

#[test]
fn a_timer_that_fires_early_sends_nothing() {
    let mut world = World::of(at_once(1), 1);
    world.go();
    world.answer(0, &limited(5));
    world.wake(at(1_004));
    assert_eq!(world.sent.len(), 1);
    assert_eq!(world.until, Some(at(1_005)));
}

#[test]
fn an_attempt_that_times_out_is_cancelled_and_sent_again() {
    let mut world = World::of(limits(Some(10), None, 1), 1);
    world.go();
    assert_eq!(world.until, Some(at(1_010)));
    world.wake(at(1_010));
    assert_eq!(world.in_flight(), [], "cancelled");
    world.wake(world.until.unwrap());
    assert_eq!(world.sent.len(), 2);
    world.wake(world.until.unwrap());
    assert_eq!(kind(world.outcome(0)), FailureKind::Timeout);
}

#[test]
fn each_job_is_woken_at_its_own_time() {
    let mut world = World::of(limits(Some(10), None, 0), 2);
    world.prompt = false;
    world.go();
    world.give();
    world.go();
    world.now = at(1_004);
    world.give();
    world.go();
    world.wake(at(1_010));
    assert_eq!(world.in_flight(), [(1, Endpoint::CancelJob)]);
    assert_eq!(world.until, Some(at(1_014)));
    world.wake(at(1_014));
    assert_eq!(kind(world.outcome(1)), FailureKind::Timeout);
}

#[test]
fn a_jobs_deadline_is_for_all_its_requests_and_starts_when_the_gate_lets_it_through() {
    let options = BulkOptions {
        confirm: Some(s(2)),
        ..limits(None, Some(4), 0)
    };
    let mut world = World::of(options, 1);
    world.shared.gate.close_until(at(1_050));
    world.go();
    world.wake(at(1_050));
    assert_eq!(world.until, Some(at(1_054)));
    world.now = at(1_051);
    world.answer(0, &accepted());
    world.now = at(1_052);
    world.answer(0, &Reply::job("processing"));
    world.wake(at(1_054));
    assert_eq!(kind(world.outcome(0)), FailureKind::Deadline);
}

#[test]
fn a_judgement_ends_with_the_jobs_deadline() {
    let options = BulkOptions {
        filter: true,
        ..limits(None, Some(4), 0)
    };
    let mut world = World::of(options, 1);
    world.go();
    world.answer(0, &Reply::job("pending"));
    assert_eq!(world.until, Some(at(1_004)));
    world.wake(at(1_003));
    assert_eq!(world.judging(), [0]);
    world.wake(at(1_004));
    assert_eq!(kind(world.outcome(0)), FailureKind::Deadline);
}

#[test]
fn a_429_beyond_a_jobs_deadline_is_that_jobs_failure_alone() {
    let mut world = World::of(limits(None, Some(4), 0), 3);
    world.go();
    world.answer(0, &limited(5));
    let Outcome::Failed(failure) = world.outcome(0) else {
        panic!("{:?}", world.outcome(0));
    };
    assert_eq!(failure.kind, FailureKind::Status);
    assert_eq!(failure.retry_after, Some(s(5)));
    assert_eq!(world.bulk.stopped(), None);
    world.answer(1, &accepted());
    world.wake(at(1_005));
    world.answer(2, &accepted());
    assert!(world.done);
}

#[test]
fn ids_start_in_the_order_they_come() {
    let mut world = World::of(at_once(4), 4);
    world.shared.gate.close_until(at(1_001));
    world.go();
    world.wake(at(1_001));
    assert_eq!(world.sent_ids(), [0, 1, 2, 3]);
}
