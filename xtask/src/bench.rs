//! `cargo xtask bench`: the figures, taken side by side in one run.

use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::emulator::{self, Build, Emulator};
use crate::package;
use crate::process::{Guard, quiet};
use crate::project;
use crate::setup::{self, SetupOptions};
use crate::ui::{heading, step};
use crate::workspace::Workspace;

/// Runs each script of bench/, with a release emulator and the packed package, and shows the sizes.
pub fn run(workspace: &Workspace) -> Result<ExitCode> {
    let folder = workspace.root.join("bench");
    let mut scripts = Vec::new();
    for entry in fs::read_dir(&folder).into_iter().flatten() {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "mjs") {
            scripts.push(path);
        }
    }
    scripts.sort();
    if scripts.is_empty() {
        bail!("bench/ holds no script (*.mjs) to run");
    }
    let tools = setup::ensure(workspace, SetupOptions::for_package())?;
    let packed = package::ensure(workspace, &tools)?;
    let project = project::with_tarball(workspace, &packed.tarball, "project")?;
    step("npm ci in bench/peers: the clients ours is timed beside");
    let mut install = Command::new("npm");
    install
        .args(["ci", "--prefix", "bench/peers"])
        .current_dir(&workspace.root);
    quiet(
        "npm ci in bench/peers",
        &workspace.logs(),
        None,
        &mut install,
    )?;
    step("emulator: a release build, so that it is not what is measured");
    let binary = emulator::build(workspace, Build::Figures)?;
    let flags = ["--pending-ms", "600000..600000"];
    let mut failed = false;
    for script in scripts {
        let name = script
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        heading(&name);
        // A fresh emulator each: one script's jobs must not weigh on the next.
        let emulator = Emulator::start(workspace, &binary, &flags)?;
        let mut command = Command::new("node");
        command
            .args([script.as_os_str(), "--peers".as_ref()])
            .current_dir(&workspace.root)
            .env("EMULATOR_URL", &emulator.url)
            .env("EMULATOR_BIN", &binary)
            .env("PULSE_TARBALL", &packed.tarball)
            .env("PULSE_PKG", &packed.folder)
            .env("PULSE_PROJECT", &project);
        let status = Guard::spawn(&mut command)?.0.wait()?;
        if !status.success() {
            println!("{name} failed: {status}");
            failed = true;
        }
    }
    heading("sizes");
    println!("{}", package::sizes(workspace)?);
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
