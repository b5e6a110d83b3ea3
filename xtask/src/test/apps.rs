//! The suite that runs the examples: whole small apps over the packed package, each by its own `npm test`.

use super::counts::Format;
use super::suite::{Lane, Level, Need, Suite, command};

pub fn suites() -> [Suite; 1] {
    [Suite {
        lane: Lane::Package,
        level: Level::All,
        needs: &[Need::Package, Need::EmulatorBinary],
        format: Format::Node,
        ..Suite::new(
            "examples of apps",
            "tracing, React and a queue at the edge, each installed and tested as its README says",
            |context| {
                let words = ["node", "tests/apps/run.mjs", "opentelemetry", "react"];
                let mut run = command(context, &words);
                run.arg("cloudflare-queue");
                Ok(vec![run])
            },
        )
    }]
}
