//! Every interleaving of small runs that are halted, aborted and left at every moment, one after the other.

use std::vec;

use super::explore::{explore, explore_each, space};
use super::reaction::Reaction;
use super::simulation::cancel;
use super::steps::ALL_STOPS;
use crate::harness::s;

#[test]
fn a_run_is_halted_aborted_and_left_one_after_the_other_at_every_moment() {
    let reactions = [
        Reaction::Accepted,
        Reaction::Unauthorized,
        Reaction::Limited,
    ];
    let runs = explore_each(1..=2, 3, &reactions, |space| {
        space.stops = ALL_STOPS.to_vec();
        space.most_stops = 3;
        space.wakes = 1;
    });
    assert_eq!(runs, 5_734);
}

#[test]
fn a_halt_comes_before_between_and_after_all_requests_of_a_job() {
    let mut runs = 0;
    for concurrency in 1..=2 {
        for filter in [true, false] {
            let mut space = space(concurrency, 2, &[Reaction::Accepted, Reaction::Unavailable]);
            space.options.limits.max_retries = 1;
            space.options.goal = cancel(filter, false, Some(s(1)));
            space.chances.gets = vec![Reaction::State("processing"), Reaction::State("cancelled")];
            space.stops = ALL_STOPS.to_vec();
            space.most_stops = 2;
            space.wakes = if filter { 1 } else { 2 };
            runs += explore(&space);
        }
    }
    assert_eq!(runs, 603_277);
}

#[test]
fn a_dry_run_is_stopped_and_read_at_every_moment() {
    let mut runs = 0;
    for filter in [true, false] {
        for finite in [true, false] {
            let mut space = space(2, 2, &[]);
            space.options.goal = cancel(filter, true, None);
            space.options.finite = finite;
            space.reads = true;
            space.chances.gets = vec![
                Reaction::State("pending"),
                Reaction::Unauthorized,
                Reaction::Missing,
                Reaction::Limited,
            ];
            space.chances.refuses = true;
            space.stops = ALL_STOPS.to_vec();
            space.wakes = 1;
            runs += explore(&space);
        }
    }
    assert_eq!(runs, 41_152);
}

#[test]
fn a_source_that_is_slow_and_endless_is_halted_and_left_before_it_answers() {
    let runs = explore_each(
        2..=2,
        2,
        &[Reaction::Accepted, Reaction::Limited],
        |space| {
            space.options.prepare = true;
            space.slow = true;
            space.chances.throws = true;
            space.stops = ALL_STOPS.to_vec();
            space.most_stops = 2;
            space.wakes = 1;
        },
    );
    assert_eq!(runs, 78_542);
}
