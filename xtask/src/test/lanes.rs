//! Suites side by side, one of each lane at a time: most wait for sockets and timers, and leave a core idle.

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

use super::counts::Counts;
use super::suite::{Lane, Suite};
use super::{Context, Row, run_suite};
use crate::ui::{Ticker, heading, withheld};

/// Where a suite's lines go.
pub enum Screen {
    /// To the terminal, as they come.
    Live,
    /// Held back until the suite has ended, since another one runs beside it; with the last line, for the sign of life.
    Held(String, Arc<Mutex<String>>),
}

impl Screen {
    pub fn line(&mut self, text: &str) {
        match self {
            Self::Live => println!("{text}"),
            Self::Held(lines, last) => {
                lines.push_str(text);
                lines.push('\n');
                text.clone_into(&mut last.lock().unwrap_or_else(PoisonError::into_inner));
            }
        }
    }
}

/// Runs the suites and returns a row for each, in their order.
pub fn run(chosen: &[Suite], context: &Context) -> Vec<Row> {
    let lanes = [Lane::Package, Lane::House, Lane::Background].map(|lane| in_lane(chosen, lane));
    let mut rows = Vec::new();
    if lanes.iter().filter(|lane| !lane.is_empty()).count() > 1 {
        thread::scope(|scope| {
            let in_turn = |lane: &[(usize, &Suite)]| {
                let suites = lane.iter();
                suites
                    .map(|&(at, suite)| (at, held_back(suite, context)))
                    .collect::<Vec<_>>()
            };
            let workers = lanes
                .each_ref()
                .map(|lane| scope.spawn(move || in_turn(lane)));
            while !workers.iter().all(ScopedJoinHandle::is_finished) {
                Ticker::tick_all();
                thread::sleep(Duration::from_millis(100));
            }
            for worker in workers {
                rows.extend(worker.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
        });
    } else {
        rows.extend(
            lanes
                .iter()
                .flatten()
                .map(|&(at, suite)| (at, live(suite, context))),
        );
    }
    for (at, suite) in in_lane(chosen, Lane::Alone) {
        rows.push((at, live(suite, context)));
    }
    rows.sort_by_key(|(at, _)| *at);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn in_lane(chosen: &[Suite], lane: Lane) -> Vec<(usize, &Suite)> {
    let suites = chosen.iter().enumerate();
    suites.filter(|(_, suite)| suite.lane == lane).collect()
}

fn live(suite: &Suite, context: &Context) -> Row {
    heading(&format!("{}: {}", suite.name, suite.proves));
    judged(suite, context, &mut Screen::Live)
}

fn held_back(suite: &Suite, context: &Context) -> Row {
    let last = Arc::<Mutex<String>>::default();
    let shown = Arc::clone(&last);
    let ticker = Ticker::new(suite.name, move || {
        shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    });
    let mut screen = Screen::Held(String::new(), last);
    let row = judged(suite, context, &mut screen);
    drop(ticker);
    if let Screen::Held(lines, _) = screen {
        withheld(&format!("{}: {}", suite.name, suite.proves), &lines);
    }
    row
}

fn judged(suite: &Suite, context: &Context, screen: &mut Screen) -> Row {
    let begun = Instant::now();
    let counts = run_suite(suite, context, screen).unwrap_or_else(|error| {
        screen.line(&format!("error: {error:#}"));
        Counts {
            failed: 1,
            ..Counts::default()
        }
    });
    Row {
        suite: suite.name,
        counts,
        took: begun.elapsed(),
    }
}
