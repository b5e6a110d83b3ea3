//! Scenarios of a run: pulling, slots, and how each option turns out.

use std::vec;

use super::super::*;
use super::simulation::{
    FILTER, OPTIONS, Simulation, accepted, at_once, cancel, confirm, kind, limited, status,
};
use crate::{
    Endpoint, FailureKind, Limits, Terminal,
    harness::{at, later, s},
    testing::Reply,
};

#[test]
fn a_run_over_nothing_is_done_at_once() {
    let mut sim = Simulation::of(OPTIONS, 0);
    sim.go();
    assert!(sim.done);
    assert_eq!(sim.bulk.counts(), Counts::default());
}

#[test]
fn the_source_is_pulled_only_as_slots_free_up() {
    let mut sim = Simulation::of(at_once(2), 5);
    sim.go();
    assert_eq!(sim.pulled, 2);
    sim.answer(0, &accepted());
    assert_eq!(sim.pulled, 3);
    assert_eq!(sim.sent_ids(), [0, 1, 2]);
}

#[test]
fn an_outcome_nobody_has_read_keeps_its_slot() {
    let limits = Limits {
        timeout: s(60),
        ..OPTIONS.limits
    };
    let options = BulkOptions {
        limits,
        ..at_once(2)
    };
    let mut sim = Simulation::of(options, 5);
    sim.reads = false;
    sim.go();
    sim.answer(0, &accepted());
    sim.answer(1, &accepted());
    assert_eq!(sim.pulled, 2);
    assert_eq!(sim.bulk.in_flight(), 0);
    assert_eq!(sim.until, None, "nothing is waited for but the reader");
    sim.read(0);
    sim.go();
    assert_eq!(sim.pulled, 3);
}

#[test]
fn no_concurrency_and_no_patience_count_as_one() {
    let options = BulkOptions {
        concurrency: 0,
        stop_after: 0,
        ..OPTIONS
    };
    let mut sim = Simulation::of(options, 2);
    sim.go();
    assert_eq!(sim.sent_ids(), [0]);
    sim.breaks(0);
    assert_eq!(sim.bulk.stopped(), Some(Stop::Unreachable));
}

#[test]
fn a_slow_source_is_asked_once_at_a_time() {
    let mut sim = Simulation::of(at_once(3), 2);
    sim.prompt = false;
    sim.go();
    sim.give();
    sim.go();
    assert!(sim.pulling, "asked again, with a request in flight");
    sim.answer(0, &accepted());
    sim.give();
    sim.go();
    sim.answer(1, &accepted());
    assert!(!sim.done);
    sim.give();
    sim.go();
    assert!(sim.done);
}

#[test]
fn what_is_no_job_id_is_a_failure_and_nothing_is_sent() {
    let mut sim = Simulation::over(at_once(1), vec![None, Some(1), None]);
    sim.go();
    sim.answer(1, &accepted());
    assert!(sim.done);
    assert_eq!(sim.sent_ids(), [1]);
    assert_eq!(sim.outcomes[0], (None, Outcome::Refused, 0));
    let counts = sim.bulk.counts();
    assert_eq!((counts.failed, counts.cancelled, counts.total()), (2, 1, 3));
}

#[test]
fn a_failure_does_not_stop_the_rest() {
    let mut sim = Simulation::of(at_once(1), 4);
    sim.go();
    sim.answer(0, &status(404));
    sim.answer(1, &status(500).code("JOB_003"));
    sim.answer(2, &status(403));
    sim.answer(3, &accepted());
    assert!(sim.done);
    assert_eq!(sim.bulk.counts().failed, 3);
}

#[test]
fn every_kind_of_end_is_counted_and_the_total_is_their_sum() {
    let options = BulkOptions {
        goal: confirm(1),
        ignore_missing: true,
        ..at_once(1)
    };
    let ids = [0, 1, 2, 0, 3].map(Some).to_vec();
    let mut sim = Simulation::over(options, ids);
    sim.go();
    sim.answer(0, &accepted());
    sim.answer(0, &Reply::job("canceled"));
    sim.answer(1, &accepted());
    sim.answer(1, &Reply::job("completed"));
    sim.answer(2, &status(404));
    sim.answer(3, &status(403));
    assert!(sim.done);
    let expected = Counts {
        cancelled: 1,
        finished: 1,
        fulfilled: 0,
        failed: 1,
        skipped: 1,
        duplicates: 1,
    };
    assert_eq!(sim.bulk.counts(), expected);
    assert_eq!(expected.total(), 5);
}

#[test]
fn without_dedupe_an_id_counts_as_often_as_it_comes() {
    let options = BulkOptions {
        dedupe: None,
        ..at_once(1)
    };
    let mut sim = Simulation::over(options, vec![Some(7); 3]);
    sim.go();
    for _ in 0..3 {
        sim.answer(7, &accepted());
    }
    assert!(sim.done);
    assert_eq!(sim.bulk.counts().cancelled, 3);
}

#[test]
fn suppliers_are_asked_before_each_request_of_a_job() {
    let options = BulkOptions {
        prepare: true,
        goal: FILTER,
        ..at_once(1)
    };
    let mut sim = Simulation::of(options, 2);
    sim.go();
    sim.prepared(0);
    sim.answer(0, &Reply::job("pending"));
    sim.judge(0, true);
    assert_eq!(sim.preparing(), [0]);
    sim.prepared(0);
    sim.answer(0, &accepted());
    assert_eq!(sim.outcome(0), Outcome::Accepted);
    sim.refuse(1);
    assert_eq!(sim.outcome(1), Outcome::Refused, "its supplier threw");
    assert!(sim.done);
}

#[test]
fn a_judgement_that_throws_is_that_jobs_failure() {
    let options = BulkOptions {
        goal: FILTER,
        ..at_once(1)
    };
    let mut sim = Simulation::of(options, 2);
    sim.go();
    sim.answer(0, &Reply::job("pending"));
    sim.refuse(0);
    assert_eq!(sim.outcome(0), Outcome::Refused);
    sim.answer(1, &Reply::job("completed"));
    sim.judge(1, false);
    assert_eq!(sim.outcome(1), Outcome::Skipped(Skip::Filtered));
    assert!(sim.done);
}

#[test]
fn attempts_add_up_over_a_jobs_requests() {
    let options = BulkOptions {
        goal: cancel(true, false, Some(s(1))),
        limits: Limits {
            max_retries: 1,
            ..OPTIONS.limits
        },
        ..at_once(1)
    };
    let mut sim = Simulation::of(options, 1);
    sim.go();
    sim.answer(0, &later(503, "0"));
    sim.answer(0, &Reply::job("pending"));
    sim.judge(0, true);
    sim.answer(0, &accepted());
    sim.answer(0, &Reply::job("processing"));
    sim.wake(at(1_001));
    sim.answer(0, &Reply::job("failed"));
    let ended = Outcome::Ended(Terminal::Failed);
    assert_eq!(sim.outcomes, [(Some(0), ended, 5)]);
}

#[test]
fn a_404_after_an_accepted_cancellation_is_never_ignored() {
    let options = BulkOptions {
        goal: confirm(1),
        ignore_missing: true,
        ..at_once(1)
    };
    let mut sim = Simulation::of(options, 1);
    sim.go();
    sim.answer(0, &accepted());
    sim.answer(0, &status(404));
    assert_eq!(kind(sim.outcome(0)), FailureKind::Status);
}

#[test]
fn events_for_slots_that_do_not_await_them_change_nothing() {
    let mut sim = Simulation::of(at_once(1), 1);
    sim.go();
    let mut shared = sim.shared.clone();
    for job in [0, 1, u32::MAX] {
        sim.bulk.handle_prepared(job, true);
        sim.bulk.handle_verdict(job, false);
        sim.bulk.handle_taken(job);
    }
    for job in [1, u32::MAX] {
        sim.bulk.refuse(job);
        sim.bulk.handle_failure(job, sim.now, &mut shared);
        let reply = accepted();
        sim.bulk
            .handle_response(job, sim.now, &reply.to(Endpoint::CancelJob), &mut shared);
    }
    sim.bulk.handle_timeout(sim.now, &mut shared);
    sim.go();
    assert_eq!(sim.in_flight(), [(0, Endpoint::CancelJob)]);
    let mut aborted = sim.clone();
    aborted.abort();
    assert!(aborted.done, "its request was cancelled first");
    sim.answer(0, &accepted());
    assert!(sim.done);
    assert_eq!(sim.bulk.counts().total(), 1);
}

#[test]
fn a_late_event_for_a_job_that_waits_is_not_told_again() {
    let mut sim = Simulation::of(at_once(1), 1);
    sim.go();
    sim.answer(0, &limited(5));
    assert_eq!(sim.pauses.len(), 1);
    let mut shared = sim.shared.clone();
    sim.bulk.handle_failure(0, sim.now, &mut shared);
    for late in [limited(9), status(401), status(404)] {
        for _ in 0..30 {
            let now = sim.now + s(10);
            sim.bulk
                .handle_response(0, now, &late.to(Endpoint::CancelJob), &mut shared);
        }
    }
    sim.go();
    assert_eq!(sim.bulk.stopped(), None);
    assert_eq!(sim.pauses.len(), 1);
    assert_eq!(sim.until, Some(at(1_005)));
}

#[test]
fn a_confirmed_job_that_could_not_be_cancelled_is_finished_if_it_has_ended() {
    let options = BulkOptions {
        goal: confirm(1),
        ..at_once(1)
    };
    let mut sim = Simulation::of(options, 3);
    sim.go();
    for (id, state) in ["completed", "canceled", "processing"].iter().enumerate() {
        let id = u32::try_from(id).unwrap();
        sim.answer(id, &status(500).code("JOB_003"));
        sim.answer(id, &Reply::job(state));
    }
    assert!(sim.done);
    let counts = sim.bulk.counts();
    assert_eq!(
        (counts.finished, counts.cancelled, counts.failed),
        (1, 1, 1)
    );
    assert_eq!(kind(sim.outcome(2)), FailureKind::NotCancelled);
}
