//! Every interleaving of small runs, each step compared with the model: answers, retries, questions, readers.

use std::vec;

use super::explore::{explore, explore_each, space};
use super::reaction::Reaction;
use super::simulation::{cancel, confirm};
use super::steps::Halting;
use crate::Limits;

const ALL: [Reaction; 6] = [
    Reaction::Accepted,
    Reaction::Missing,
    Reaction::Unauthorized,
    Reaction::JobError,
    Reaction::Limited,
    Reaction::ConnectionLost,
];

#[test]
fn two_ids_meet_every_reaction_in_every_order() {
    let runs = explore_each(1..=3, 2, &ALL, |space| {
        space.options.ignore_missing = space.options.finite;
    });
    assert_eq!(runs, 22_618);
}

#[test]
fn three_ids_meet_what_ends_a_run_in_every_order() {
    let reactions = [
        Reaction::Accepted,
        Reaction::Unauthorized,
        Reaction::Limited,
        Reaction::ConnectionLost,
    ];
    let runs = explore_each(1..=3, 3, &reactions, |space| {
        space.wakes = 2;
    });
    assert_eq!(runs, 288_748);
}

#[test]
fn four_ids_are_aborted_or_left_at_every_moment() {
    let runs = explore_each(
        1..=3,
        4,
        &[Reaction::Accepted, Reaction::ConnectionLost],
        |space| {
            space.options.stop_after = 3;
            space.stops = vec![Halting::Abort, Halting::Leave];
        },
    );
    assert_eq!(runs, 2_006);
}

#[test]
fn outcomes_are_read_at_every_moment() {
    let reactions = [Reaction::Accepted, Reaction::Unauthorized];
    let runs = explore_each(1..=3, 3, &reactions, |space| {
        space.reads = true;
        space.stops = vec![Halting::Leave];
        space.wakes = 2;
    });
    assert_eq!(runs, 4_483);
}

#[test]
fn ids_that_come_again_are_duplicates_at_every_moment() {
    let mut runs = 0;
    for dedupe in [Some([5, 6]), None] {
        for concurrency in 1..=3 {
            let reactions = [Reaction::Accepted, Reaction::Unauthorized];
            let mut space = space(concurrency, 4, &reactions);
            // Without a memory each id is a job of its own, so the source names them apart.
            if dedupe.is_some() {
                space.source = [0, 0, 1, 0].map(Some).to_vec();
            }
            space.options.dedupe = dedupe;
            space.stops = vec![Halting::Abort];
            runs += explore(&space);
        }
    }
    assert_eq!(runs, 390);
}

#[test]
fn retries_and_waits_behind_the_gate_mix_in_every_order() {
    let mut runs = 0;
    for concurrency in 1..=2 {
        let reactions = [Reaction::Accepted, Reaction::Unavailable, Reaction::Limited];
        let mut space = space(concurrency, 2, &reactions);
        space.options.limits = Limits {
            max_retries: 1,
            ..space.options.limits
        };
        space.stops = vec![Halting::Abort];
        space.wakes = 5;
        runs += explore(&space);
    }
    assert_eq!(runs, 69_901);
}

#[test]
fn filtered_jobs_are_asked_judged_and_cancelled_in_every_order() {
    let mut runs = 0;
    for dry_run in [false, true] {
        for concurrency in 1..=2 {
            let reactions = [Reaction::Accepted, Reaction::Missing, Reaction::Limited];
            let mut space = space(concurrency, 2, &reactions);
            space.options.goal = cancel(true, dry_run, None);
            space.options.ignore_missing = dry_run;
            space.chances.gets = vec![
                Reaction::State("pending"),
                Reaction::Missing,
                Reaction::Unauthorized,
            ];
            space.stops = vec![Halting::Abort];
            space.wakes = 2;
            runs += explore(&space);
        }
    }
    assert_eq!(runs, 11_064);
}

#[test]
fn a_dry_run_asks_each_job_and_cancels_none() {
    let mut runs = 0;
    for concurrency in 1..=3 {
        let mut space = space(concurrency, 3, &[]);
        space.options.goal = cancel(false, true, None);
        space.chances.gets = vec![
            Reaction::State("pending"),
            Reaction::Missing,
            Reaction::ConnectionLost,
        ];
        runs += explore(&space);
    }
    assert_eq!(runs, 275);
}

#[test]
fn confirmed_jobs_are_polled_until_they_end_in_every_order() {
    let mut runs = 0;
    for concurrency in 1..=2 {
        let reactions = [Reaction::Accepted, Reaction::Unauthorized];
        let mut space = space(concurrency, 2, &reactions);
        space.options.goal = confirm(1);
        space.chances.gets = vec![
            Reaction::State("processing"),
            Reaction::State("completed"),
            Reaction::State("cancelled"),
            Reaction::Missing,
            Reaction::Limited,
        ];
        space.stops = vec![Halting::Abort];
        space.wakes = 2;
        runs += explore(&space);
    }
    assert_eq!(runs, 46_114);
}
