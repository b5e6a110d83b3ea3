//! The valgrind that counts instructions: found on PATH, or had from Debian with the symbols of the C library that it may ask for.

use anyhow::{Result, bail};

use crate::toolchain::apt;
use crate::workspace::{Workspace, on_path};

/// Why instructions can't be counted here, or not compared with the record; None where they can.
pub fn obstacle() -> Option<String> {
    let here = std::env::consts::ARCH;
    if here != "x86_64" {
        return Some(format!("the record is of x86_64, and this is {here}"));
    }
    let why_not = on_path("valgrind").map_or_else(apt::usable, |_| Ok(()));
    Some(format!(
        "there is no valgrind on PATH, and {}",
        why_not.err()?
    ))
}

/// Makes sure of it.
pub fn ensure(workspace: &Workspace) -> Result<()> {
    if on_path("valgrind").is_none() {
        let why = "counts the instructions that the core takes; about half a minute, once";
        apt::install(&["valgrind", "libc6-dbg"], why, &workspace.logs())?;
    }
    if on_path("valgrind").is_none() {
        bail!("no valgrind on PATH: install it, which counts the instructions that the core takes");
    }
    Ok(())
}
