//! The suites that hold the documentation to the package: its types, the examples of the READMEs and the Rust API,
//! and the reference.

use super::counts::Format;
use super::suite::{Lane, Level, Need, Suite, command, node_tests};
use crate::docs as reference;

pub fn suites() -> Vec<Suite> {
    vec![
        Suite {
            format: Format::Cargo,
            ..Suite::new("doc tests", "the Rust API's examples compile", |context| {
                let words = ["cargo", "test", "--doc", "-p", "pulse-wasm"];
                Ok(vec![command(context, &words)])
            })
        },
        Suite {
            lane: Lane::Background,
            needs: &[Need::Package],
            format: Format::Closing,
            ..Suite::new(
                "declarations",
                "the types name what there is, and refuse what is wrong",
                |context| Ok(vec![command(context, &["node", "tests/types/run.mjs"])]),
            )
        },
        Suite {
            format: Format::Closing,
            ..Suite::new(
                "declarations of the crate",
                "what wasm-pack builds with no flag has the same types",
                |context| {
                    let mut compile = context.tools.wasm_command(context.workspace, "node")?;
                    compile.arg("tests/types/crate.mjs");
                    Ok(vec![compile])
                },
            )
        },
        Suite {
            needs: &[Need::Package],
            format: Format::Closing,
            ..Suite::new(
                "checkJs",
                "the JavaScript by hand says what it takes and gives, and holds to it",
                |context| {
                    Ok(vec![command(
                        context,
                        &["node", "tests/types/check-js.mjs"],
                    )])
                },
            )
        },
        Suite {
            needs: &[Need::Package, Need::EmulatorBinary],
            format: Format::Node,
            ..Suite::new(
                "readme",
                "the READMEs' examples run and print what they say, and what is named is there",
                |context| {
                    let files = [
                        "tests/readme/examples.test.mjs",
                        "tests/readme/proxy.test.mjs",
                        "tests/readme/places.test.mjs",
                    ];
                    Ok(vec![node_tests(context, &files)])
                },
            )
        },
        Suite {
            format: Format::Node,
            ..Suite::new(
                "repository",
                "the workflows have no fault, each promise about the key names its tests, and each licence is one that is allowed",
                |context| {
                    let files = [
                        "tests/repository/licences.test.mjs",
                        "tests/repository/security.test.mjs",
                        "tests/repository/workflows.test.mjs",
                        "tests/support/at-end.test.mjs",
                    ];
                    Ok(vec![node_tests(context, &files)])
                },
            )
        },
        Suite {
            lane: Lane::Background,
            level: Level::All,
            needs: &[Need::Package],
            format: Format::Node,
            ..Suite::new(
                "docs",
                "the API reference can be built, has all that is public, and no link that leads nowhere",
                |context| {
                    reference::run(context.workspace, context.tools)?;
                    let files = ["tests/reference/reference.test.mjs"];
                    Ok(vec![node_tests(context, &files)])
                },
            )
        },
        Suite {
            level: Level::Usual,
            needs: &[Need::Package, Need::EmulatorBinary, Need::Browsers],
            format: Format::Node,
            ..Suite::new(
                "readme page",
                "the README's page works behind its proxy",
                |context| Ok(vec![node_tests(context, &["tests/readme/page.test.mjs"])]),
            )
        },
    ]
}
