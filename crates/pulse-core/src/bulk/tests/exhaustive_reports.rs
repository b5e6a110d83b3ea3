//! Every interleaving of small runs that cancel nothing: they report each job's state, or wait for its end.

use std::vec;
use std::vec::Vec;

use super::super::*;
use super::explore::{Space, explore, explore_each, space};
use super::reaction::Reaction;
use super::steps::{ALL_STOPS, Halting};
use crate::{
    Limits,
    harness::{PLAIN, ms, s},
};

const WAIT: Goal = Goal::Wait { interval: s(1) };
const BOTH: [Goal; 2] = [Goal::Status, WAIT];

/// What a poll may meet.
fn polls(more: &[Reaction]) -> Vec<Reaction> {
    let states = [Reaction::State("processing"), Reaction::State("completed")];
    [&states[..], more].concat()
}

/// Explores the spaces of both goals, with a source that is known to end and one that is not.
fn explore_both(concurrency: u32, ids: u32, shape: impl Fn(&mut Space)) -> u32 {
    let mut runs = 0;
    for goal in BOTH {
        runs += explore_each(concurrency..=concurrency, ids, &[], |space| {
            space.options.goal = goal;
            shape(space);
        });
    }
    runs
}

#[test]
fn states_are_reported_in_every_order() {
    let runs = explore_each(1..=3, 2, &[], |space| {
        space.options.goal = Goal::Status;
        space.options.ignore_missing = space.options.finite;
        space.chances.gets = polls(&[
            Reaction::Missing,
            Reaction::Unauthorized,
            Reaction::Limited,
            Reaction::ConnectionLost,
        ]);
        space.stops = vec![Halting::Abort];
        space.wakes = 2;
    });
    assert_eq!(runs, 9_490);
}

#[test]
fn jobs_are_waited_for_in_every_order() {
    let runs = explore_each(1..=2, 2, &[], |space| {
        space.options.goal = WAIT;
        space.options.ignore_missing = space.options.finite;
        space.chances.gets = polls(&[Reaction::Missing, Reaction::Unauthorized, Reaction::Limited]);
        space.stops = vec![Halting::Abort];
        space.wakes = 2;
    });
    assert_eq!(runs, 22_472);
}

#[test]
fn polls_are_tried_again_and_wait_behind_the_gate_in_every_order() {
    let runs = explore_both(2, 2, |space| {
        space.options.limits.max_retries = 1;
        space.chances.gets = polls(&[
            Reaction::Unavailable,
            Reaction::Limited,
            Reaction::ConnectionLost,
        ]);
        space.wakes = 2;
    });
    assert_eq!(runs, 76_356);
}

#[test]
fn a_run_that_cancels_nothing_is_halted_aborted_and_left_one_after_the_other() {
    let runs = explore_both(2, 3, |space| {
        space.chances.gets = polls(&[Reaction::Limited]);
        space.stops = ALL_STOPS.to_vec();
        space.most_stops = 2;
        space.reads = space.options.finite;
        space.wakes = 1;
    });
    assert_eq!(runs, 170_278);
}

#[test]
fn its_source_and_its_suppliers_are_slow_or_throw_at_every_moment() {
    let runs = explore_both(2, 2, |space| {
        space.options.prepare = true;
        space.slow = true;
        space.chances.refuses = !space.options.finite;
        space.chances.throws = true;
        space.chances.gets = polls(&[Reaction::Unauthorized]);
        space.stops = vec![Halting::Leave];
        space.wakes = 0;
    });
    assert_eq!(runs, 67_552);
}

#[test]
fn its_attempts_time_out_and_its_deadlines_pass_at_every_moment() {
    let runs = explore_both(2, 2, |space| {
        space.options.limits = Limits {
            timeout: ms(701),
            deadline: ms(1_537),
            max_retries: 1,
            ..PLAIN
        };
        space.chances.gets = polls(&[Reaction::Unavailable, Reaction::ConnectionLost]);
        space.stops = vec![Halting::Halt];
        space.wakes = 3;
    });
    assert_eq!(runs, 4_864);
}

#[test]
fn a_gate_that_is_closed_for_too_long_skips_its_jobs_at_every_moment() {
    let runs = explore_both(2, 3, |space| {
        space.chances.gets = polls(&[Reaction::GateTooLong, Reaction::Limited]);
        space.stops = vec![Halting::Leave];
        space.wakes = 2;
    });
    assert_eq!(runs, 167_296);
}

#[test]
fn what_none_of_its_jobs_awaits_changes_nothing_at_every_moment() {
    let mut runs = 0;
    for goal in BOTH {
        let mut space = space(2, 2, &[]);
        space.options.goal = goal;
        space.options.prepare = true;
        space.options.limits.max_retries = 1;
        space.chances.gets = polls(&[Reaction::Unavailable, Reaction::Limited]);
        space.strays = true;
        space.stops = ALL_STOPS.to_vec();
        space.wakes = 1;
        runs += explore(&space);
    }
    assert_eq!(runs, 40_794);
}
