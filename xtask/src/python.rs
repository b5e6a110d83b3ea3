//! The virtual environment that holds the official Python SDK, the judge of the emulator.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::process::{capture, quiet};
use crate::stamp::fingerprint;
use crate::ui::step;
use crate::workspace::{Workspace, on_path};

/// Why there can be no virtual environment here; None where there can.
pub fn obstacle() -> Option<String> {
    if on_path("python3").is_none() {
        return Some("there is no python3 on PATH".into());
    }
    let parts = capture(Command::new("python3").args(["-c", "import venv, ensurepip"]));
    parts
        .is_err()
        .then(|| "python3 is here without its venv module".into())
}

/// Makes the environment with the pinned packages unless it is there, and tells its Python.
pub fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.root.join("target/python-sdk");
    let python = folder.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    let version = capture(Command::new("python3").arg("--version"))?;
    let pinned = ["tests/python-sdk/requirements.txt"];
    let wanted = fingerprint(&workspace.root, &pinned, &[&version])?;
    let stamp = folder.join(".stamp");
    let recorded = fs::read_to_string(&stamp).unwrap_or_default();
    if recorded == wanted && capture(Command::new(&python).args(["-c", "import pulse"])).is_ok() {
        return Ok(python);
    }
    step(
        "the official Python SDK, in a virtual environment in target/python-sdk; about 15 s, once",
    );
    let mut command = Command::new("python3");
    command.args(["-m", "venv", "--clear"]).arg(&folder);
    quiet("python venv", &workspace.logs(), None, &mut command)?;
    let mut command = Command::new(&python);
    command
        .args(["-m", "pip", "install", "--disable-pip-version-check", "-r"])
        .arg(workspace.root.join(pinned[0]));
    let took = quiet("pip install", &workspace.logs(), None, &mut command)?;
    fs::write(&stamp, &wanted)?;
    step(&format!(
        "the Python SDK: installed in {} s",
        took.as_secs()
    ));
    Ok(python)
}
