//! Runs the API page's examples: TypeScript through the packed package in Node, bash with curl.

mod cases;
mod types;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::emulator::{self, Build, Emulator};
use crate::package;
use crate::process::{Guard, quiet};
use crate::project;
use crate::setup::{self, SetupOptions};
use crate::ui::step;
use crate::workspace::{Workspace, npm_command, on_path};
use cases::Case;
pub use cases::{JOBS, KEYS};

/// The page's own address, which the bash examples name.
const PAGE_URL: &str = "https://api.runpulse.com";

/// Which of the page's examples are run.
#[derive(Clone, Copy, clap::ValueEnum)]
pub enum Kind {
    /// Through the packed package, in Node
    Typescript,
    /// With curl
    Curl,
    /// The TypeScript ones, compiled alone
    Types,
}

/// How many examples did what the page says, and how many did not.
#[derive(Default)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
}

/// The emulator's flags under which the examples mean what the page says.
pub fn emulator_flags() -> Vec<&'static str> {
    // Ten minutes of pending: no job ends by itself while the examples run.
    let mut flags = vec!["--pending-ms", "600000..600000"];
    flags.extend(KEYS.iter().flat_map(|key| ["--key", key]));
    flags.extend(JOBS.iter().flat_map(|job| ["--job", job]));
    flags
}

/// Runs the TypeScript examples against a running emulator, shows what they print and judges it.
pub fn typescript(workspace: &Workspace, tarball: &Path, url: &str) -> Result<Tally> {
    let folder = project::with_tarball(workspace, tarball, "examples-typescript")?;
    let mut tally = Tally::default();
    for (number, case) in cases::TYPESCRIPT.iter().enumerate() {
        let source = folder.join(format!("{number}-{}", case.file));
        fs::write(&source, text_of(workspace, case)?)?;
        let script = source.with_extension("mjs");
        // Node 20 can't strip types itself; esbuild takes them away and leaves the rest.
        let mut command = npm_command(workspace.npm_bin().join("esbuild"));
        command
            .arg(&source)
            .arg(format!("--outfile={}", script.display()))
            .arg("--format=esm");
        quiet("esbuild", &workspace.logs(), None, &mut command)?;
        let mut command = Command::new("node");
        command
            .arg(&script)
            .current_dir(&folder)
            .env("PULSE_BASE_URL", url);
        command.env_remove("PULSE_API_KEY");
        judge(case, &mut command, &mut tally)?;
    }
    Ok(tally)
}

/// Runs the bash examples against a running emulator.
pub fn curl(workspace: &Workspace, url: &str) -> Result<Tally> {
    if on_path("curl").is_none() || on_path("bash").is_none() {
        bail!("the API page's bash examples need bash and curl on PATH: install them");
    }
    let folder = workspace.root.join("target/examples-curl");
    fs::create_dir_all(&folder)?;
    let mut path = env::var_os("PATH").unwrap_or_default();
    if on_path("jq").is_none() {
        step("jq is not installed; its stand-in is tests/examples/jq");
        let examples = workspace.root.join("tests/examples");
        let folders = std::iter::once(examples).chain(env::split_paths(&path));
        path = env::join_paths(folders)?;
    }
    let mut tally = Tally::default();
    for (number, case) in cases::CURL.iter().enumerate() {
        let text = text_of(workspace, case)?;
        if !text.contains(PAGE_URL) {
            bail!(
                "{} does not name {PAGE_URL}: it is not the page's example",
                case.file
            );
        }
        let script = folder.join(format!("{number}-{}", case.file));
        fs::write(&script, text.replace(PAGE_URL, url))?;
        let mut command = Command::new("bash");
        command
            .arg(&script)
            .env("PATH", &path)
            .env("NO_PROXY", "127.0.0.1");
        judge(case, &mut command, &mut tally)?;
    }
    Ok(tally)
}

fn text_of(workspace: &Workspace, case: &Case) -> Result<String> {
    let path = workspace.root.join("tests/examples").join(case.file);
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let Some((from, to)) = case.variation else {
        return Ok(text);
    };
    if !text.contains(from) {
        bail!(
            "{} does not hold {from}, which this variation replaces",
            case.file
        );
    }
    Ok(text.replace(from, to))
}

fn judge(case: &Case, command: &mut Command, tally: &mut Tally) -> Result<()> {
    println!("\n  {}: {}", case.file, case.what);
    if let Some((from, to)) = case.variation {
        println!("    (the example with {to} in place of {from})");
    }
    let output = output_of(command)?;
    for line in output.lines() {
        println!("    {line}");
    }
    match case.expected.check(&output) {
        Ok(()) => tally.passed += 1,
        Err(expected) => {
            tally.failed += 1;
            println!("    ^ not what the page says, which is:");
            for line in expected.lines() {
                println!("      {line}");
            }
        }
    }
    Ok(())
}

/// What a command prints on stdout; its complaints go to the reader; half a minute at most.
fn output_of(command: &mut Command) -> Result<String> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut guard = Guard::spawn(command)?;
    let begun = Instant::now();
    while guard.0.try_wait()?.is_none() {
        if begun.elapsed() > Duration::from_secs(30) {
            guard.end();
            return Ok("(it did not end within 30 s)".into());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let mut text = String::new();
    if let Some(mut stdout) = guard.0.stdout.take() {
        std::io::Read::read_to_string(&mut stdout, &mut text)?;
    }
    let status = guard.0.wait()?;
    if !status.success() {
        let mut complaint = String::new();
        if let Some(mut stderr) = guard.0.stderr.take() {
            std::io::Read::read_to_string(&mut stderr, &mut complaint)?;
        }
        text.push_str(&format!("({status}) {complaint}"));
    }
    Ok(text)
}

/// The task itself: one kind of examples, against an emulator of its own or the one it is handed.
pub fn run(workspace: &Workspace, kind: Kind) -> Result<bool> {
    let tarball = match kind {
        Kind::Curl => None,
        Kind::Typescript | Kind::Types => Some(tarball(workspace)?),
    };
    let tally = match (kind, tarball) {
        (Kind::Types, Some(tarball)) => types::check(workspace, &tarball)?,
        (Kind::Typescript, Some(tarball)) => {
            with_emulator(workspace, |url| typescript(workspace, &tarball, url))?
        }
        _ => with_emulator(workspace, |url| curl(workspace, url))?,
    };
    println!("\n{} passed, {} failed", tally.passed, tally.failed);
    Ok(tally.failed == 0)
}

/// The tarball that the test task hands down, else the one of the sources as they are.
fn tarball(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(handed) = env::var_os("PULSE_TARBALL").filter(|path| !path.is_empty()) {
        return Ok(handed.into());
    }
    let tools = setup::ensure(workspace, SetupOptions::for_package())?;
    Ok(package::ensure(workspace, &tools)?.tarball)
}

fn with_emulator<T>(workspace: &Workspace, work: impl FnOnce(&str) -> Result<T>) -> Result<T> {
    if let Some(url) = env::var("EMULATOR_URL").ok().filter(|url| !url.is_empty()) {
        return work(&url);
    }
    let binary = emulator::build(workspace, Build::Tests)?;
    let running = Emulator::start(workspace, &binary, &emulator_flags())?;
    work(&running.url)
}
