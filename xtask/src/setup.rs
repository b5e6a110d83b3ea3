//! `cargo xtask setup`: everything the other tasks need, had once and checked cheaply ever after.

use std::env;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::browsers::{self, Browsers};
use crate::package;
use crate::redis;
use crate::together::together;
use crate::toolchain::crates::Wanted;
use crate::toolchain::{Toolchain, crates, npm};
use crate::ui::step;
use crate::workspace::{Workspace, cargo_home};

/// What set-up is asked for beyond the wasm target, the built tools and the npm tools.
#[derive(Clone, Copy, Default)]
pub struct SetupOptions {
    /// Take Debian's way to the wasm target, even where a shorter one is open.
    pub force_debian: bool,
    pub browsers: bool,
    pub redis: bool,
    /// Do without wasm-pack where it is not there yet.
    pub without_wasm_pack: bool,
    /// The package is built next: while the tools are being built, compile its client already.
    pub compile_client: bool,
}

impl SetupOptions {
    /// For a task that builds the package next.
    pub fn for_package() -> Self {
        Self {
            compile_client: true,
            ..Self::default()
        }
    }

    fn wanted(self) -> Wanted {
        Wanted {
            wasm_pack: !self.without_wasm_pack,
            geckodriver: self.browsers,
        }
    }
}

/// What set-up hands to the tasks.
pub struct Tools {
    pub toolchain: Toolchain,
    pub browsers: Option<Browsers>,
    /// The server's binary.
    pub redis: Option<PathBuf>,
}

/// The task itself: set up, and say what is there.
pub fn run(workspace: &Workspace, options: SetupOptions) -> Result<()> {
    let tools = ensure(workspace, options)?;
    let browsers = if tools.browsers.is_some() {
        ", browsers"
    } else {
        ""
    };
    let built: Vec<String> = crates::wanted(workspace, options.wanted())?
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

/// Makes sure of everything asked for; says only what it has to do.
pub fn ensure(workspace: &Workspace, options: SetupOptions) -> Result<Tools> {
    Ok(ensure_beside(workspace, options, || Ok(()))?.0)
}

/// The same, with a native build of the caller's at the same time.
pub fn ensure_beside<T: Send>(
    workspace: &Workspace,
    options: SetupOptions,
    native_build: impl FnOnce() -> Result<T> + Send,
) -> Result<(Tools, T)> {
    // Node first: it is the one thing that set-up can't get, so its absence is reported at once.
    npm::node()?;
    fs::create_dir_all(&workspace.tools)
        .with_context(|| format!("the tools folder {}", workspace.tools.display()))?;
    let lock = File::create(workspace.tools.join(".lock"))?;
    if lock.try_lock().is_err() {
        step("another set-up is at work in the same tools folder; waiting for it to end");
        lock.lock()?;
    }
    let forced = options.force_debian
        || env::var("PULSE_FORCE_DEBIAN").is_ok_and(|value| !value.is_empty() && value != "0");
    let lacking = crates::lacking(workspace, crates::wanted(workspace, options.wanted())?);
    let compile_client = options.compile_client && !lacking.is_empty();
    // Getting the target may replace the system's own Rust, which no build must be using then.
    let early = if Toolchain::plain_cargo_is_the_system_s() {
        Some(Toolchain::ensure(workspace, forced)?)
    } else {
        None
    };
    together(|group| {
        let building: Vec<_> = lacking
            .into_iter()
            .map(|tool| group.start(move || crates::install(workspace, &tool)))
            .collect();
        let npm_tools = group.start(|| npm::ensure(workspace));
        let native_build = group.start(native_build);
        let toolchain = group.start(move || {
            let toolchain = match early {
                Some(toolchain) => toolchain,
                None => Toolchain::ensure(workspace, forced)?,
            };
            if compile_client {
                package::compile_client(workspace, &toolchain)?;
            }
            // In the same step as the target: all may call apt-get, which runs once at a time.
            let browsers = options.browsers.then(|| browsers::ensure(workspace));
            let redis = options.redis.then(|| redis::ensure(workspace));
            Ok(Tools {
                toolchain,
                browsers: browsers.transpose()?,
                redis: redis.transpose()?,
            })
        });
        for tool in building {
            tool.wait()?;
        }
        npm_tools.wait()?;
        Ok((toolchain.wait()?, native_build.wait()?))
    })
}

impl Tools {
    /// A command that finds the built tools and wasm-opt first, and builds with the wasm toolchain.
    pub fn wasm_command(&self, workspace: &Workspace, program: &str) -> Result<Command> {
        wasm_command(workspace, &self.toolchain, program)
    }
}

/// The same before all the tools are there.
pub fn wasm_command(
    workspace: &Workspace,
    toolchain: &Toolchain,
    program: &str,
) -> Result<Command> {
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
    toolchain.apply(&mut command);
    let mut places = vec![(Some(workspace.root.clone()), "/pulse-wasm")];
    places.push((cargo_home(), "/cargo"));
    command.env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        remapped(&places),
    );
    Ok(command)
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
