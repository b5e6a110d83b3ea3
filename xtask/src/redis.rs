//! The Redis that a test starts for itself: found on PATH, or had from Debian without the service that comes with it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::toolchain::apt;
use crate::unix::symlink;
use crate::workspace::{Workspace, on_path};

/// The package redis-server would start a service. Its program is in this one, under a name by which it checks files; called
/// `redis-server` it is the server.
const PACKAGE: &str = "redis-tools";
const SAME_PROGRAM: &str = "redis-check-rdb";

/// Makes sure of the server's binary.
pub fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(found) = on_path("redis-server") {
        return Ok(found);
    }
    let server = workspace.tools.join("bin/redis-server");
    if server.exists() {
        return Ok(server);
    }
    if apt::usable().is_ok() {
        let why = "the Redis that the example of many machines is tested with";
        apt::install(&[PACKAGE], why, &workspace.logs())?;
    }
    let Some(program) = on_path(SAME_PROGRAM) else {
        bail!("no redis-server on PATH: install Redis, which examples/bullmq is tested with");
    };
    let folder = workspace.tools.join("bin");
    fs::create_dir_all(&folder)?;
    // One that points nowhere would be in the way.
    let _ = fs::remove_file(&server);
    symlink(program, &server).with_context(|| server.display().to_string())?;
    Ok(server)
}
