//! Scenarios of a run: waits behind the gate, timeouts, deadlines.

use super::super::*;
use super::simulation::{FILTER, Simulation, accepted, at_once, confirm, kind, limited, status};
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
            ..PLAIN
        },
        ..at_once(2)
    }
}

#[test]
fn a_429_uses_up_none_of_a_jobs_retries() {
    for ask in [Some(2), None] {
        let mut sim = Simulation::of(limits(None, None, 1), 1);
        sim.go();
        for _ in 0..15 {
            let reply = ask.map_or(status(429), limited);
            sim.answer(0, &reply);
            sim.wake(sim.until.unwrap());
        }
        sim.answer(0, &later(503, "1"));
        sim.wake(sim.until.unwrap());
        sim.answer(0, &limited(1));
        sim.wake(sim.until.unwrap());
        sim.answer(0, &accepted());
        assert_eq!(sim.outcomes, [(Some(0), Outcome::Accepted, 18)]);
    }
}

#[test]
fn a_429_uses_up_none_of_a_confirmations_retries_either() {
    let options = BulkOptions {
        goal: confirm(1),
        ..at_once(1)
    };
    let mut sim = Simulation::of(options, 1);
    sim.go();
    sim.answer(0, &accepted());
    for _ in 0..5 {
        sim.answer(0, &limited(1));
        sim.wake(sim.until.unwrap());
    }
    sim.answer(0, &Reply::job("canceled"));
    assert!(sim.done);
    assert_eq!(sim.bulk.counts().cancelled, 1);
}

#[test]
fn waits_behind_the_gate_cost_nothing_of_the_budget() {
    let mut sim = Simulation::of(at_once(1), 1);
    sim.go();
    for _ in 0..15 {
        sim.answer(0, &status(429));
        sim.wake(sim.until.unwrap());
    }
    let mut paid = 0;
    while sim.shared.budget.pay() {
        paid += 1;
    }
    assert_eq!(paid, 100);
}

#[test]
fn a_429_without_a_readable_header_is_waited_for_longer_each_time() {
    let mut sim = Simulation::of(at_once(1), 1);
    sim.go();
    for _ in 0..4 {
        sim.answer(0, &status(429));
        sim.wake(sim.until.unwrap());
    }
    for ((delay, why), seconds) in sim.pauses.iter().zip([1, 2, 4, 8]) {
        assert!((ms(seconds * 900)..=ms(seconds * 1_100)).contains(delay));
        assert_eq!(*why, Pause::Retry(FailureKind::Status));
    }
}

#[test]
fn one_429_holds_all_jobs_and_those_that_come_later() {
    let mut sim = Simulation::of(at_once(3), 4);
    sim.go();
    sim.answer(0, &limited(5));
    sim.answer(1, &accepted());
    assert_eq!(sim.pulled, 4, "the slot is filled");
    assert_eq!(sim.sent_ids(), [0, 1, 2], "and waits");
    assert_eq!(sim.until, Some(at(1_005)));
    sim.wake(at(1_005));
    let mut late = sim.sent_ids().split_off(3);
    late.sort_unstable();
    assert_eq!(late, [0, 3]);
}

#[test]
fn a_run_and_single_calls_share_the_gate() {
    let mut sim = Simulation::of(at_once(1), 1);
    sim.go();
    sim.answer(0, &limited(5));
    let mut call = Call::new(Endpoint::CancelJob, PLAIN, sim.now, false);
    let held = call.poll(sim.now, &mut sim.shared);
    assert!(matches!(
        held,
        crate::Action::Sleep { until, why: Pause::Gate, .. } if until == at(1_005)
    ));

    let mut sim = Simulation::of(at_once(2), 2);
    sim.shared.gate.close_until(at(1_003));
    sim.go();
    assert_eq!(sim.sent, []);
    assert_eq!(sim.until, Some(at(1_003)));
    sim.wake(at(1_003));
    assert_eq!(sim.sent_ids(), [0, 1]);
}

#[test]
fn a_timer_that_fires_early_sends_nothing() {
    let mut sim = Simulation::of(at_once(1), 1);
    sim.go();
    sim.answer(0, &limited(5));
    sim.wake(at(1_004));
    assert_eq!(sim.sent.len(), 1);
    assert_eq!(sim.until, Some(at(1_005)));
}

#[test]
fn an_attempt_that_times_out_is_cancelled_and_sent_again() {
    let mut sim = Simulation::of(limits(Some(10), None, 1), 1);
    sim.go();
    assert_eq!(sim.until, Some(at(1_010)));
    sim.wake(at(1_010));
    assert_eq!(sim.in_flight(), [], "cancelled");
    sim.wake(sim.until.unwrap());
    assert_eq!(sim.sent.len(), 2);
    sim.wake(sim.until.unwrap());
    assert_eq!(kind(sim.outcome(0)), FailureKind::Timeout);
}

#[test]
fn each_job_is_woken_at_its_own_time() {
    let mut sim = Simulation::of(limits(Some(10), None, 0), 2);
    sim.prompt = false;
    sim.go();
    sim.give();
    sim.go();
    sim.now = at(1_004);
    sim.give();
    sim.go();
    sim.wake(at(1_010));
    assert_eq!(sim.in_flight(), [(1, Endpoint::CancelJob)]);
    assert_eq!(sim.until, Some(at(1_014)));
    sim.wake(at(1_014));
    assert_eq!(kind(sim.outcome(1)), FailureKind::Timeout);
}

#[test]
fn a_jobs_deadline_is_for_all_its_requests_and_starts_when_the_gate_lets_it_through() {
    let options = BulkOptions {
        goal: confirm(2),
        ..limits(None, Some(4), 0)
    };
    let mut sim = Simulation::of(options, 1);
    sim.shared.gate.close_until(at(1_050));
    sim.go();
    sim.wake(at(1_050));
    assert_eq!(sim.until, Some(at(1_054)));
    sim.now = at(1_051);
    sim.answer(0, &accepted());
    sim.now = at(1_052);
    sim.answer(0, &Reply::job("processing"));
    sim.wake(at(1_054));
    assert_eq!(kind(sim.outcome(0)), FailureKind::Deadline);
}

#[test]
fn a_judgement_ends_with_the_jobs_deadline() {
    let options = BulkOptions {
        goal: FILTER,
        ..limits(None, Some(4), 0)
    };
    let mut sim = Simulation::of(options, 1);
    sim.go();
    sim.answer(0, &Reply::job("pending"));
    assert_eq!(sim.until, Some(at(1_004)));
    sim.wake(at(1_003));
    assert_eq!(sim.judging(), [0]);
    sim.wake(at(1_004));
    assert_eq!(kind(sim.outcome(0)), FailureKind::Deadline);
}

#[test]
fn a_429_beyond_a_jobs_deadline_is_that_jobs_failure_alone() {
    let mut sim = Simulation::of(limits(None, Some(4), 0), 3);
    sim.go();
    sim.answer(0, &limited(5));
    let Outcome::Failed(failure) = sim.outcome(0) else {
        panic!("{:?}", sim.outcome(0));
    };
    assert_eq!(failure.kind, FailureKind::Status);
    assert_eq!(failure.retry_after, Some(s(5)));
    assert_eq!(sim.bulk.stopped(), None);
    sim.answer(1, &accepted());
    sim.wake(at(1_005));
    sim.answer(2, &accepted());
    assert!(sim.done);
}

#[test]
fn ids_start_in_the_order_they_come() {
    let mut sim = Simulation::of(at_once(4), 4);
    sim.shared.gate.close_until(at(1_001));
    sim.go();
    sim.wake(at(1_001));
    assert_eq!(sim.sent_ids(), [0, 1, 2, 3]);
}

#[test]
fn no_timer_is_left_where_no_job_waits_for_one() {
    let filtered = BulkOptions {
        goal: FILTER,
        ..limits(Some(30), None, 0)
    };
    let mut sim = Simulation::of(filtered, 1);
    sim.go();
    assert_eq!(sim.until, Some(at(1_030)));
    sim.answer(0, &Reply::job("processing"));
    assert_eq!((sim.judging(), sim.until), ([0].to_vec(), None));

    let retried = BulkOptions {
        prepare: true,
        ..limits(Some(30), None, 1)
    };
    let mut sim = Simulation::of(retried, 1);
    sim.go();
    sim.prepared(0);
    sim.answer(0, &later(503, "1"));
    sim.wake(sim.until.unwrap());
    assert_eq!((sim.preparing(), sim.until), ([0].to_vec(), None));
}
