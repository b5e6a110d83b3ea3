//! The suite of examples/bullmq: many workers over one queue, with a real Redis.

use super::counts::Format;
use super::suite::{Lane, Level, Need, Suite, command};

pub fn suite() -> Suite {
    Suite {
        lane: Lane::Background,
        level: Level::All,
        needs: &[Need::Package, Need::EmulatorBinary, Need::Redis],
        format: Format::Node,
        ..Suite::new(
            "fleet",
            "many workers share a queue under one rate limit, and a killed one loses nothing",
            |context| {
                let words = ["node", "tests/apps/run.mjs", "bullmq"];
                Ok(vec![command(context, &words)])
            },
        )
    }
}
