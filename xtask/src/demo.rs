//! `cargo xtask demo`: from a bare clone to the API page's examples and a live page.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::emulator::{self, Build, Emulator};
use crate::examples;
use crate::package;
use crate::setup::{self, SetupOptions};
use crate::ui::{boxed, heading, step};
use crate::workspace::Workspace;

/// Runs the examples and, unless it shall end there, serves the page until Ctrl-C.
pub fn run(workspace: &Workspace, once: bool) -> Result<ExitCode> {
    let (tools, binary) = setup::ensure_beside(workspace, SetupOptions::for_package(), || {
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
        serve(workspace, &binary, &packed.folder)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn serve(workspace: &Workspace, binary: &Path, package: &Path) -> Result<()> {
    let folder = site(workspace, package)?;
    let folder = folder.to_str().context("the folder's path is no UTF-8")?;
    // Livelier than for the examples: jobs begin, end and fail while one looks.
    let mut flags = vec!["--serve", folder, "--jobs", "12"];
    flags.extend([
        "--pending-ms",
        "4000..20000",
        "--processing-ms",
        "5000..40000",
    ]);
    // No --key: the page has the emulator's own test-key in its field, and other-key for another owner.
    let mut emulator = Emulator::start(workspace, binary, &flags)?;
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

/// The page and the package beside it, as the emulator serves them on one origin.
fn site(workspace: &Workspace, package: &Path) -> Result<PathBuf> {
    let page = workspace.root.join("www-demo");
    if !page.join("index.html").is_file() {
        bail!("www-demo has no index.html to serve");
    }
    let site = workspace.root.join("target/www-demo");
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    copy(&page, &site)?;
    copy(package, &site.join("pkg"))?;
    Ok(site)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
