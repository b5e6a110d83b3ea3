//! The suites that use the packed package as others do: in scripts, in pages, through bundlers, under checkers.

use std::process::Command;

use anyhow::{Context as _, Result};

use super::Context;
use super::counts::Format;
use super::suite::{Lane, Level, Need, Suite, command, node_tests, npm_tool};
use crate::package;
use crate::process::quiet;
use crate::ui::step;

/// Each test starts an emulator of its own; this one only sees to it that there is one.
const NEEDS: [Need; 2] = [Need::Package, Need::Emulator(Vec::new)];
const NEEDS_BROWSER: [Need; 3] = [Need::Package, Need::Emulator(Vec::new), Need::Browsers];

pub fn suites() -> Vec<Suite> {
    vec![
        Suite {
            needs: &[Need::Package],
            format: Format::Node,
            ..Suite::new(
                "size",
                "the bundle an app ships has not grown by more than 1 % unsaid",
                |context| Ok(vec![node_tests(context, &["tests/package/size.test.mjs"])]),
            )
        },
        Suite {
            level: Level::All,
            needs: &[Need::Package],
            format: Format::Node,
            ..Suite::new(
                "provenance",
                "two builds of the same sources give the same bytes",
                provenance,
            )
        },
        Suite {
            level: Level::All,
            needs: &[Need::Package],
            format: Format::Node,
            ..Suite::new(
                "publishing",
                "dry runs of both releases: npm and cargo would publish the package and the crates",
                |context| {
                    let files = ["tests/package/publishing.test.mjs"];
                    Ok(vec![node_tests(context, &files)])
                },
            )
        },
        Suite {
            needs: &[Need::Package],
            ..Suite::new(
                "publint, attw",
                "exports and types fit however the package is loaded",
                checks,
            )
        },
        Suite {
            lane: Lane::Package,
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
            needs: &[Need::Package],
            format: Format::Node,
            ..Suite::new(
                "proxy",
                "the proxy adds the key for its own pages, and for nobody else",
                |context| {
                    let files = [
                        "tests/proxy/serves.test.mjs",
                        "tests/proxy/pages.test.mjs",
                        "tests/proxy/requests.test.mjs",
                        "tests/proxy/authorize.test.mjs",
                        "tests/proxy/upstream.test.mjs",
                        "tests/proxy/gate.test.mjs",
                        "tests/proxy/checks.test.mjs",
                        "tests/proxy/node.test.mjs",
                        "tests/proxy/options.test.mjs",
                    ];
                    Ok(vec![node_tests(context, &files)])
                },
            )
        },
        Suite {
            lane: Lane::Package,
            level: Level::All,
            needs: &NEEDS,
            format: Format::Closing,
            ..Suite::new(
                "proxy, mounted",
                "so it does in each framework and runtime of docs/proxy.md, as that mounts it",
                |context| Ok(vec![command(context, &["node", "tests/mounts/run.mjs"])]),
            )
        },
        Suite {
            lane: Lane::Package,
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
            lane: Lane::Package,
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
            lane: Lane::Package,
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
        Suite {
            lane: Lane::Package,
            level: Level::Usual,
            needs: &NEEDS,
            format: Format::Closing,
            ..Suite::new(
                "field",
                "what users' tests and apps put beside it: fake timers, mocks, loggers, wrappers",
                |context| Ok(vec![command(context, &["node", "tests/field/run.mjs"])]),
            )
        },
        Suite {
            lane: Lane::Package,
            level: Level::All,
            needs: &NEEDS,
            format: Format::Closing,
            ..Suite::new(
                "field, more",
                "other versions and runners of the same, and each TypeScript from 5.0 on",
                |context| {
                    let words = ["node", "tests/field/run.mjs", "--rest"];
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

/// Another build from nothing, in a target folder of its own; the test lays it out and compares it with the package.
fn provenance(context: &Context) -> Result<Vec<Command>> {
    let folder = context.workspace.root.join("target/provenance");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    let out = folder.join("compiled");
    let mut compile = package::compile(context.workspace, context.tools, &out)?;
    compile.env("CARGO_TARGET_DIR", folder.join("target"));
    step("wasm-pack: compiles the client once more, from nothing; half a minute");
    quiet("provenance", &context.workspace.logs(), None, &mut compile)?;
    // The layout needs wasm-opt on its PATH.
    let mut compare = context.tools.wasm_command(context.workspace, "node")?;
    compare.args(["--test", "--test-reporter=spec"]);
    compare.arg("tests/package/provenance.test.mjs");
    compare.env("PULSE_COMPILED", out);
    Ok(vec![compare])
}
