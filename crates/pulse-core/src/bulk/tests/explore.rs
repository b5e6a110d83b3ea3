//! Walks through every order in which things may happen to a small run.

use core::ops::RangeInclusive;
use std::eprintln;
use std::vec::Vec;

use super::super::*;
use super::lockstep::Lockstep;
use super::reaction::Reaction;
use super::simulation::OPTIONS;
use super::steps::{Chances, Halting, Step, all_goes_well};

/// A small run, and all that may happen to it.
#[derive(Debug, Clone)]
pub(super) struct Space {
    pub options: BulkOptions,
    pub source: Vec<Option<u32>>,
    pub chances: Chances,
    /// Each of these may come at any moment, one after the other, none twice in a row.
    pub stops: Vec<Halting>,
    /// How many of them in one run.
    pub most_stops: u32,
    /// Whether the source answers a pull at any time, rather than at once.
    pub slow: bool,
    /// Whether after each step there come reports of what no job awaits.
    pub strays: bool,
    /// Whether outcomes are read one by one, at any time.
    pub reads: bool,
    /// Time steps at most, then all goes well: without a bound a job could be polled for ever.
    pub wakes: u32,
}

struct Explorer<'a> {
    space: &'a Space,
    /// The steps taken so far, for one who reads of a failure.
    path: Vec<Step>,
    /// Runs that came to their end.
    runs: u32,
}

/// What may still happen.
#[derive(Clone, Copy)]
struct Left {
    wakes: u32,
    stops: u32,
    last: Option<Halting>,
}

impl Explorer<'_> {
    /// Takes each step that is possible, and each one after it.
    fn explore(&mut self, lockstep: &Lockstep, left: Left) {
        if lockstep.sim.done {
            self.runs += 1;
            lockstep.clone().told();
            return;
        }
        let space = self.space;
        let mut stuck = true;
        for step in lockstep.sim.steps(&space.chances) {
            stuck = false;
            self.go(lockstep, step, left);
        }
        if left.wakes > 0
            && let Some(wake) = lockstep.due()
        {
            stuck = false;
            let wakes = left.wakes - 1;
            self.go(lockstep, wake, Left { wakes, ..left });
        }
        if stuck {
            self.runs += 1;
            lockstep.clone().finish();
        }
        for stop in &space.stops {
            if left.stops > 0 && left.last != Some(*stop) {
                let left = Left {
                    stops: left.stops - 1,
                    last: Some(*stop),
                    ..left
                };
                self.go(lockstep, Step::Stop(*stop), left);
            }
        }
    }

    fn go(&mut self, lockstep: &Lockstep, step: Step, left: Left) {
        self.path.push(step);
        let mut lockstep = lockstep.clone();
        lockstep.take(step);
        if self.space.strays {
            lockstep.stray();
        }
        self.explore(&lockstep, left);
        self.path.pop();
    }
}

impl Drop for Explorer<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{:#?}\ntook these steps: {:?}", self.space, self.path);
        }
    }
}

/// Walks the whole space. Returns how many runs came to their end.
#[track_caller]
pub(super) fn explore(space: &Space) -> u32 {
    let flags = [!space.slow, !space.reads];
    let mut explorer = Explorer {
        space,
        path: Vec::new(),
        runs: 0,
    };
    let left = Left {
        wakes: space.wakes,
        stops: space.most_stops,
        last: None,
    };
    explorer.explore(&Lockstep::new(space.options, &space.source, flags), left);
    explorer.runs
}

/// Walks the spaces of an array and of a source without a known end, at each concurrency; `shape` sets what else they
/// have. Returns how many runs came to their end.
#[track_caller]
pub(super) fn explore_each(
    concurrencies: RangeInclusive<u32>,
    ids: u32,
    deletes: &[Reaction],
    shape: impl Fn(&mut Space),
) -> u32 {
    let mut runs = 0;
    for concurrency in concurrencies {
        for finite in [true, false] {
            let mut space = space(concurrency, ids, deletes);
            space.options.finite = finite;
            shape(&mut space);
            runs += explore(&space);
        }
    }
    runs
}

/// Two failures in a row stop it, its source is an array, and its ids differ.
pub(super) fn space(concurrency: u32, ids: u32, deletes: &[Reaction]) -> Space {
    Space {
        options: BulkOptions {
            concurrency,
            stop_after: 2,
            // A memory of 4,096 buckets would be copied at each step.
            dedupe: None,
            ..OPTIONS
        },
        source: (0..ids).map(Some).collect(),
        chances: Chances {
            deletes: deletes.to_vec(),
            ..all_goes_well()
        },
        stops: Vec::new(),
        most_stops: 1,
        slow: false,
        strays: false,
        reads: false,
        wakes: 4,
    }
}
