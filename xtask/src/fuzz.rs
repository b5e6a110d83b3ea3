//! `cargo xtask fuzz`: what parses and decides, under inputs that nobody has thought of. Three targets over pulse-core by
//! libFuzzer, led by coverage, and one over the JavaScript by fast-check.

use std::collections::VecDeque;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::package;
use crate::process::{capture, heard, quiet};
use crate::setup::{self, SetupOptions};
use crate::ui::step;
use crate::workspace::{Workspace, on_path};

/// What is fuzzed: names of `fuzz/fuzz_targets`, and what `tests/fuzz` has.
pub const TARGETS: [&str; 4] = ["parsers", "calls", "bulk", SCRIPTS];
const SCRIPTS: &str = "scripts";

/// What `cargo fuzz build` passes, but for the sanitizers: the core has no unsafe code, and without them a stable compiler will do.
const COVERAGE: [&str; 6] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
];

/// What of it is to be run.
pub struct Options {
    /// For each target.
    pub seconds: u32,
    /// All of them where none is named.
    pub target: Option<String>,
    /// Gives the same random choices again; how far they lead in the time is the machine's.
    pub seed: u32,
}

/// Why it cannot run here; None where it can.
pub fn obstacle() -> Option<String> {
    let names = ["c++", "g++", "clang++", "cl"];
    let is_there = env::var_os("CXX").is_some_and(|named| !named.is_empty())
        || names.iter().any(|name| on_path(name).is_some());
    (!is_there).then(|| {
        "libFuzzer is C++, and there is no compiler for it: install g++ or clang (Debian: apt-get install g++), or set CXX"
            .to_owned()
    })
}

/// Builds what is needed and runs the targets, two at a time.
pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let chosen: Vec<&str> = match options.target.as_deref() {
        None => TARGETS.to_vec(),
        // The command line takes these alone.
        Some(name) => TARGETS
            .iter()
            .copied()
            .filter(|known| *known == name)
            .collect(),
    };
    let built = match chosen.iter().any(|name| *name != SCRIPTS) {
        true => Some(build(workspace)?),
        false => None,
    };
    let tarball = match chosen.contains(&SCRIPTS) {
        true => Some(tarball(workspace)?),
        false => None,
    };
    let commands = chosen.iter().map(|name| {
        let command = match (*name, &built, &tarball) {
            (SCRIPTS, _, Some(tarball)) => scripts(workspace, options, tarball),
            (_, Some(folder), _) => target(workspace, options, folder, name)?,
            _ => bail!("{name} was not built"),
        };
        Ok((*name, command))
    });
    let queue = Mutex::new(commands.collect::<Result<VecDeque<_>>>()?);
    step(&format!(
        "fuzz: {} for {} s each, two at a time, with the seed {}",
        chosen.join(", "),
        options.seconds,
        options.seed
    ));
    let failed = Mutex::new(0_usize);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let next = lock(&queue).pop_front();
                    let Some((name, mut command)) = next else {
                        return;
                    };
                    if !fuzz(name, &mut command, options.seconds) {
                        *lock(&failed) += 1;
                    }
                }
            });
        }
    });
    let failed = *lock(&failed);
    println!("{} passed, {failed} failed", chosen.len() - failed);
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs one to its end, and says how far it came.
fn fuzz(name: &str, command: &mut Command, seconds: u32) -> bool {
    // It ends by itself; on a busy machine the last input may take its time.
    let limit = Duration::from_secs(u64::from(seconds) * 2 + 120);
    let heard = heard(command, limit, |_| {});
    let (output, well, ended) = match heard {
        Ok(heard) => {
            let ended = heard.status.map_or_else(
                || format!("stopped after {} s", limit.as_secs()),
                |status| status.to_string(),
            );
            let well = heard.status.is_some_and(|status| status.success());
            (heard.output, well, ended)
        }
        Err(error) => (format!("{error:#}"), false, "never started".to_owned()),
    };
    if well && name == SCRIPTS {
        for line in output.lines().filter(|line| line.starts_with("ok ")) {
            println!("{line}");
        }
    } else if well {
        let executions = figure(&output, "stat::number_of_executed_units:").unwrap_or("?");
        let edges = figure(&output, "cov:").unwrap_or("?");
        let features = figure(&output, "ft:").unwrap_or("?");
        println!("ok     {name}: {executions} executions, {edges} edges, {features} features");
    } else {
        let lines: Vec<&str> = output.lines().collect();
        println!("FAILED {name} ({ended}): its last lines");
        for line in lines.iter().skip(lines.len().saturating_sub(60)) {
            println!("  {line}");
        }
    }
    well
}

/// The word after the last `label`.
fn figure<'a>(output: &'a str, label: &str) -> Option<&'a str> {
    let (_, rest) = output.rsplit_once(label)?;
    rest.split_whitespace().next()
}

fn fuzz_folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("fuzz")
}

/// Builds the targets; returns where they are.
fn build(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(obstacle) = obstacle() {
        bail!(obstacle);
    }
    let host = capture(Command::new("rustc").args(["--print", "host-tuple"]))?;
    let host = host.trim();
    let target = fuzz_folder(workspace);
    let mut command = Command::new("cargo");
    command
        .args([
            "build",
            "--release",
            "--locked",
            "--bins",
            "--features",
            "libfuzzer",
        ])
        // Named, so that the flags are for the targets and not for build scripts.
        .args(["--target", host, "--manifest-path"])
        .arg(workspace.root.join("fuzz/Cargo.toml"))
        .env("CARGO_TARGET_DIR", &target)
        .env("RUSTFLAGS", COVERAGE.join(" "))
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .current_dir(&workspace.root);
    quiet("fuzz targets", &workspace.logs(), None, &mut command)?;
    Ok(target.join(host).join("release"))
}

/// A program that leaves the machine to what runs beside it: its time is given, and other suites' is not.
fn gently(program: &OsStr) -> Command {
    if cfg!(not(unix)) || on_path("nice").is_none() {
        return Command::new(program);
    }
    let mut command = Command::new("nice");
    command.args(["-n", "10"]).arg(program);
    command
}

/// A target under libFuzzer: what it finds goes below target/, the checked-in corpus is only read.
fn target(workspace: &Workspace, options: &Options, built: &Path, name: &str) -> Result<Command> {
    let folder = fuzz_folder(workspace);
    let (found, crashes) = (folder.join("corpus").join(name), folder.join("crashes"));
    for folder in [&found, &crashes] {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    let mut command = gently(built.join(name).as_os_str());
    command
        .arg(format!("-max_total_time={}", options.seconds))
        // libFuzzer takes 0 as a seed of its own choice.
        .arg(format!("-seed={}", options.seed.max(1)))
        .arg(format!("-artifact_prefix={}/{name}-", crashes.display()))
        .args([
            "-print_final_stats=1",
            "-max_len=2048",
            "-timeout=20",
            "-rss_limit_mb=2048",
        ])
        .arg(found)
        .arg(workspace.root.join("fuzz/corpus").join(name))
        .current_dir(&workspace.root);
    Ok(command)
}

/// The tarball that the test command names, or one of the sources as they are.
fn tarball(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(named) = env::var_os("PULSE_TARBALL") {
        return Ok(named.into());
    }
    let tools = setup::ensure(workspace, SetupOptions::for_package())?;
    Ok(package::ensure(workspace, &tools)?.tarball)
}

fn scripts(workspace: &Workspace, options: &Options, tarball: &Path) -> Command {
    let mut command = gently("node".as_ref());
    command
        .arg("tests/fuzz/run.mjs")
        .args([options.seconds.to_string(), options.seed.to_string()])
        .env("PULSE_TARBALL", tarball)
        .current_dir(&workspace.root);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_figure_of_a_fuzzer_s_output_counts() {
        let output = "#2\tINITED cov: 10 ft: 11 corp: 1/1b\n#9\tDONE cov: 244 ft: 1017 corp: 96/1\n\
            stat::number_of_executed_units: 98765\n";
        assert_eq!(figure(output, "cov:"), Some("244"));
        assert_eq!(figure(output, "ft:"), Some("1017"));
        assert_eq!(
            figure(output, "stat::number_of_executed_units:"),
            Some("98765")
        );
        assert_eq!(figure(output, "stat::peak"), None);
    }

    #[test]
    fn each_target_of_the_core_is_a_binary_of_the_fuzz_workspace() {
        let workspace = Workspace::find().unwrap();
        let manifest = fs::read_to_string(workspace.root.join("fuzz/Cargo.toml")).unwrap();
        let binaries = manifest.matches("[[bin]]").count();
        assert_eq!(binaries, TARGETS.len() - 1);
        for name in TARGETS.iter().filter(|name| **name != SCRIPTS) {
            assert!(
                manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")),
                "{name}"
            );
            assert!(
                workspace.root.join("fuzz/corpus").join(name).is_dir(),
                "{name}"
            );
        }
    }
}
