//! Empty projects with the packed tarball installed, as a user has it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::process::quiet;
use crate::workspace::{Workspace, npm_command};

/// Makes the project anew in target/NAME, so that nothing of an earlier tarball stays.
pub fn with_tarball(workspace: &Workspace, tarball: &Path, name: &str) -> Result<PathBuf> {
    let folder = workspace.root.join("target").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    fs::write(
        folder.join("package.json"),
        "{ \"private\": true, \"type\": \"module\" }\n",
    )?;
    let mut command = npm_command("npm");
    // Offline: the package has no dependencies, and needs nothing but itself.
    command
        .args(["install", "--offline", "--ignore-scripts"])
        .arg(tarball)
        .current_dir(&folder);
    quiet(
        "npm install of the tarball",
        &workspace.logs(),
        None,
        &mut command,
    )?;
    Ok(folder)
}
