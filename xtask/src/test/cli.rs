//! The suites that run the command as a user does: every option, on a terminal, over large files, in other runtimes.

use std::process::{Command, Stdio};

use super::Context;
use super::counts::Format;
use super::suite::{Lane, Level, Need, Suite, command, node_tests};

/// Each file of tests starts an emulator of its own.
const NEEDS: [Need; 2] = [Need::Package, Need::EmulatorBinary];

const fn node_suite(
    name: &'static str,
    proves: &'static str,
    commands: fn(&Context) -> anyhow::Result<Vec<Command>>,
) -> Suite {
    Suite {
        needs: &NEEDS,
        format: Format::Node,
        ..Suite::new(name, proves, commands)
    }
}

pub fn suites() -> Vec<Suite> {
    let in_runtime = |suite: Suite| Suite {
        lane: Lane::Package,
        level: Level::All,
        ..suite
    };
    vec![
        node_suite(
            "command",
            "each option of `npx pulse-wasm` does what it says",
            |context| {
                let files = [
                    "tests/cli/parts.test.mjs",
                    "tests/cli/output.test.mjs",
                    "tests/cli/usage.test.mjs",
                    "tests/cli/cancel.test.mjs",
                    "tests/cli/follow.test.mjs",
                    "tests/cli/untrusted.test.mjs",
                    "tests/cli/proxy.test.mjs",
                    "tests/cli/journal.test.mjs",
                    "tests/cli/signals.test.mjs",
                    "tests/cli/late.test.mjs",
                    "tests/cli/pipes.test.mjs",
                    "tests/cli/disk.test.mjs",
                ];
                Ok(vec![node_tests(context, &files)])
            },
        ),
        Suite {
            impossible: |_| no_terminal(),
            ..node_suite(
                "command, terminal",
                "it asks, shows a bar and hears Ctrl-C on a terminal",
                |context| {
                    let files = ["tests/cli/terminal.test.mjs", "tests/cli/npx.test.mjs"];
                    Ok(vec![node_tests(context, &files)])
                },
            )
        },
        Suite {
            level: Level::Usual,
            ..node_suite(
                "command, large files",
                "memory does not follow the length of a file of ids",
                |context| Ok(vec![node_tests(context, &["tests/cli/large.test.mjs"])]),
            )
        },
        in_runtime(node_suite(
            "command in Node 18",
            "the command keeps its word in Node 18",
            |context| Ok(vec![elsewhere(context, "Node 18")]),
        )),
        in_runtime(node_suite(
            "command in Deno",
            "the command keeps its word in Deno",
            |context| Ok(vec![elsewhere(context, "Deno")]),
        )),
        in_runtime(node_suite(
            "command in Bun",
            "the command keeps its word in Bun",
            |context| Ok(vec![elsewhere(context, "Bun")]),
        )),
    ]
}

fn elsewhere(context: &Context, runtime: &str) -> Command {
    command(context, &["node", "tests/cli/in.mjs", runtime])
}

/// Only util-linux's `script` takes these options; macOS has another.
fn no_terminal() -> Option<String> {
    let made = Command::new("script")
        .args(["-qec", "true", "/dev/null"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match made {
        Ok(status) if status.success() => None,
        _ => Some("there is no util-linux `script` to make a terminal with".to_owned()),
    }
}
