//! The conformance suite: the same cases of `tests/conformance/` in the Node at hand, and what goes with them; each runtime is in runtimes.rs.

use super::counts::Format;
use super::suite::{Lane, Need, Suite, command};
use crate::python;

/// The emulator keeps a record of what it was sent, and spoils answers on request.
const NEEDS: [Need; 2] = [Need::Package, Need::Emulator(flags)];

fn flags() -> Vec<&'static str> {
    vec!["--faults"]
}

pub fn suites() -> Vec<Suite> {
    vec![
        Suite {
            lane: Lane::Package,
            needs: &NEEDS,
            format: Format::Closing,
            ..Suite::new(
                "conformance in Node",
                "each documented line of a single call's behaviour holds, in Node",
                |context| {
                    let words = ["node", "tests/conformance/run-node.mjs"];
                    Ok(vec![command(context, &words)])
                },
            )
        },
        Suite {
            lane: Lane::Package,
            needs: &[Need::Package],
            format: Format::Closing,
            ..Suite::new(
                "leaks",
                "100,000 mixed calls and 2,000 abandoned clients leave nothing behind",
                |context| {
                    let words = ["node", "--expose-gc", "tests/conformance/leaks.mjs"];
                    Ok(vec![command(context, &words)])
                },
            )
        },
        Suite {
            needs: &[Need::Package, Need::EmulatorBinary],
            format: Format::Closing,
            impossible: |_| python::obstacle(),
            ..Suite::new(
                "differential",
                "the official SDK and our client send and read the same",
                |context| {
                    let python = python::ensure(context.workspace)?;
                    let words = ["node", "tests/python-sdk/differential.mjs"];
                    let mut both = command(context, &words);
                    both.env("PYTHON", python);
                    Ok(vec![both])
                },
            )
        },
    ]
}
