//! The suites of the dashboard: its types, and what it does in real browsers against the emulator.

use std::process::Command;

use anyhow::{Context as _, Result};

use super::Context;
use super::counts::Format;
use super::suite::{Lane, Level, Need, Suite, command, npm_tool};
use crate::site;

const NEEDS: [Need; 3] = [Need::Package, Need::EmulatorBinary, Need::Browsers];

pub fn suites() -> Vec<Suite> {
    vec![
        Suite {
            needs: &[Need::Package],
            ..Suite::new(
                "dashboard, types",
                "the dashboard compiles under the strictest TypeScript",
                |context| {
                    build(context)?;
                    Ok(vec![npm_tool(
                        context,
                        &["tsc", "--noEmit", "-p", "www-demo"],
                    )])
                },
            )
        },
        Suite {
            level: Level::Usual,
            needs: &NEEDS,
            format: Format::Node,
            ..Suite::new(
                "dashboard",
                "its list, its bulk action and its connections work in Chromium",
                |context| tests(context, &["list", "bulk", "connection", "words"]),
            )
        },
        Suite {
            lane: Lane::Background,
            level: Level::All,
            needs: &NEEDS,
            format: Format::Node,
            ..Suite::new(
                "dashboard, more",
                "what it survives, axe, the keyboard, and the main ways in Firefox",
                |context| {
                    tests(
                        context,
                        &["survives", "storage", "tabs", "charts", "access", "firefox"],
                    )
                },
            )
        },
        Suite {
            level: Level::All,
            lane: Lane::Alone,
            needs: &NEEDS,
            format: Format::Node,
            ..Suite::new(
                "dashboard, speed",
                "with ten thousand jobs it stays smooth and small",
                |context| tests(context, &["speed"]),
            )
        },
    ]
}

fn build(context: &Context) -> Result<std::path::PathBuf> {
    let packed = context
        .packed
        .as_ref()
        .context("the package was not built, see above")?;
    site::ensure(context.workspace, packed)
}

/// One file after another: each has a browser of its own.
fn tests(context: &Context, names: &[&str]) -> Result<Vec<Command>> {
    let page = build(context)?;
    let words = [
        "node",
        "--test",
        "--test-reporter=spec",
        "--test-concurrency=1",
    ];
    let mut node = command(context, &words);
    for name in names {
        node.arg(format!("tests/dashboard/{name}.test.mjs"));
    }
    node.env("PULSE_SITE", page);
    Ok(vec![node])
}
