//! The list of suites. To add one: an entry here, and its number of cases in tests/case-floor.json.

use std::process::Command;

use anyhow::Result;

use super::Context;
use super::counts::Format;
use super::suite::{Need, Suite, command, npm_tool, own_task};
use crate::examples;
use crate::toolchain::TARGET;

/// What can panic in the client: a panic in wasm takes the whole instance with it.
const PANICS: [&str; 14] = [
    "-D",
    "clippy::unwrap_used",
    "-D",
    "clippy::expect_used",
    "-D",
    "clippy::panic",
    "-D",
    "clippy::unreachable",
    "-D",
    "clippy::indexing_slicing",
    "-D",
    "clippy::string_slice",
    "-D",
    "clippy::integer_division_remainder_used",
];

/// Every suite, in the order they run: what fails fastest comes first.
pub fn all() -> Vec<Suite> {
    let cargo_tests = |name, proves, commands| Suite {
        format: Format::Cargo,
        ..Suite::new(name, proves, commands)
    };
    vec![
        Suite::new("fmt", "the Rust is laid out as rustfmt has it", |context| {
            Ok(vec![command(
                context,
                &["cargo", "fmt", "--all", "--check"],
            )])
        }),
        Suite::new(
            "biome",
            "the JavaScript and TypeScript are laid out and linted",
            |context| {
                Ok(vec![npm_tool(
                    context,
                    &["biome", "ci", "--error-on-warnings", "--colors=off"],
                )])
            },
        ),
        Suite::new(
            "clippy",
            "no warning, and nothing in the client that panics",
            clippy,
        ),
        cargo_tests(
            "tidy",
            "who may import whom, and what no file may hold",
            |context| {
                Ok(vec![command(
                    context,
                    &["cargo", "test", "-p", "xtask", "--test", "tidy"],
                )])
            },
        ),
        cargo_tests(
            "xtask",
            "the tasks count, fingerprint and find things rightly",
            |context| {
                Ok(vec![command(
                    context,
                    &["cargo", "test", "-p", "xtask", "--bin", "xtask"],
                )])
            },
        ),
        cargo_tests(
            "pulse-core",
            "the rules of a call, with a made-up clock",
            |context| {
                Ok(vec![command(
                    context,
                    &["cargo", "test", "-p", "pulse-core"],
                )])
            },
        ),
        cargo_tests(
            "pulse-emulator",
            "the local API answers as the API page says",
            |context| {
                Ok(vec![command(
                    context,
                    &["cargo", "test", "-p", "pulse-emulator"],
                )])
            },
        ),
        Suite {
            needs: &[Need::Emulator(examples::emulator_flags)],
            format: Format::Closing,
            ..Suite::new(
                "curl",
                "the API page's bash examples run against the emulator",
                |context| Ok(vec![own_task(context, &["examples", "curl"])?]),
            )
        },
        Suite {
            needs: &[Need::Package, Need::Emulator(examples::emulator_flags)],
            format: Format::Closing,
            ..Suite::new(
                "examples",
                "the API page's TypeScript runs through the package",
                |context| Ok(vec![own_task(context, &["examples", "typescript"])?]),
            )
        },
        Suite {
            needs: &[Need::Package],
            format: Format::Closing,
            ..Suite::new(
                "types",
                "the API page's TypeScript compiles under --strict",
                |context| Ok(vec![own_task(context, &["examples", "types"])?]),
            )
        },
    ]
}

fn clippy(context: &Context) -> Result<Vec<Command>> {
    let mut host = command(
        context,
        &["cargo", "clippy", "--workspace", "--all-targets"],
    );
    host.args(["--", "-D", "warnings"]);
    let mut core = command(context, &["cargo", "clippy", "-p", "pulse-core", "--lib"]);
    core.args(["--", "-D", "warnings"]).args(PANICS);
    let mut client = context.tools.wasm_command(context.workspace, "cargo")?;
    client.args(["clippy", "-p", "pulse-wasm", "--lib", "--target", TARGET]);
    client
        .args([
            "--no-default-features",
            "--features",
            "npm",
            "--",
            "-D",
            "warnings",
        ])
        .args(PANICS);
    Ok(vec![host, core, client])
}
