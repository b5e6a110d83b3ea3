//! The list of suites. To add one: an entry here, and its number of cases in tests/case-floor.json.

use std::process::Command;

use anyhow::{Context as _, Result};

use super::counts::Format;
use super::suite::{Level, Need, Suite, command, node_tests, npm_tool, own_task};
use super::{
    Context, apps, bench, cli, conformance, consumers, dashboard, docs, figures, fleet, hard,
    plain, runtimes, rust,
};
use crate::browsers::Browsers;
use crate::examples;
use crate::python;
use crate::toolchain::TARGET;
use crate::workspace::Workspace;

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
    "clippy::arithmetic_side_effects",
];

/// Every suite, in the order they run: what fails fastest comes first.
pub fn all(workspace: &Workspace) -> Vec<Suite> {
    let cargo_tests = |name, proves, commands| Suite {
        format: Format::Cargo,
        ..Suite::new(name, proves, commands)
    };
    let mut suites = vec![
        Suite::new("fmt", "the Rust is laid out as rustfmt has it", |context| {
            let all = ["cargo", "fmt", "--all", "--check"];
            let mut fuzz = command(context, &all);
            fuzz.args(["--manifest-path", "fuzz/Cargo.toml"]);
            Ok(vec![command(context, &all), fuzz])
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
                Ok(vec![cargo_test(
                    context,
                    &["-p", "xtask", "--test", "tidy"],
                )])
            },
        ),
        cargo_tests(
            "xtask",
            "the tasks count, fingerprint and find things rightly",
            |context| {
                Ok(vec![cargo_test(
                    context,
                    &["-p", "xtask", "--bin", "xtask"],
                )])
            },
        ),
        cargo_tests(
            "pulse-core",
            "the rules of a call, with a made-up clock",
            |context| Ok(vec![cargo_test(context, &["-p", "pulse-wasm-core"])]),
        ),
        cargo_tests(
            "pulse-emulator",
            "the local API answers as the API page says",
            |context| Ok(vec![cargo_test(context, &["-p", "pulse-emulator"])]),
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
        Suite {
            needs: &[Need::Package],
            format: Format::Node,
            ..Suite::new(
                "contents",
                "the tarball holds what it should, and no more",
                |context| {
                    let files = [
                        "tests/package/contents.test.mjs",
                        "tests/package/lowered.test.mjs",
                    ];
                    Ok(vec![node_tests(context, &files)])
                },
            )
        },
        Suite {
            needs: &[Need::Package, Need::Emulator(bad_input_flags)],
            format: Format::Node,
            ..Suite::new(
                "bad input",
                "it is refused clearly, and nothing is sent",
                |context| Ok(vec![node_tests(context, &["tests/bad-input.test.mjs"])]),
            )
        },
        Suite {
            needs: &[Need::EmulatorBinary],
            format: Format::Closing,
            impossible: |_| python::obstacle(),
            ..Suite::new(
                "python-sdk",
                "the emulator, judged by the official SDK",
                |context| {
                    let python = python::ensure(context.workspace)?;
                    let mut judge = Command::new(python);
                    judge
                        .arg("tests/python-sdk/judge.py")
                        .current_dir(&context.workspace.root);
                    Ok(vec![judge])
                },
            )
        },
    ];
    suites.extend(conformance::suites());
    suites.extend(runtimes::suites());
    suites.extend(consumers::suites());
    suites.extend(apps::suites());
    suites.push(fleet::suite());
    suites.extend(dashboard::suites());
    suites.extend(cli::suites());
    suites.extend(docs::suites());
    suites.extend(figures::suites());
    suites.extend(bench::suites());
    suites.extend(hard::suites());
    suites.extend(plain::suites());
    suites.extend(rust::suites());
    if has_wasm_tests(workspace) {
        suites.extend(wasm_suites());
    }
    suites
}

fn bad_input_flags() -> Vec<&'static str> {
    // With --faults the emulator keeps a record of what it was sent.
    vec!["--faults", "--job", "job-111-aaa"]
}

fn has_wasm_tests(workspace: &Workspace) -> bool {
    let entries = std::fs::read_dir(workspace.root.join("tests"))
        .into_iter()
        .flatten()
        .flatten();
    entries
        .into_iter()
        .any(|entry| entry.path().extension().is_some_and(|kind| kind == "rs"))
}

/// The boundary's own tests, by wasm-pack in each of its runtimes.
fn wasm_suites() -> [Suite; 3] {
    let in_browser = |name, proves, commands| Suite {
        level: Level::Usual,
        needs: &[Need::Browsers],
        format: Format::Cargo,
        ..Suite::new(name, proves, commands)
    };
    [
        Suite {
            format: Format::Cargo,
            ..Suite::new(
                "wasm in Node",
                "the boundary keeps its word, in Node",
                |context| Ok(vec![wasm_pack(context, &["--node"])?]),
            )
        },
        in_browser(
            "wasm in Chromium",
            "the boundary keeps its word, in Chromium",
            |context| {
                let driver = browsers(context)?.chromedriver.display().to_string();
                let words = ["--headless", "--chrome", "--chromedriver", &driver];
                Ok(vec![wasm_pack(context, &words)?])
            },
        ),
        in_browser(
            "wasm in Firefox",
            "the boundary keeps its word, in Firefox",
            |context| {
                let driver = context
                    .workspace
                    .tools
                    .join("bin/geckodriver")
                    .display()
                    .to_string();
                let words = ["--headless", "--firefox", "--geckodriver", &driver];
                Ok(vec![wasm_pack(context, &words)?])
            },
        ),
    ]
}

fn browsers<'a>(context: &'a Context) -> Result<&'a Browsers> {
    context
        .tools
        .browsers
        .as_ref()
        .context("set-up was not asked for browsers")
}

fn wasm_pack(context: &Context, words: &[&str]) -> Result<Command> {
    let mut command = context.tools.wasm_command(context.workspace, "node")?;
    // The runner's web server hangs now and then; the script says why, and tries again.
    command.args(["tests/support/tries.mjs", "wasm-pack"]);
    command.args(["test", "--mode", "no-install"]).args(words);
    command.env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    Ok(command)
}

fn cargo_test(context: &Context, words: &[&str]) -> Command {
    let mut command = command(context, &["cargo", "test", "--no-fail-fast"]);
    command.args(words);
    command
}

fn clippy(context: &Context) -> Result<Vec<Command>> {
    let mut host = command(
        context,
        &["cargo", "clippy", "--workspace", "--all-targets"],
    );
    host.args(["--", "-D", "warnings"]);
    let mut core = command(
        context,
        &["cargo", "clippy", "-p", "pulse-wasm-core", "--lib"],
    );
    core.args(["--", "-D", "warnings"]).args(PANICS);
    let mut client = context.tools.wasm_command(context.workspace, "cargo")?;
    client.args(["clippy", "-p", "pulse-wasm", "--lib", "--target", TARGET]);
    client
        .args([
            "--no-default-features",
            "--features",
            "class,small",
            "--",
            "-D",
            "warnings",
        ])
        .args(PANICS);
    Ok(vec![host, core, client])
}
