//! The matrix: the conformance suite in each runtime that users have, and the table of how it went there.

use std::process::Command;

use super::Context;
use super::counts::Format;
use super::suite::{Lane, Level, Need, Suite, command};
use crate::process::capture;
use crate::test::hand_over;

/// The emulator keeps a record of what it was sent, and spoils answers on request.
const NEEDS: [Need; 2] = [Need::Package, Need::Emulator(flags)];
const NEEDS_BROWSER: [Need; 3] = [Need::Package, Need::Emulator(flags), Need::Browsers];

/// How every suite of the matrix is named; what follows is the runtime's name in tests/runtimes/list.mjs.
pub const PREFIX: &str = "conformance in ";

fn flags() -> Vec<&'static str> {
    vec!["--faults"]
}

/// A suite's commands are made by a function without state, so that each runtime needs one of its own.
macro_rules! suite_in {
    ($runtime:literal, $level:expr, $needs:expr, $proves:literal) => {
        Suite {
            level: $level,
            lane: Lane::Package,
            needs: $needs,
            format: Format::Closing,
            ..Suite::new(concat!("conformance in ", $runtime), $proves, |context| {
                let words = ["node", "tests/runtimes/run.mjs", $runtime];
                Ok(vec![command(context, &words)])
            })
        }
    };
    ($runtime:literal, $proves:literal) => {
        suite_in!($runtime, Level::Quick, &NEEDS, $proves)
    };
    (browser $runtime:literal, $proves:literal) => {
        suite_in!($runtime, Level::Usual, &NEEDS_BROWSER, $proves)
    };
}

pub fn suites() -> Vec<Suite> {
    vec![
        suite_in!(
            "Node 18",
            "the same cases hold in the oldest Node that it serves"
        ),
        suite_in!("Node 20", "the same cases hold in Node 20"),
        suite_in!("Node 22", "the same cases hold in Node 22"),
        suite_in!("Node 24", "the same cases hold in Node 24"),
        suite_in!("Node 26", "the same cases hold in the newest Node"),
        suite_in!(
            "Node worker thread",
            "the same cases hold in a worker_thread"
        ),
        suite_in!(
            "Deno",
            "the same cases hold in Deno, and it asks for no permission"
        ),
        suite_in!("Bun", "the same cases hold in Bun"),
        suite_in!(
            "workerd of 2023",
            "the same cases hold in a worker with the compatibility date of years ago"
        ),
        suite_in!(
            "workerd",
            "the same cases hold in one request of a worker at the edge"
        ),
        suite_in!(browser "Chromium", "the same cases hold in a page"),
        suite_in!(browser "Web Worker", "the same cases hold in a dedicated worker"),
        suite_in!(browser "Service Worker", "the same cases hold in a service worker"),
        suite_in!(browser "Firefox", "the same cases hold in a page of Firefox"),
        suite_in!(browser "WebKit", "the same cases hold in a page of WebKit"),
    ]
}

/// The table of the runtimes that ran with this package; empty where none did.
pub fn table(context: &Context) -> String {
    let mut table = Command::new("node");
    table
        .arg("tests/runtimes/table.mjs")
        .current_dir(&context.workspace.root);
    hand_over(&mut table, context, None);
    capture(&mut table).unwrap_or_else(|error| format!("the matrix: {error:#}"))
}
