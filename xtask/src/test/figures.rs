//! The suites that hold figures of time and memory to their bars; they take a minute and more, on a quiet machine.

use super::counts::Format;
use super::suite::{Level, Need, Suite, command};
use crate::emulator;

pub fn suites() -> Vec<Suite> {
    vec![Suite {
        level: Level::Named,
        needs: &[Need::Package],
        format: Format::Closing,
        ..Suite::new(
            "bulk figures",
            "many jobs are as fast as by hand, in flat memory, within a rate limit, and end without a server",
            |context| {
                let words = ["node", "--expose-gc", "tests/bulk/figures.mjs"];
                let mut figures = command(context, &words);
                // A debug build would be measured instead of the client.
                figures.env("EMULATOR_BIN", emulator::build(context.workspace, true)?);
                Ok(vec![figures])
            },
        )
    }]
}
