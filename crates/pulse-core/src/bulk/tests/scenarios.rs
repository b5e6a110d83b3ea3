//! Scenarios of a run: pulling, slots, and how each option turns out.

use std::vec;

use super::super::*;
use super::world::{OPTIONS, World, accepted, at_once, kind, limited, status};
use crate::{
    Endpoint, FailureKind, Limits, Terminal,
    harness::{at, later, s},
    testing::Reply,
};

#[test]
fn a_run_over_nothing_is_done_at_once() {
    let mut world = World::of(OPTIONS, 0);
    world.go();
    assert!(world.done);
    assert_eq!(world.bulk.counts(), Counts::default());
}

#[test]
fn the_source_is_pulled_only_as_slots_free_up() {
    let mut world = World::of(at_once(2), 5);
    world.go();
    assert_eq!(world.pulled, 2);
    world.answer(0, &accepted());
    assert_eq!(world.pulled, 3);
    assert_eq!(world.sent_ids(), [0, 1, 2]);
}

#[test]
fn an_outcome_nobody_has_read_keeps_its_slot() {
    let mut world = World::of(at_once(2), 5);
    world.reads = false;
    world.go();
    world.answer(0, &accepted());
    world.answer(1, &accepted());
    assert_eq!(world.pulled, 2);
    assert_eq!(world.bulk.in_flight(), 0);
    world.read(0);
    world.go();
    assert_eq!(world.pulled, 3);
}

#[test]
fn no_concurrency_and_no_patience_count_as_one() {
    let options = BulkOptions {
        concurrency: 0,
        stop_after: 0,
        ..OPTIONS
    };
    let mut world = World::of(options, 2);
    world.go();
    assert_eq!(world.sent_ids(), [0]);
    world.breaks(0);
    assert_eq!(world.bulk.stopped(), Some(Stop::Unreachable));
}

#[test]
fn a_slow_source_is_asked_once_at_a_time() {
    let mut world = World::of(at_once(3), 2);
    world.prompt = false;
    world.go();
    world.give();
    world.go();
    assert!(world.pulling, "asked again, with a request in flight");
    world.answer(0, &accepted());
    world.give();
    world.go();
    world.answer(1, &accepted());
    assert!(!world.done);
    world.give();
    world.go();
    assert!(world.done);
}

#[test]
fn what_is_no_job_id_is_a_failure_and_nothing_is_sent() {
    let mut world = World::over(at_once(1), vec![None, Some(1), None]);
    world.go();
    world.answer(1, &accepted());
    assert!(world.done);
    assert_eq!(world.sent_ids(), [1]);
    assert_eq!(world.outcomes[0], (None, Outcome::Refused, 0));
    let counts = world.bulk.counts();
    assert_eq!((counts.failed, counts.cancelled, counts.total()), (2, 1, 3));
}

#[test]
fn a_failure_does_not_stop_the_rest() {
    let mut world = World::of(at_once(1), 4);
    world.go();
    world.answer(0, &status(404));
    world.answer(1, &status(500).code("JOB_003"));
    world.answer(2, &status(403));
    world.answer(3, &accepted());
    assert!(world.done);
    assert_eq!(world.bulk.counts().failed, 3);
}

#[test]
fn every_kind_of_end_is_counted_and_the_total_is_their_sum() {
    let options = BulkOptions {
        confirm: Some(s(1)),
        ignore_missing: true,
        ..at_once(1)
    };
    let ids = [0, 1, 2, 0, 3].map(Some).to_vec();
    let mut world = World::over(options, ids);
    world.go();
    world.answer(0, &accepted());
    world.answer(0, &Reply::job("canceled"));
    world.answer(1, &accepted());
    world.answer(1, &Reply::job("completed"));
    world.answer(2, &status(404));
    world.answer(3, &status(403));
    assert!(world.done);
    let expected = Counts {
        cancelled: 1,
        finished: 1,
        failed: 1,
        skipped: 1,
        duplicates: 1,
    };
    assert_eq!(world.bulk.counts(), expected);
    assert_eq!(expected.total(), 5);
}

#[test]
fn without_dedupe_an_id_counts_as_often_as_it_comes() {
    let options = BulkOptions {
        dedupe: None,
        ..at_once(1)
    };
    let mut world = World::over(options, vec![Some(7); 3]);
    world.go();
    for _ in 0..3 {
        world.answer(7, &accepted());
    }
    assert!(world.done);
    assert_eq!(world.bulk.counts().cancelled, 3);
}

#[test]
fn suppliers_are_asked_once_for_each_job() {
    let options = BulkOptions {
        prepare: true,
        dry_run: false,
        filter: true,
        ..at_once(1)
    };
    let mut world = World::of(options, 2);
    world.go();
    world.prepared(0);
    world.answer(0, &Reply::job("pending"));
    world.judge(0, true);
    world.answer(0, &accepted());
    assert_eq!(world.outcome(0), Outcome::Accepted);
    world.refuse(1);
    assert_eq!(world.outcome(1), Outcome::Refused, "its supplier threw");
    assert!(world.done);
}

#[test]
fn a_judgement_that_throws_is_that_jobs_failure() {
    let options = BulkOptions {
        filter: true,
        ..at_once(1)
    };
    let mut world = World::of(options, 2);
    world.go();
    world.answer(0, &Reply::job("pending"));
    world.refuse(0);
    assert_eq!(world.outcome(0), Outcome::Refused);
    world.answer(1, &Reply::job("completed"));
    world.judge(1, false);
    assert_eq!(world.outcome(1), Outcome::Skipped(Skip::Filtered));
    assert!(world.done);
}

#[test]
fn attempts_add_up_over_a_jobs_requests() {
    let options = BulkOptions {
        filter: true,
        confirm: Some(s(1)),
        limits: Limits {
            max_retries: 1,
            ..OPTIONS.limits
        },
        ..at_once(1)
    };
    let mut world = World::of(options, 1);
    world.go();
    world.answer(0, &later(503, "0"));
    world.answer(0, &Reply::job("pending"));
    world.judge(0, true);
    world.answer(0, &accepted());
    world.answer(0, &Reply::job("processing"));
    world.wake(at(1_001));
    world.answer(0, &Reply::job("failed"));
    let ended = Outcome::Ended(Terminal::Failed);
    assert_eq!(world.outcomes, [(Some(0), ended, 5)]);
}

#[test]
fn a_404_after_an_accepted_cancellation_is_never_ignored() {
    let options = BulkOptions {
        confirm: Some(s(1)),
        ignore_missing: true,
        ..at_once(1)
    };
    let mut world = World::of(options, 1);
    world.go();
    world.answer(0, &accepted());
    world.answer(0, &status(404));
    assert_eq!(kind(world.outcome(0)), FailureKind::Status);
}

#[test]
fn events_for_slots_that_do_not_await_them_change_nothing() {
    let mut world = World::of(at_once(1), 1);
    world.go();
    let mut shared = world.shared.clone();
    for slot in [0, 1, u32::MAX] {
        world.bulk.handle_prepared(slot);
        world.bulk.handle_verdict(slot, false);
        world.bulk.handle_taken(slot);
    }
    for slot in [1, u32::MAX] {
        world.bulk.refuse(slot);
        world.bulk.handle_failure(slot, world.now, &mut shared);
        let reply = accepted();
        world
            .bulk
            .handle_response(slot, world.now, &reply, &mut shared);
    }
    world.bulk.handle_timeout(world.now, &mut shared);
    world.go();
    assert_eq!(world.in_flight(), [(0, Endpoint::CancelJob)]);
    let mut aborted = world.clone();
    aborted.abort();
    assert!(aborted.done, "its request was cancelled first");
    world.answer(0, &accepted());
    assert!(world.done);
    assert_eq!(world.bulk.counts().total(), 1);
}

#[test]
fn a_late_event_for_a_job_that_waits_is_not_told_again() {
    let mut world = World::of(at_once(1), 1);
    world.go();
    world.answer(0, &limited(5));
    assert_eq!(world.pauses.len(), 1);
    let mut shared = world.shared.clone();
    world.bulk.handle_failure(0, world.now, &mut shared);
    for late in [limited(9), status(401), status(404)] {
        for _ in 0..30 {
            let now = world.now + s(10);
            world.bulk.handle_response(0, now, &late, &mut shared);
        }
    }
    world.go();
    assert_eq!(world.bulk.stopped(), None);
    assert_eq!(world.pauses.len(), 1);
    assert_eq!(world.until, Some(at(1_005)));
}
