//! Scenarios of runs that stop, by a 401, an abort, their reader or their source, and what becomes of the rest.

use std::vec;

use super::super::*;
use super::simulation::{
    FILTER, OPTIONS, Simulation, accepted, confirm, endless, impatient, kind, limited, skipped,
    status,
};
use crate::{
    Endpoint, Failure, FailureKind, Limits, Shared,
    harness::{at, later},
    testing::Reply,
};

#[test]
fn a_401_stops_the_run_and_the_rest_of_an_array_is_skipped_as_unauthorized() {
    let mut sim = Simulation::of(impatient(1), 1_000);
    sim.go();
    sim.answer(0, &status(401));
    assert!(sim.done);
    assert_eq!(sim.sent.len(), 1);
    assert_eq!(kind(sim.outcome(0)), FailureKind::Status);
    assert_eq!(sim.outcome(999), skipped(Stop::Unauthorized));
    assert_eq!(sim.bulk.counts().skipped, 999);
    assert_eq!(sim.bulk.stopped(), Some(Stop::Unauthorized));
}

#[test]
fn any_other_source_is_closed_and_not_pulled_further() {
    let mut sim = Simulation::of(endless(1), 1_000);
    sim.go();
    sim.answer(0, &status(401));
    assert!(sim.done && sim.closed);
    assert_eq!(sim.pulled, 1);
    assert_eq!(sim.bulk.counts().total(), 1);
}

#[test]
fn a_stop_waits_until_the_source_is_closed_and_for_no_pull_that_is_under_way() {
    let mut sim = Simulation::of(endless(2), 5);
    sim.prompt = false;
    sim.go();
    sim.give();
    sim.go();
    assert!(sim.pulling);
    sim.answer(0, &status(401));
    assert!(sim.closed && sim.returning && !sim.done);
    sim.returned();
    assert!(sim.done);
    sim.give();
    assert_eq!(
        sim.bulk.counts().total(),
        1,
        "what comes late does not count"
    );
    assert_eq!(sim.bulk.handle_invalid(), None);
}

#[test]
fn repeated_ids_are_duplicates_after_a_stop_too() {
    let ids = [0, 1, 0, 1, 2].map(Some).to_vec();
    let mut sim = Simulation::over(impatient(1), ids);
    sim.go();
    sim.abort();
    assert!(sim.done);
    let counts = sim.bulk.counts();
    assert_eq!((counts.skipped, counts.duplicates), (2, 2));
}

#[test]
fn what_is_in_flight_at_a_stop_settles_but_is_not_tried_again() {
    let options = BulkOptions {
        limits: Limits {
            max_retries: 5,
            ..OPTIONS.limits
        },
        ..impatient(5)
    };
    let mut sim = Simulation::of(options, 5);
    sim.go();
    sim.answer(1, &later(503, "9"));
    sim.answer(0, &status(401));
    assert_eq!(kind(sim.outcome(1)), FailureKind::Status, "not slept out");
    sim.answer(2, &accepted());
    sim.answer(3, &limited(1));
    sim.breaks(4);
    assert!(sim.done);
    assert_eq!(sim.outcome(2), Outcome::Accepted);
    assert_eq!(kind(sim.outcome(3)), FailureKind::Status);
    assert_eq!(kind(sim.outcome(4)), FailureKind::Connection);
    assert_eq!(sim.sent.len(), 5);
}

/// A run of one job, and the job that it has just asked to be sent for the last time of `sends`; each before is answered so.
fn about_to_send(goal: Goal, answers: &[Reply]) -> (Bulk, Shared, JobIndex) {
    let mut bulk = Bulk::new(BulkOptions {
        goal,
        limits: Limits {
            max_retries: 1,
            ..OPTIONS.limits
        },
        ..endless(1)
    });
    let mut shared = Shared::new(7);
    let mut answers = answers.iter();
    let mut now = at(1_000);
    loop {
        match bulk.poll(now, &mut shared) {
            BulkAction::Pull => {
                bulk.handle_id("a");
            }
            BulkAction::Send { job, endpoint, .. } => match answers.next() {
                Some(answer) => {
                    assert!(bulk.begin_attempt(job).is_some());
                    bulk.handle_response(job, now, &answer.to(endpoint), &mut shared);
                }
                None => return (bulk, shared, job),
            },
            BulkAction::Idle { until } => {
                now = until;
                bulk.handle_timeout(now, &mut shared);
            }
            BulkAction::Pause { .. } => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_request_that_is_announced_as_the_run_stops_is_neither_sent_nor_counted_unless_it_confirms() {
    let cancel = confirm(1);
    let unavailable = || later(503, "1");
    for at_once in [false, true] {
        for (goal, answers, recalled) in [
            (cancel, vec![], Some(skipped(Stop::Aborted))),
            (Goal::Status, vec![], Some(skipped(Stop::Aborted))),
            (
                Goal::Status,
                vec![unavailable()],
                Some(skipped(Stop::Aborted)),
            ),
            (
                cancel,
                vec![unavailable()],
                Some(Outcome::Failed(Failure::of(if at_once {
                    FailureKind::Aborted
                } else {
                    FailureKind::Status
                }))),
            ),
            (cancel, vec![accepted()], None),
        ] {
            let (mut bulk, mut shared, job) = about_to_send(goal, &answers);
            let sent = u32::try_from(answers.len()).unwrap();
            let mut unstopped = bulk.clone();
            assert_eq!(unstopped.begin_attempt(job), Some(sent + 1));
            assert_eq!(unstopped.begin_attempt(job), None, "it is sent once");
            if at_once {
                bulk.abort();
            } else {
                bulk.halt();
            }
            let what = std::format!("{goal:?} {answers:?} {at_once}");
            if recalled.is_none() && !at_once {
                assert_eq!(bulk.begin_attempt(job), Some(sent + 1), "{what}");
                continue;
            }
            assert_eq!(bulk.begin_attempt(job), None, "{what}");
            let (outcome, attempts) = loop {
                match bulk.poll(at(2_000), &mut shared) {
                    BulkAction::Settle {
                        outcome, attempts, ..
                    } => break (outcome, attempts),
                    BulkAction::Cancel { .. } | BulkAction::CloseSource => {}
                    other => panic!("{what}: {other:?}"),
                }
            };
            let aborted = Outcome::Failed(Failure::of(FailureKind::Aborted));
            assert_eq!(outcome, recalled.unwrap_or(aborted), "{what}");
            assert_eq!(attempts, sent, "{what}");
        }
    }
}

#[test]
fn a_job_that_its_driver_can_do_nothing_more_for_ends_as_refused_wherever_it_is() {
    for answers in [vec![], vec![later(503, "9")]] {
        let (mut bulk, mut shared, job) = about_to_send(OPTIONS.goal, &[]);
        for answer in &answers {
            let answer = answer.to(Endpoint::CancelJob);
            bulk.handle_response(job, at(1_000), &answer, &mut shared);
            // It sleeps, and is told so.
            let pause = bulk.poll(at(1_000), &mut shared);
            assert!(matches!(pause, BulkAction::Pause { .. }), "{pause:?}");
        }
        bulk.refuse(job);
        let end = bulk.poll(at(1_000), &mut shared);
        let BulkAction::Settle { outcome, .. } = end else {
            panic!("{end:?}");
        };
        assert_eq!(outcome, Outcome::Refused);
    }
}

#[test]
fn confirmations_go_on_after_a_stop_until_one_fails() {
    let options = BulkOptions {
        goal: confirm(1),
        ..impatient(3)
    };
    let mut sim = Simulation::of(options, 3);
    sim.go();
    sim.answer(0, &accepted());
    sim.answer(0, &Reply::job("processing"));
    sim.answer(1, &accepted());
    sim.answer(1, &Reply::job("processing"));
    sim.answer(2, &status(401));
    sim.wake(at(1_001));
    sim.answer(0, &Reply::job("canceled"));
    sim.breaks(1);
    assert!(sim.done);
    assert_eq!(sim.outcome(0), Outcome::Ended(crate::Terminal::Canceled));
    assert_eq!(kind(sim.outcome(1)), FailureKind::Connection);
}

#[test]
fn an_abort_rejects_what_was_sent_and_skips_what_was_not() {
    let mut sim = Simulation::of(impatient(2), 4);
    sim.go();
    sim.answer(0, &limited(5));
    sim.answer(1, &accepted());
    sim.abort();
    assert!(sim.done);
    assert_eq!(kind(sim.outcome(0)), FailureKind::Aborted);
    assert_eq!(sim.outcome(1), Outcome::Accepted);
    for id in [2, 3] {
        assert_eq!(sim.outcome(id), skipped(Stop::Aborted));
    }
    assert_eq!(sim.bulk.stopped(), Some(Stop::Aborted));
}

#[test]
fn an_abort_before_the_start_sends_nothing() {
    let mut sim = Simulation::of(impatient(2), 4);
    sim.abort();
    assert!(sim.done);
    assert_eq!(sim.bulk.counts().skipped, 4);

    let mut sim = Simulation::of(endless(2), 4);
    sim.abort();
    assert!(sim.done && sim.closed);
    assert_eq!(sim.bulk.counts().total(), 0);
}

#[test]
fn an_abort_drops_suppliers_and_judgements_that_are_under_way() {
    let options = BulkOptions {
        prepare: true,
        goal: FILTER,
        ..impatient(2)
    };
    let mut sim = Simulation::of(options, 2);
    sim.go();
    sim.prepared(0);
    sim.answer(0, &Reply::job("pending"));
    assert_eq!(sim.judging(), [0]);
    sim.abort();
    assert!(sim.done);
    assert_eq!(sim.bulk.counts().skipped, 2);
}

#[test]
fn an_abort_after_another_stop_ends_what_was_still_in_flight() {
    let mut sim = Simulation::of(impatient(2), 4);
    sim.go();
    sim.answer(0, &status(401));
    assert_eq!(sim.in_flight(), [(1, Endpoint::CancelJob)]);
    sim.abort();
    assert!(sim.done);
    assert_eq!(kind(sim.outcome(1)), FailureKind::Aborted);
    assert_eq!(sim.bulk.stopped(), Some(Stop::Unauthorized), "the first");
}

#[test]
fn a_halt_lets_what_was_sent_finish_and_skips_what_was_not() {
    for options in [impatient(3), endless(3)] {
        let mut sim = Simulation::of(options, 1_000);
        sim.go();
        sim.answer(0, &limited(5));
        sim.halt();
        assert_eq!(sim.sent.len(), 3, "nothing further is sent");
        assert_eq!(kind(sim.outcome(0)), FailureKind::Status, "not slept out");
        sim.answer(1, &accepted());
        sim.answer(2, &later(503, "0"));
        assert!(sim.done);
        assert_eq!(sim.outcome(1), Outcome::Accepted);
        assert_eq!(kind(sim.outcome(2)), FailureKind::Status);
        assert_eq!(sim.bulk.stopped(), Some(Stop::Aborted));
        let rest = if options.finite { 997 } else { 0 };
        assert_eq!(sim.bulk.counts().skipped, rest);
        assert_eq!(sim.closed, !options.finite);
    }
}

#[test]
fn a_halt_sends_no_cancellation_for_what_waits_at_the_gate_or_is_only_asked_about() {
    let mut sim = Simulation::of(impatient(2), 3);
    sim.go();
    sim.answer(0, &limited(5));
    sim.answer(1, &accepted());
    assert_eq!(sim.pulled, 3, "the third is held by the gate");
    sim.halt();
    assert!(sim.done);
    assert_eq!(sim.outcome(2), skipped(Stop::Aborted));

    let options = BulkOptions {
        goal: FILTER,
        ..impatient(3)
    };
    let mut sim = Simulation::of(options, 3);
    sim.go();
    sim.answer(0, &Reply::job("pending"));
    assert_eq!(sim.judging(), [0]);
    sim.halt();
    assert!(sim.done);
    assert_eq!(sim.bulk.counts().skipped, 3);
    assert_eq!(sim.in_flight(), []);
}

#[test]
fn a_halt_lets_confirmations_poll_on_and_an_abort_after_it_ends_them() {
    let options = BulkOptions {
        goal: confirm(1),
        ..impatient(2)
    };
    let mut sim = Simulation::of(options, 2);
    sim.go();
    for id in [0, 1] {
        sim.answer(id, &accepted());
        sim.answer(id, &Reply::job("processing"));
    }
    sim.halt();
    sim.wake(at(1_001));
    sim.answer(0, &Reply::job("canceled"));
    assert!(!sim.done);
    assert_eq!(sim.outcome(0), Outcome::Ended(crate::Terminal::Canceled));
    sim.abort();
    assert!(sim.done);
    assert_eq!(kind(sim.outcome(1)), FailureKind::Aborted);
}

#[test]
fn an_iterator_left_early_cancels_what_is_in_flight_and_closes_the_source() {
    for options in [impatient(2), endless(2)] {
        let mut sim = Simulation::of(options, 1_000);
        sim.reads = false;
        sim.go();
        sim.answer(0, &accepted());
        sim.leave();
        assert!(sim.done && sim.closed);
        assert_eq!(sim.pulled, 2);
        assert_eq!(sim.in_flight(), []);
    }
}

#[test]
fn a_source_that_throws_lets_what_is_in_flight_settle_with_its_retries() {
    let options = BulkOptions {
        limits: Limits {
            max_retries: 1,
            ..OPTIONS.limits
        },
        ..endless(3)
    };
    let mut sim = Simulation::of(options, 5);
    sim.prompt = false;
    sim.go();
    for _ in 0..2 {
        sim.give();
        sim.go();
    }
    sim.bulk.handle_source_error();
    sim.pulling = false;
    sim.go();
    sim.answer(0, &accepted());
    sim.breaks(1);
    assert!(!sim.done);
    sim.wake(sim.until.unwrap());
    sim.answer(1, &accepted());
    assert!(sim.done && !sim.closed);
    assert_eq!(sim.bulk.counts().cancelled, 2);
}
