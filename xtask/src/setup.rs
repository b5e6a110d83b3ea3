//! `cargo xtask setup`: everything the other tasks need, had once and checked cheaply ever after.

use std::env;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::browsers::{self, Browsers};
use crate::toolchain::{Toolchain, crates, npm};
use crate::ui::step;
use crate::workspace::{Workspace, cargo_home};

/// What set-up is asked for.
#[derive(Clone, Copy, Default)]
pub struct Wish {
    /// Debian's way to the wasm target, even where a shorter one is open.
    pub force_debian: bool,
    pub browsers: bool,
}

/// What set-up hands to the tasks.
pub struct Tools {
    pub toolchain: Toolchain,
    pub browsers: Option<Browsers>,
}

/// The task itself: set up, and say what is there.
pub fn run(workspace: &Workspace, wish: Wish) -> Result<()> {
    let tools = ensure(workspace, wish)?;
    let browsers = if tools.browsers.is_some() {
        ", browsers"
    } else {
        ""
    };
    let built: Vec<String> = crates::wanted(workspace, wish.browsers)?
        .iter()
        .map(|tool| format!("{} {}", tool.binary, tool.version))
        .collect();
    let target = format!("wasm target of {}", tools.toolchain.title());
    step(&format!(
        "ready: {target}, {}, npm tools{browsers}",
        built.join(", ")
    ));
    Ok(())
}

/// Makes sure of everything wished for; says only what it has to do.
pub fn ensure(workspace: &Workspace, wish: Wish) -> Result<Tools> {
    // Node first: it is the one thing that set-up can't get, so its absence is told at once.
    npm::node()?;
    fs::create_dir_all(&workspace.tools)
        .with_context(|| format!("the tools folder {}", workspace.tools.display()))?;
    let lock = File::create(workspace.tools.join(".lock"))?;
    if lock.try_lock().is_err() {
        step("another set-up is at work in the same tools folder; waiting for it to end");
        lock.lock()?;
    }
    let forced = wish.force_debian
        || env::var("PULSE_FORCE_DEBIAN").is_ok_and(|value| !value.is_empty() && value != "0");
    let toolchain = Toolchain::ensure(workspace, forced)?;
    crates::install(workspace, &crates::wanted(workspace, wish.browsers)?)?;
    npm::ensure(workspace)?;
    let browsers = wish
        .browsers
        .then(|| browsers::ensure(workspace))
        .transpose()?;
    Ok(Tools {
        toolchain,
        browsers,
    })
}

impl Tools {
    /// A command that finds the built tools and wasm-opt first, and builds with the wasm toolchain.
    pub fn wasm_command(&self, workspace: &Workspace, program: &str) -> Result<Command> {
        let mut folders = vec![workspace.tools.join("bin"), workspace.npm_bin()];
        folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        let path = env::join_paths(folders).context("a folder of PATH holds a colon")?;
        // A bare name would be looked up in our own PATH, not in the child's.
        let built = workspace.tools.join("bin").join(program);
        let mut command = if built.is_file() {
            Command::new(built)
        } else {
            Command::new(program)
        };
        command.current_dir(&workspace.root).env("PATH", path);
        self.toolchain.apply(&mut command);
        let mut places = vec![(Some(workspace.root.clone()), "/pulse-wasm")];
        places.push((cargo_home(), "/cargo"));
        command.env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            remapped(&places),
        );
        Ok(command)
    }
}

/// The flags that keep this machine's paths out of the package; the flags of .cargo/config.toml stay.
fn remapped(places: &[(Option<PathBuf>, &str)]) -> String {
    let flag = |(place, name): &(Option<PathBuf>, &str)| {
        let place = place.as_ref()?.to_str()?.to_owned();
        // The variable parts its flags at blanks and knows no quotes.
        let blank = place.contains(char::is_whitespace);
        (!blank).then(|| format!("--remap-path-prefix={place}={name}"))
    };
    places.iter().filter_map(flag).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_would_break_the_flags_is_left_alone() {
        let places = [
            (Some(PathBuf::from("/a/b")), "/x"),
            (Some(PathBuf::from("/a b")), "/y"),
            (None, "/z"),
        ];
        assert_eq!(remapped(&places), "--remap-path-prefix=/a/b=/x");
    }
}
