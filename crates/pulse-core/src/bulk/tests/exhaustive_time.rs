//! Every interleaving of small runs with attempts that time out, deadlines, and a gate that closes.
//!
//! Times are odd on purpose: where two things were due at once, the model could not know which comes first.

use std::vec;

use super::super::*;
use super::explore::{Space, explore, space};
use super::reaction::Reaction;
use super::simulation::{FILTER, cancel, confirm};
use super::steps::{ALL_STOPS, Halting};
use crate::{
    Duration, Limits,
    harness::{PLAIN, ms, s},
};

fn timed(space: Space, timeout: Option<u64>, deadline: Option<u64>, max_retries: u32) -> Space {
    let limits = Limits {
        timeout: timeout.map_or(Duration::NEVER, ms),
        deadline: deadline.map_or(Duration::NEVER, ms),
        max_retries,
        ..PLAIN
    };
    let options = BulkOptions {
        limits,
        ..space.options
    };
    Space { options, ..space }
}

#[test]
fn attempts_time_out_and_are_sent_again_at_every_moment() {
    let mut runs = 0;
    for concurrency in 1..=2 {
        for retries in 0..=1 {
            let reactions = [
                Reaction::Accepted,
                Reaction::Unavailable,
                Reaction::ConnectionLost,
            ];
            let mut space = timed(space(concurrency, 3, &reactions), Some(701), None, retries);
            space.stops = ALL_STOPS.to_vec();
            space.wakes = 3;
            runs += explore(&space);
        }
    }
    assert_eq!(runs, 26_901);
}

#[test]
fn timeouts_in_a_row_stop_a_run_at_every_moment() {
    let mut runs = 0;
    for concurrency in 1..=2 {
        for finite in [true, false] {
            let reactions = [Reaction::Accepted, Reaction::JobError, Reaction::Limited];
            let mut space = timed(space(concurrency, 3, &reactions), Some(701), None, 0);
            space.options.finite = finite;
            space.wakes = 3;
            runs += explore(&space);
        }
    }
    assert_eq!(runs, 12_856);
}

#[test]
fn deadlines_pass_at_every_moment() {
    let mut runs = 0;
    for concurrency in 1..=2 {
        for deadline in [601, 1_537, 2_203] {
            let reactions = [
                Reaction::Accepted,
                Reaction::Limited,
                Reaction::Unavailable,
                Reaction::ConnectionLost,
            ];
            let mut space = timed(
                space(concurrency, 2, &reactions),
                Some(701),
                Some(deadline),
                1,
            );
            space.stops = ALL_STOPS.to_vec();
            space.wakes = 3;
            runs += explore(&space);
        }
    }
    assert_eq!(runs, 29_174);
}

#[test]
fn suppliers_and_judgements_outlast_the_deadline_at_every_moment() {
    let mut runs = 0;
    for concurrency in 1..=2 {
        let reactions = [Reaction::Accepted, Reaction::Limited];
        let mut space = timed(space(concurrency, 2, &reactions), Some(701), Some(1_537), 0);
        space.options.prepare = true;
        space.options.goal = FILTER;
        space.chances.gets = vec![Reaction::State("pending"), Reaction::Limited];
        space.stops = vec![Halting::Abort];
        space.wakes = 2;
        runs += explore(&space);
    }
    assert_eq!(runs, 82_149);
}

#[test]
fn confirmations_outlast_the_deadline_at_every_moment() {
    let mut runs = 0;
    for concurrency in 1..=2 {
        let reactions = [
            Reaction::Accepted,
            Reaction::Limited,
            Reaction::ConnectionLost,
        ];
        let mut space = timed(space(concurrency, 2, &reactions), Some(701), Some(1_537), 1);
        space.options.goal = confirm(1);
        space.chances.gets = vec![Reaction::State("processing"), Reaction::State("cancelled")];
        space.stops = ALL_STOPS.to_vec();
        space.wakes = 3;
        runs += explore(&space);
    }
    assert_eq!(runs, 11_613);
}

#[test]
fn the_gate_holds_jobs_of_every_stage_and_those_that_come_later() {
    let mut runs = 0;
    for (prepare, filter) in [(true, false), (false, true)] {
        for finite in [true, false] {
            let reactions = [Reaction::Accepted, Reaction::Limited];
            let mut space = space(2, if filter { 2 } else { 3 }, &reactions);
            space.options.finite = finite;
            space.options.prepare = prepare;
            space.options.goal = cancel(filter, false, None);
            space.chances.gets = vec![Reaction::State("pending"), Reaction::Limited];
            space.stops = vec![Halting::Halt];
            space.wakes = if filter { 3 } else { 2 };
            runs += explore(&space);
        }
    }
    assert_eq!(runs, 705_564);
}

#[test]
fn a_gate_that_is_shut_for_good_stops_the_run_at_every_moment() {
    let mut runs = 0;
    for concurrency in 1..=2 {
        for confirm in [None, Some(s(1))] {
            for filter in [true, false] {
                let reactions = [Reaction::Accepted, Reaction::Limited, Reaction::GateTooLong];
                let mut space = space(concurrency, 2, &reactions);
                space.options.finite = filter;
                space.options.goal = cancel(filter, false, confirm);
                space.chances.gets = vec![Reaction::State("cancelled"), Reaction::GateTooLong];
                space.stops = ALL_STOPS.to_vec();
                space.wakes = 2;
                runs += explore(&space);
            }
        }
    }
    assert_eq!(runs, 150_920);
}
