//! The suites that use the crates as Rust web apps do: packed, and in an app of its own.

use std::process::Command;

use anyhow::Result;

use super::Context;
use super::counts::Format;
use super::suite::{Level, Need, Suite, node_tests};
use crate::process::quiet;
use crate::ui::step;

pub fn suites() -> [Suite; 2] {
    [
        Suite {
            level: Level::Usual,
            format: Format::Node,
            ..Suite::new(
                "crate package",
                "the crates pack, and build from what was packed",
                |context| {
                    let mut test = context.tools.wasm_command(context.workspace, "node")?;
                    test.args(["--test", "--test-reporter=spec"]);
                    test.arg("tests/package/crates.test.mjs");
                    Ok(vec![test])
                },
            )
        },
        Suite {
            level: Level::Usual,
            needs: &[Need::EmulatorBinary, Need::Browsers],
            format: Format::Node,
            ..Suite::new(
                "rust-web",
                "a web app in Rust over the crate works in Chromium",
                rust_web,
            )
        },
    ]
}

/// Builds the app as its README says, unoptimised, and drives its page.
fn rust_web(context: &Context) -> Result<Vec<Command>> {
    let target = context.workspace.target.join("rust-web");
    let out = target.join("pkg");
    let mut build = context.tools.wasm_command(context.workspace, "wasm-pack")?;
    build.args(["build", "examples/rust-web", "--dev", "--target", "web"]);
    build.args(["--mode", "no-install", "--out-dir"]).arg(&out);
    // A folder of its own: a library that is a cdylib too has one file name in whatever workspace it is built, and the two
    // would take each other's for fresh.
    build.env("CARGO_TARGET_DIR", &target);
    step("wasm-pack: compiles the app; a quarter of a minute when all is new");
    quiet(
        "examples/rust-web",
        &context.workspace.logs(),
        None,
        &mut build,
    )?;
    let mut test = node_tests(context, &["tests/rust-web.test.mjs"]);
    test.env("RUST_WEB_PKG", out);
    Ok(vec![test])
}
