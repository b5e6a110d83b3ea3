//! Scenarios of runs that cancel nothing: they report each job's state, or wait for its end.

use std::vec;
use std::vec::Vec;

use super::super::*;
use super::simulation::{OPTIONS, Simulation, at_once, impatient, kind, limited, skipped, status};
use crate::{
    Endpoint, FailureKind, Limits, Pause,
    harness::{at, later, ms, s},
    testing::Reply,
};

const WAIT: Goal = Goal::Wait { interval: s(2) };
const BOTH: [Goal; 2] = [Goal::Status, WAIT];

const fn with_goal(goal: Goal, options: BulkOptions) -> BulkOptions {
    BulkOptions { goal, ..options }
}

fn job(status: &str) -> Reply {
    Reply::job(status)
}

#[test]
fn a_status_run_asks_once_and_reports_whatever_state_a_job_is_in() {
    let states = ["pending", "processing", "completed", "canceled", "paused"];
    let mut sim = Simulation::of(with_goal(Goal::Status, at_once(2)), 5);
    sim.go();
    for (id, state) in (0..).zip(states) {
        sim.answer(id, &job(state));
        assert_eq!(sim.outcome(id), Outcome::Reported, "{state}");
    }
    assert!(sim.done);
    assert_eq!(sim.sent_ids(), [0, 1, 2, 3, 4]);
    assert_eq!(sim.pauses, []);
}

#[test]
fn a_wait_run_polls_each_job_until_it_has_ended() {
    for state in ["completed", "failed", "canceled", "cancelled", "expired"] {
        let mut sim = Simulation::of(with_goal(WAIT, at_once(1)), 1);
        sim.go();
        for earlier in ["pending", "processing", "paused"] {
            sim.answer(0, &job(earlier));
            assert!(!sim.done);
            sim.wake(sim.until.unwrap());
        }
        sim.answer(0, &job(state));
        assert!(sim.done);
        assert_eq!(sim.outcomes, [(Some(0), Outcome::Reported, 4)]);
    }
}

#[test]
fn the_intervals_of_a_wait_run_grow_by_half_up_to_thirty_seconds() {
    let mut sim = Simulation::of(with_goal(WAIT, at_once(1)), 1);
    sim.go();
    for _ in 0..9 {
        sim.answer(0, &job("processing"));
        sim.wake(sim.until.unwrap());
    }
    let pauses = sim.pauses.iter();
    let seconds: Vec<_> = pauses.map(|(delay, _)| delay.as_secs_f64()).collect();
    assert_eq!(
        seconds,
        [2.0, 3.0, 4.5, 6.75, 10.125, 15.1875, 22.78125, 30.0, 30.0]
    );
    assert!(sim.pauses.iter().all(|(_, why)| *why == Pause::Poll));
}

#[test]
fn the_jobs_of_a_wait_run_are_polled_each_in_its_own_time() {
    let mut sim = Simulation::of(with_goal(WAIT, at_once(2)), 3);
    sim.go();
    sim.answer(0, &job("pending"));
    sim.now = at(1_001);
    sim.answer(1, &job("pending"));
    assert_eq!(sim.pulled, 2, "a job that rests keeps its place");
    sim.wake(at(1_002));
    assert_eq!(sim.in_flight(), [(0, Endpoint::GetJob)]);
    sim.answer(0, &job("completed"));
    assert_eq!(sim.in_flight(), [(2, Endpoint::GetJob)]);
    sim.wake(at(1_003));
    assert_eq!(
        sim.in_flight(),
        [(1, Endpoint::GetJob), (2, Endpoint::GetJob)]
    );
}

#[test]
fn reported_jobs_are_counted_as_fulfilled_and_in_the_total() {
    for goal in BOTH {
        let ids = [0, 1, 0, 2].map(Some).to_vec();
        let mut sim = Simulation::over(with_goal(goal, at_once(3)), ids);
        sim.go();
        sim.answer(0, &job("completed"));
        sim.answer(1, &job("canceled"));
        sim.answer(2, &status(403));
        assert!(sim.done);
        let expected = Counts {
            fulfilled: 2,
            failed: 1,
            duplicates: 1,
            ..Counts::default()
        };
        assert_eq!(sim.bulk.counts(), expected);
        assert_eq!(expected.total(), 4);
    }
}

#[test]
fn a_job_that_is_missing_has_failed_unless_that_is_to_be_ignored() {
    for goal in BOTH {
        for ignore_missing in [false, true] {
            let options = BulkOptions {
                ignore_missing,
                ..with_goal(goal, at_once(1))
            };
            let mut sim = Simulation::of(options, 1);
            sim.go();
            sim.answer(0, &status(404));
            if ignore_missing {
                assert_eq!(sim.outcome(0), Outcome::Skipped(Skip::Missing));
            } else {
                assert_eq!(kind(sim.outcome(0)), FailureKind::Status);
            }
            assert!(sim.done);
        }
    }
}

#[test]
fn a_job_that_goes_missing_while_it_is_waited_for_is_missing_too() {
    let options = BulkOptions {
        ignore_missing: true,
        ..with_goal(WAIT, at_once(1))
    };
    let mut sim = Simulation::of(options, 1);
    sim.go();
    sim.answer(0, &job("pending"));
    sim.wake(at(1_002));
    sim.answer(0, &status(404));
    assert_eq!(sim.outcome(0), Outcome::Skipped(Skip::Missing));
}

#[test]
fn a_401_skips_what_is_in_flight_and_drops_its_request() {
    for goal in BOTH {
        let mut sim = Simulation::of(with_goal(goal, impatient(3)), 9);
        sim.go();
        sim.answer(0, &status(401));
        assert!(sim.done);
        assert_eq!(sim.in_flight(), [], "the driver was asked to cancel them");
        assert_eq!(kind(sim.outcome(0)), FailureKind::Status);
        for id in 1..9 {
            assert_eq!(sim.outcome(id), skipped(Stop::Unauthorized));
        }
        assert_eq!(sim.sent.len(), 3);
    }
}

#[test]
fn an_abort_and_a_halt_skip_jobs_in_flight_between_polls_and_behind_the_gate() {
    let stops: [fn(&mut Simulation); 2] = [Simulation::abort, Simulation::halt];
    for stop in stops {
        let mut sim = Simulation::of(with_goal(WAIT, impatient(4)), 9);
        sim.go();
        sim.answer(0, &job("completed"));
        sim.answer(1, &job("processing"));
        sim.answer(2, &limited(5));
        let in_flight = [(3, Endpoint::GetJob), (4, Endpoint::GetJob)];
        assert_eq!(sim.in_flight(), in_flight);
        stop(&mut sim);
        assert!(sim.done);
        assert_eq!(sim.outcome(0), Outcome::Reported, "it had ended");
        for id in 1..9 {
            assert_eq!(sim.outcome(id), skipped(Stop::Aborted));
        }
        assert_eq!(sim.in_flight(), []);
    }
}

#[test]
fn an_iterator_left_early_drops_the_requests_of_a_run_that_cancels_nothing() {
    for goal in BOTH {
        let mut sim = Simulation::of(with_goal(goal, impatient(2)), 9);
        sim.reads = false;
        sim.go();
        sim.leave();
        assert!(sim.done && sim.closed);
        assert_eq!(sim.in_flight(), []);
        assert_eq!(sim.pulled, 2);
    }
}

#[test]
fn connection_failures_in_a_row_stop_a_run_that_cancels_nothing() {
    for goal in BOTH {
        let mut sim = Simulation::of(with_goal(goal, impatient(1)), 9);
        sim.go();
        for id in 0..3 {
            sim.breaks(id);
        }
        assert_eq!(sim.bulk.stopped(), Some(Stop::Unreachable));
        assert!(sim.done);
        assert_eq!(sim.outcome(8), skipped(Stop::Unreachable));
    }
}

#[test]
fn a_429_uses_up_none_of_the_retries_of_a_poll() {
    for goal in BOTH {
        let options = BulkOptions {
            limits: Limits {
                max_retries: 1,
                ..OPTIONS.limits
            },
            ..with_goal(goal, at_once(1))
        };
        let mut sim = Simulation::of(options, 1);
        sim.go();
        for _ in 0..15 {
            sim.answer(0, &limited(2));
            sim.wake(sim.until.unwrap());
        }
        sim.answer(0, &later(503, "1"));
        sim.wake(sim.until.unwrap());
        sim.answer(0, &job("completed"));
        assert_eq!(sim.outcomes, [(Some(0), Outcome::Reported, 17)]);
    }
}

#[test]
fn a_gate_closed_for_longer_than_the_cap_skips_what_was_waited_for() {
    let mut sim = Simulation::of(with_goal(WAIT, impatient(1)), 2);
    sim.go();
    sim.answer(0, &job("pending"));
    sim.shared.gate.close_until(at(1_100));
    sim.wake(at(1_002));
    assert!(sim.done);
    for id in [0, 1] {
        assert_eq!(sim.outcome(id), skipped(Stop::RateLimited));
    }
}

#[test]
fn a_jobs_deadline_is_for_all_its_polls_and_stops_no_run() {
    let options = BulkOptions {
        limits: Limits {
            deadline: ms(4_500),
            ..OPTIONS.limits
        },
        stop_after: 1,
        ..with_goal(WAIT, at_once(1))
    };
    let mut sim = Simulation::of(options, 2);
    sim.go();
    sim.answer(0, &job("pending"));
    sim.wake(at(1_002));
    sim.answer(0, &job("processing"));
    sim.wake(sim.until.unwrap());
    assert_eq!(kind(sim.outcome(0)), FailureKind::Deadline);
    assert_eq!(sim.bulk.stopped(), None, "the server is not out of reach");
    sim.answer(1, &job("completed"));
    assert!(sim.done);
}

#[test]
fn what_is_no_job_id_is_refused_by_a_run_that_cancels_nothing() {
    for goal in BOTH {
        let mut sim = Simulation::over(with_goal(goal, at_once(1)), vec![None, Some(1)]);
        sim.go();
        sim.answer(1, &job("completed"));
        assert!(sim.done);
        assert_eq!(sim.outcomes[0], (None, Outcome::Refused, 0));
        assert_eq!(sim.outcome(1), Outcome::Reported);
    }
}

#[test]
fn suppliers_are_asked_before_each_poll_of_a_wait_run() {
    let options = BulkOptions {
        prepare: true,
        ..with_goal(WAIT, at_once(1))
    };
    let mut sim = Simulation::of(options, 2);
    sim.go();
    sim.prepared(0);
    sim.answer(0, &job("pending"));
    sim.wake(at(1_002));
    sim.prepared(0);
    sim.answer(0, &job("completed"));
    assert_eq!(sim.outcome(0), Outcome::Reported);
    sim.refuse(1);
    assert_eq!(sim.outcome(1), Outcome::Refused, "its supplier threw");
}
