//! The conformance suite: the same cases of `tests/conformance/` in each runtime, through the packed package.

use super::counts::Format;
use super::suite::{Level, Need, Suite, command};

/// The emulator keeps a record of what it was sent, and spoils answers on request.
const NEEDS: [Need; 2] = [Need::Package, Need::Emulator(flags)];
const NEEDS_BROWSER: [Need; 3] = [Need::Package, Need::Emulator(flags), Need::Browsers];

fn flags() -> Vec<&'static str> {
    vec!["--faults"]
}

pub fn suites() -> Vec<Suite> {
    vec![
        Suite {
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
            level: Level::Usual,
            needs: &NEEDS_BROWSER,
            format: Format::Closing,
            ..Suite::new(
                "conformance in Chromium",
                "the same cases hold in a page",
                |context| {
                    let words = ["node", "tests/conformance/run-browser.mjs"];
                    Ok(vec![command(context, &words)])
                },
            )
        },
    ]
}
