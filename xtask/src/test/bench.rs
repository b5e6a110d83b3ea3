//! The suites that keep the figures: documents that say what was measured, and what fails where a call or the core becomes slower.

use super::counts::Format;
use super::suite::{Lane, Level, Need, Suite, command, node_tests};
use crate::valgrind;

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
                        "bench/lib/charts.test.mjs",
                        "bench/lib/documents.test.mjs",
                        "bench/lib/instructions.test.mjs",
                        "bench/lib/judgement.test.mjs",
                        "bench/lib/keeping.test.mjs",
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
            impossible: |_| valgrind::obstacle(),
            ..Suite::new(
                "bench, instructions",
                "no operation of the core takes more instructions than are recorded of it",
                |context| {
                    valgrind::ensure(context.workspace)?;
                    Ok(vec![command(context, &["node", "bench/instructions.mjs"])])
                },
            )
        },
    ]
}
