//! The suites that keep the figures: documents that say what was measured, and what fails where a call or the core becomes slower.

use super::counts::Format;
use super::suite::{Lane, Level, Need, Suite, command, node_tests};
use crate::workspace::on_path;

pub fn suites() -> Vec<Suite> {
    vec![
        Suite {
            format: Format::Node,
            ..Suite::new(
                "bench",
                "README, docs/figures.md and the charts say what bench/results.json says",
                |context| {
                    let files = [
                        "bench/figures.test.mjs",
                        "bench/lib/documents.test.mjs",
                        "bench/lib/instructions.test.mjs",
                        "bench/lib/judgement.test.mjs",
                        "bench/lib/stats.test.mjs",
                    ];
                    Ok(vec![node_tests(context, &files)])
                },
            )
        },
        Suite {
            lane: Lane::Alone,
            level: Level::Usual,
            needs: &[Need::Package],
            format: Format::Closing,
            ..Suite::new(
                "bench, per call",
                "a call takes at most its limit in times of bare fetch",
                |context| Ok(vec![command(context, &["node", "bench/limit.mjs"])]),
            )
        },
        Suite {
            level: Level::All,
            format: Format::Closing,
            impossible: |_| uncountable(),
            ..Suite::new(
                "bench, instructions",
                "no operation of the core takes more instructions than are recorded of it",
                |context| Ok(vec![command(context, &["node", "bench/instructions.mjs"])]),
            )
        },
    ]
}

/// Why instructions can't be counted here, or not compared with the record; None where they can.
fn uncountable() -> Option<String> {
    if on_path("valgrind").is_none() {
        return Some("there is no valgrind on PATH".into());
    }
    let here = std::env::consts::ARCH;
    (here != "x86_64").then(|| format!("the record is of x86_64, and this is {here}"))
}
