//! Every interleaving of small runs whose source, suppliers or judgements are slow, throw, or give no job id.

use std::vec;

use super::explore::{explore, explore_each, space};
use super::reaction::Reaction;
use super::simulation::cancel;
use super::steps::ALL_STOPS;
use crate::harness::s;

#[test]
fn a_slow_source_is_stopped_at_every_moment() {
    let reactions = [
        Reaction::Accepted,
        Reaction::Unauthorized,
        Reaction::Limited,
        Reaction::ConnectionLost,
    ];
    let runs = explore_each(1..=2, 3, &reactions, |space| {
        space.slow = true;
        space.wakes = 1;
        space.stops = ALL_STOPS.to_vec();
    });
    assert_eq!(runs, 97_766);
}

#[test]
fn a_source_throws_at_every_moment() {
    let reactions = [
        Reaction::Accepted,
        Reaction::Unauthorized,
        Reaction::Unavailable,
    ];
    let runs = explore_each(1..=2, 2, &reactions, |space| {
        space.options.limits.max_retries = 1;
        space.slow = true;
        space.chances.throws = true;
        space.stops = ALL_STOPS.to_vec();
        space.wakes = 2;
    });
    assert_eq!(runs, 17_246);
}

#[test]
fn a_slow_source_and_a_slow_reader_meet_in_every_order() {
    let reactions = [Reaction::Accepted, Reaction::Unauthorized];
    let runs = explore_each(1..=2, 3, &reactions, |space| {
        space.slow = true;
        space.reads = true;
        space.chances.throws = true;
        space.stops = ALL_STOPS.to_vec();
    });
    assert_eq!(runs, 30_221);
}

#[test]
fn what_is_no_job_id_is_refused_at_every_moment() {
    let mut runs = 0;
    for concurrency in 1..=2 {
        for finite in [true, false] {
            let reactions = [
                Reaction::Accepted,
                Reaction::Unauthorized,
                Reaction::Limited,
            ];
            let mut space = space(concurrency, 0, &reactions);
            space.source = vec![Some(0), None, Some(1)];
            space.options.finite = finite;
            space.slow = true;
            space.reads = finite;
            space.stops = ALL_STOPS.to_vec();
            space.wakes = 1;
            runs += explore(&space);
        }
    }
    assert_eq!(runs, 34_055);
}

#[test]
fn suppliers_answer_or_throw_in_every_order() {
    let reactions = [
        Reaction::Accepted,
        Reaction::Unauthorized,
        Reaction::Limited,
    ];
    let runs = explore_each(1..=2, 2, &reactions, |space| {
        space.options.prepare = true;
        space.chances.refuses = true;
        space.stops = ALL_STOPS.to_vec();
        space.wakes = 1;
    });
    assert_eq!(runs, 275_512);
}

#[test]
fn suppliers_and_a_slow_source_meet_in_every_order() {
    let reactions = [Reaction::Accepted, Reaction::Unauthorized];
    let runs = explore_each(2..=2, 2, &reactions, |space| {
        space.options.prepare = true;
        space.slow = true;
        space.reads = true;
        space.chances.refuses = true;
        space.chances.throws = true;
        space.stops = ALL_STOPS.to_vec();
    });
    assert_eq!(runs, 456_609);
}

#[test]
fn judgements_are_made_or_throw_and_what_they_keep_is_confirmed_in_every_order() {
    let mut runs = 0;
    for prepare in [false, true] {
        let mut space = space(2, 2, &[Reaction::Accepted, Reaction::Missing]);
        space.options.prepare = prepare;
        space.options.goal = cancel(true, false, Some(s(1)));
        space.chances.refuses = true;
        space.chances.gets = vec![Reaction::State("cancelled")];
        space.stops = ALL_STOPS.to_vec();
        runs += explore(&space);
    }
    assert_eq!(runs, 93_894);
}

#[test]
fn one_job_goes_through_all_its_stages_and_meets_everything_at_each() {
    let mut runs = 0;
    for finite in [true, false] {
        for dry_run in [true, false] {
            let reactions = [
                Reaction::Accepted,
                Reaction::Missing,
                Reaction::Unauthorized,
                Reaction::Limited,
                Reaction::GateTooLong,
                Reaction::ConnectionLost,
            ];
            let mut space = space(1, 2, &reactions);
            space.options.finite = finite;
            space.options.prepare = true;
            space.options.goal = cancel(true, dry_run, Some(s(1)));
            space.options.ignore_missing = finite;
            space.slow = true;
            space.chances.refuses = true;
            space.chances.gets = vec![
                Reaction::State("processing"),
                Reaction::State("completed"),
                Reaction::Missing,
                Reaction::Limited,
                Reaction::ConnectionLost,
            ];
            space.stops = ALL_STOPS.to_vec();
            space.wakes = 1;
            runs += explore(&space);
        }
    }
    assert_eq!(runs, 287_618);
}

#[test]
fn what_no_job_awaits_changes_nothing_at_every_moment() {
    let mut runs = 0;
    for (prepare, filter) in [(true, false), (false, true), (true, true)] {
        let mut space = space(
            2,
            2,
            &[
                Reaction::Accepted,
                Reaction::Limited,
                Reaction::ConnectionLost,
            ],
        );
        space.options.prepare = prepare;
        space.options.goal = cancel(filter, false, None);
        space.options.limits.max_retries = 1;
        space.chances.gets = vec![Reaction::State("pending"), Reaction::Unavailable];
        space.strays = true;
        space.stops = ALL_STOPS.to_vec();
        space.wakes = 1;
        runs += explore(&space);
    }
    assert_eq!(runs, 672_917);
}
