//! The suites that use the packed package as others do: in scripts, in pages, through bundlers, under checkers.

use std::process::Command;

use anyhow::{Context as _, Result};

use super::Context;
use super::counts::Format;
use super::suite::{Level, Need, Suite, command, node_tests, npm_tool};

/// Each test starts an emulator of its own; this one only sees to it that there is one.
const NEEDS: [Need; 2] = [Need::Package, Need::Emulator(Vec::new)];
const NEEDS_BROWSER: [Need; 3] = [Need::Package, Need::Emulator(Vec::new), Need::Browsers];

pub fn suites() -> Vec<Suite> {
    vec![
        Suite {
            needs: &[Need::Package],
            ..Suite::new(
                "publint, attw",
                "exports and types fit however the package is loaded",
                checks,
            )
        },
        Suite {
            needs: &NEEDS,
            format: Format::Node,
            ..Suite::new(
                "consumers",
                "the tarball serves ESM, CommonJS and TypeScript, with no set-up",
                |context| {
                    let files = ["tests/consumers/node.test.mjs"];
                    Ok(vec![node_tests(context, &files)])
                },
            )
        },
        Suite {
            level: Level::Usual,
            needs: &NEEDS_BROWSER,
            format: Format::Node,
            ..Suite::new(
                "pages",
                "the tarball serves plain pages, and the dashboard works",
                |context| {
                    let files = [
                        "tests/consumers/browser.test.mjs",
                        "tests/consumers/page.test.mjs",
                    ];
                    Ok(vec![node_tests(context, &files)])
                },
            )
        },
        Suite {
            level: Level::Usual,
            needs: &NEEDS_BROWSER,
            format: Format::Closing,
            ..Suite::new(
                "bundlers",
                "the quick bundlers take the package with their default settings",
                |context| Ok(vec![command(context, &["node", "tests/bundlers/run.mjs"])]),
            )
        },
        Suite {
            level: Level::All,
            needs: &NEEDS_BROWSER,
            format: Format::Closing,
            ..Suite::new(
                "more bundlers",
                "frameworks, test runners and compilers take it too",
                |context| {
                    let words = ["node", "tests/bundlers/run.mjs", "--rest"];
                    Ok(vec![command(context, &words)])
                },
            )
        },
    ]
}

fn checks(context: &Context) -> Result<Vec<Command>> {
    let packed = context
        .packed
        .as_ref()
        .context("the package was not built")?;
    let mut publint = npm_tool(context, &["publint", "--strict"]);
    publint.arg(&packed.tarball);
    // The strictest of its profiles, which takes in Node 10's way of looking files up.
    let mut attw = npm_tool(context, &["attw", "--profile", "strict", "--no-color"]);
    // It looks for types, which a wasm file has none of.
    attw.args(["--exclude-entrypoints", "./pulse_wasm.wasm", "--"]);
    attw.arg(&packed.tarball);
    Ok(vec![publint, attw])
}
