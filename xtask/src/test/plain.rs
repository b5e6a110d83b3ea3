//! The suites that use the crate as a Rust developer does who knows nothing of xtask: cargo and wasm-pack with no flag.

use std::process::Command;

use anyhow::Result;

use super::Context;
use super::counts::Format;
use super::suite::{Level, Need, Suite, command};
use crate::toolchain::TARGET;

/// How the conformance suites over plain builds are named; what follows is the runtime's name in tests/plain/skips.json.
pub const PREFIX: &str = "conformance, plain in ";

/// Each set of the features: they add to each other.
const FEATURES: [&str; 8] = [
    "",
    "class",
    "typed",
    "small",
    "class,typed",
    "class,small",
    "typed,small",
    "class,typed,small",
];

pub fn suites() -> Vec<Suite> {
    vec![
        Suite::new(
            "plain cargo",
            "build, test, clippy and doc reach the client, and none of them warns",
            cargo,
        ),
        Suite::new(
            "features",
            "each set of the features compiles, natively and to wasm",
            features,
        ),
        Suite {
            needs: &[Need::Emulator(faults)],
            format: Format::Closing,
            ..Suite::new(
                "conformance, plain in Node",
                "the same cases hold for what wasm-pack builds for Node",
                |context| Ok(vec![node(context, &["tests/plain/run-node.mjs"])?]),
            )
        },
        Suite {
            level: Level::Usual,
            needs: &[Need::Emulator(faults), Need::Browsers],
            format: Format::Closing,
            ..Suite::new(
                "conformance, plain in Chromium",
                "the same cases hold for what wasm-pack builds for pages",
                |context| Ok(vec![node(context, &["tests/plain/run-chromium.mjs"])?]),
            )
        },
        Suite {
            level: Level::Usual,
            needs: &[Need::EmulatorBinary, Need::Browsers],
            format: Format::Node,
            ..Suite::new(
                "plain wasm-pack",
                "with no flag it builds for each target a package that works there",
                |context| {
                    let tests = "tests/plain/wasm-pack.test.mjs";
                    let words = ["--test", "--test-reporter=spec", tests];
                    Ok(vec![node(context, &words)?])
                },
            )
        },
    ]
}

/// The cases' emulator keeps a record of what it was sent, and spoils answers on request.
fn faults() -> Vec<&'static str> {
    vec!["--faults"]
}

/// A script that finds wasm-pack, wasm-bindgen and wasm-opt.
fn node(context: &Context, words: &[&str]) -> Result<Command> {
    let mut command = context.tools.wasm_command(context.workspace, "node")?;
    command.args(words);
    Ok(command)
}

fn cargo(context: &Context) -> Result<Vec<Command>> {
    let mut clippy = command(context, &["cargo", "clippy"]);
    clippy.args(["--", "-D", "warnings"]);
    // Without the dependencies' pages, which take a minute and say nothing about the client.
    let mut doc = command(context, &["cargo", "doc", "--no-deps"]);
    doc.env("RUSTDOCFLAGS", "-D warnings");
    Ok(vec![
        command(context, &["cargo", "build"]),
        command(context, &["cargo", "test"]),
        clippy,
        doc,
    ])
}

fn features(context: &Context) -> Result<Vec<Command>> {
    let mut commands = Vec::new();
    for features in FEATURES {
        for target in [None, Some(TARGET)] {
            let mut command = match target {
                Some(_) => context.tools.wasm_command(context.workspace, "cargo")?,
                None => command(context, &["cargo"]),
            };
            // Without the class some of what only it uses is left over, which is no fault.
            let has_class = features.contains("class");
            command.arg(if has_class { "clippy" } else { "check" });
            command.args(["--lib", "--no-default-features", "--features", features]);
            if let Some(target) = target {
                command.args(["--target", target]);
            }
            if has_class {
                command.args(["--", "-D", "warnings"]);
            }
            commands.push(command);
        }
    }
    // The emulator as the demo builds it.
    let mut emulator = command(context, &["cargo", "clippy", "-p", "pulse-emulator"]);
    emulator.args(["--no-default-features", "--", "-D", "warnings"]);
    commands.push(emulator);
    Ok(commands)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use crate::workspace::Workspace;

    use super::*;

    #[test]
    fn the_sets_of_features_are_all_that_there_can_be() {
        let workspace = Workspace::find().unwrap();
        let manifest = std::fs::read_to_string(workspace.root.join("Cargo.toml")).unwrap();
        let (_, rest) = manifest.split_once("\n[features]\n").unwrap();
        let (section, _) = rest.split_once("\n\n[").unwrap();
        let known: Vec<&str> = section
            .lines()
            .filter_map(|line| line.split_once(" = ["))
            .map(|(name, _)| name)
            .filter(|name| *name != "default")
            .collect();
        let sets: HashSet<Vec<&str>> = FEATURES
            .iter()
            .map(|set| {
                let mut names: Vec<&str> = set.split(',').filter(|name| !name.is_empty()).collect();
                names.sort_unstable();
                assert!(names.iter().all(|name| known.contains(name)), "{set}");
                names
            })
            .collect();
        assert_eq!(sets.len(), 1 << known.len());
    }

    #[test]
    fn plain_cargo_takes_the_client_and_nothing_else() {
        let workspace = Workspace::find().unwrap();
        let output = Command::new("cargo")
            .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
            .current_dir(&workspace.root)
            .output()
            .unwrap();
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let members = metadata["workspace_default_members"].as_array().unwrap();
        let client = metadata["packages"]
            .as_array()
            .unwrap()
            .iter()
            .find(|package| package["name"] == "pulse-wasm")
            .unwrap();
        assert_eq!(members, &[client["id"].clone()]);
    }
}
