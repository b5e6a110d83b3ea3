//! The suite that runs the examples: whole small apps over the packed package, each by its own `npm test`.

use super::counts::Format;
use super::suite::{Lane, Level, Need, Suite, command};

pub fn suites() -> [Suite; 1] {
    [Suite {
        lane: Lane::Package,
        level: Level::All,
        needs: &[Need::Package, Need::EmulatorBinary, Need::Browsers],
        format: Format::Node,
        ..Suite::new(
            "examples of apps",
            "tracing, React, Next.js and a queue at the edge, each installed and tested as its README says",
            |context| {
                let mut run = command(context, &["node", "tests/apps/run.mjs"]);
                run.args(["opentelemetry", "react", "next", "cloudflare-queue"]);
                Ok(vec![run])
            },
        )
    }]
}
