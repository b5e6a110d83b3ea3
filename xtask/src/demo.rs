//! `cargo xtask demo`: from a bare clone to the API page's examples and a live page.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::emulator::{self, Build, Emulator};
use crate::examples;
use crate::package::{self, Packed};
use crate::setup::{self, SetupOptions};
use crate::site;
use crate::ui::{boxed, heading, step};
use crate::workspace::Workspace;

/// How many of the page's jobs belong to the second key.
const OF_ANOTHER_OWNER: usize = 12;

/// Runs the examples and, unless it shall end there, serves the page until Ctrl-C.
pub fn run(workspace: &Workspace, once: bool) -> Result<ExitCode> {
    let options = SetupOptions {
        without_wasm_pack: true,
        ..SetupOptions::for_package()
    };
    let (tools, binary) = setup::ensure_beside(workspace, options, || {
        step("emulator: a local Pulse API, so that nothing leaves this machine");
        let binary = emulator::build(workspace, Build::Demo)?;
        step("emulator: built");
        Ok(binary)
    })?;
    step("tools: all there");
    let packed = package::ensure(workspace, &tools)?;
    step(&format!(
        "package: pulse-wasm {} in {}",
        packed.version,
        packed.tarball.display()
    ));
    let running = Emulator::start(workspace, &binary, &examples::emulator_flags())?;
    step(&format!("emulator: {}", running.url));
    for _ in 0..3 {
        let id = running.submit(examples::KEYS[0])?;
        step(&format!("submitted: job {id}"));
    }
    heading("the API page's TypeScript examples, through the packed package, in Node");
    let tally = examples::typescript(workspace, &packed.tarball, &running.url)?;
    println!();
    if tally.failed > 0 {
        step(&format!(
            "{} examples did not do what the API page says",
            tally.failed
        ));
        return Ok(ExitCode::FAILURE);
    }
    step(&format!(
        "all {} examples did what the API page says",
        tally.passed
    ));
    drop(running);
    if !once {
        serve(workspace, &binary, &packed)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn serve(workspace: &Workspace, binary: &Path, packed: &Packed) -> Result<()> {
    let folder = site::ensure(workspace, packed)?;
    let folder = folder.to_str().context("the folder's path is no UTF-8")?;
    // Livelier than for the examples: jobs begin, end and fail while one looks.
    let mut flags = vec!["--serve", folder, "--jobs", "488", "--fail-rate", "0.1"];
    flags.extend([
        "--pending-ms",
        "4000..600000",
        "--processing-ms",
        "5000..300000",
        "--cancel-ms",
        "0..3000",
    ]);
    // No --key: the page has the emulator's own test-key in its field, and other-key for another owner.
    let mut emulator = Emulator::start(workspace, binary, &flags)?;
    // Some of another owner, which the page's key may not cancel.
    for _ in 0..OF_ANOTHER_OWNER {
        emulator.submit(examples::KEYS[1])?;
    }
    let lines = [
        "The page is at".to_owned(),
        String::new(),
        format!("    {}/", emulator.url),
        String::new(),
        "with the key test-key. Ctrl-C ends it.".to_owned(),
    ];
    println!("\n{}", boxed(&lines));
    emulator.wait()
}
