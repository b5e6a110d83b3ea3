//! `cargo xtask bench`: the figures, taken side by side in one run, and the documents and charts made of them.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::emulator::{self, Build};
use crate::package;
use crate::process::Guard;
use crate::python;
use crate::setup::{self, SetupOptions};
use crate::ui::{heading, step};
use crate::workspace::Workspace;

/// The measurements, by the names of their files; bench/lib/keeping.mjs has the same.
pub const PARTS: [&str; 8] = [
    "percall",
    "browser",
    "loopback",
    "browser-loopback",
    "many",
    "cold",
    "size",
    "growth",
];

/// Runs bench/run.mjs over the packed package, with all that it compares it with.
pub fn run(workspace: &Workspace, quick: bool, only: &[String]) -> Result<ExitCode> {
    let options = SetupOptions {
        browsers: true,
        ..SetupOptions::for_package()
    };
    let tools = setup::ensure(workspace, options)?;
    let browsers = tools
        .browsers
        .as_ref()
        .context("set-up was asked for browsers")?;
    let packed = package::ensure(workspace, &tools)?;
    step("emulator: a release build, so that it is not what is measured");
    let binary = emulator::build(workspace, Build::Figures)?;
    let mut command = Command::new("node");
    command
        .arg("bench/run.mjs")
        .current_dir(&workspace.root)
        .env_remove("PULSE_API_KEY")
        .env_remove("PULSE_BASE_URL")
        .env("EMULATOR_BIN", &binary)
        .env("PULSE_TARBALL", &packed.tarball)
        .env("CHROMIUM", &browsers.chromium);
    match python::obstacle() {
        None => {
            command.env("PULSE_PYTHON", python::ensure(workspace)?);
        }
        Some(reason) => step(&format!("without the Python SDK: {reason}")),
    }
    if quick {
        command.arg("--quick");
    }
    if !only.is_empty() {
        command.arg("--only").args(only);
    }
    heading("bench: rounds that alternate; the longest part takes some minutes");
    let status = Guard::spawn(&mut command)?.0.wait()?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_parts_are_those_of_the_script() {
        let quoted = PARTS.map(|part| format!("{part:?}"));
        let root = Workspace::find().unwrap().root;
        let script = fs::read_to_string(root.join("bench/lib/keeping.mjs")).unwrap();
        let listed = format!("export const PARTS = [\n  {},\n];", quoted.join(",\n  "));
        assert!(script.contains(&listed), "{listed}");
        for part in PARTS {
            assert!(root.join(format!("bench/{part}.mjs")).is_file(), "{part}");
        }
    }
}
