//! `cargo xtask soak`: mixed traffic for minutes, with faults, restarts, aborts and frees, and a reckoning at its end.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::emulator::{self, Build};
use crate::package;
use crate::process::Guard;
use crate::project;
use crate::setup::{self, SetupOptions};
use crate::ui::step;
use crate::workspace::Workspace;

/// Reads how long it is to go on.
pub fn minutes(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(minutes) if minutes > 0.0 && minutes <= 10_000.0 => Ok(minutes),
        _ => Err("a number of minutes, such as 10 or 0.5".to_owned()),
    }
}

/// Sets up what it needs, and runs it.
pub fn run(workspace: &Workspace, minutes: f64, seed: u32) -> Result<ExitCode> {
    let tools = setup::ensure(workspace, SetupOptions::for_package())?;
    let packed = package::ensure(workspace, &tools)?;
    let project = project::with_tarball(workspace, &packed.tarball, "project")?;
    let binary = emulator::build(workspace, Build::Tests)?;
    step(&format!("soak: {minutes} minutes with the seed {seed}"));
    let mut command = command(&workspace.root, minutes, seed);
    command
        .env("EMULATOR_BIN", binary)
        .env("PULSE_PROJECT", project);
    let status = Guard::spawn(&mut command)?.0.wait()?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The script, which the suite of the same name runs too.
pub fn command(root: &Path, minutes: f64, seed: u32) -> Command {
    let mut command = Command::new("node");
    command
        .args(["--expose-gc", "tests/soak/run.mjs"])
        .args([minutes.to_string(), seed.to_string()])
        .current_dir(root);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_a_number_above_zero() {
        assert_eq!(minutes("0.5"), Ok(0.5));
        for wrong in ["0", "-1", "NaN", "inf", "ten"] {
            assert!(minutes(wrong).is_err(), "{wrong}");
        }
    }
}
