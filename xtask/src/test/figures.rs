//! The suites that hold bulk cancellation to its figures of time and memory, each in a way that other load does not sway.

use super::counts::Format;
use super::suite::{Lane, Level, Need, Suite, command};
use crate::emulator::{self, Build};
use crate::soak;

pub fn suites() -> Vec<Suite> {
    vec![
        Suite {
            lane: Lane::Background,
            level: Level::All,
            needs: &[Need::Package, Need::EmulatorBinary],
            format: Format::Closing,
            ..Suite::new(
                "soak",
                "what the client says of its jobs is what the emulator has on record, through faults, restarts and aborts",
                |context| {
                    let mut soak = soak::command(&context.workspace.root, 1.0, 1);
                    // The build that the pool needs, too: here it takes no time of its own.
                    soak.env(
                        "EMULATOR_BIN",
                        emulator::build(context.workspace, Build::Figures)?,
                    );
                    Ok(vec![soak])
                },
            )
        },
        Suite {
            lane: Lane::Alone,
            level: Level::Usual,
            needs: &[Need::Package, Need::EmulatorBinary],
            format: Format::Closing,
            ..Suite::new(
                "bulk figures",
                "a million ids in flat memory, a rate limit with little time lost, an end without a server",
                |context| {
                    let mut figures = command(context, &["node", "--expose-gc"]);
                    figures.args(["tests/bulk/figures.mjs", "million", "limit", "dead"]);
                    Ok(vec![figures])
                },
            )
        },
        Suite {
            lane: Lane::Alone,
            level: Level::All,
            needs: &[Need::Package],
            format: Format::Closing,
            ..Suite::new(
                "bulk pool",
                "many jobs are as fast as through a pool written by hand",
                |context| {
                    let words = ["node", "--expose-gc", "tests/bulk/figures.mjs", "pool"];
                    let mut figures = command(context, &words);
                    // A debug build would be measured instead of the client.
                    figures.env(
                        "EMULATOR_BIN",
                        emulator::build(context.workspace, Build::Figures)?,
                    );
                    Ok(vec![figures])
                },
            )
        },
    ]
}
