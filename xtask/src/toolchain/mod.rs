//! The wasm32 target: found where it is, else from rustup, else built from Debian's sources.

pub mod apt;
pub mod crates;
pub mod debian;
pub mod npm;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::process::{capture, quiet};
use crate::ui::step;
use crate::workspace::{Workspace, on_path};

/// The one target of the npm package.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The Rust toolchain that has the wasm target, and the target folder its builds go to.
pub struct Toolchain {
    /// What RUSTUP_TOOLCHAIN is set to; None where there is no rustup.
    pub name: Option<String>,
    /// Apart from the native builds, so that neither waits for or rebuilds the other.
    pub target_dir: PathBuf,
}

impl Toolchain {
    /// Makes sure of the target, by the cheapest way that works.
    pub fn ensure(workspace: &Workspace, force_debian: bool) -> Result<Self> {
        let record = workspace.tools.join("toolchain");
        let recorded = fs::read_to_string(&record).unwrap_or_default();
        let was_debian = recorded.trim() == debian::NAME;
        let toolchain = if (force_debian || was_debian) && debian::is_laid_in() {
            Self::debian(workspace)?
        } else if force_debian {
            Self::from_debian(workspace, None)?
        } else if has_target(None) {
            Self::active(workspace)
        } else {
            match add_by_rustup(workspace) {
                Ok(()) => Self::active(workspace),
                Err(error) => Self::from_debian(workspace, Some(error))?,
            }
        };
        let chosen = toolchain.name.clone().unwrap_or_default();
        if recorded.trim() != chosen {
            fs::create_dir_all(&workspace.tools)?;
            fs::write(&record, format!("{chosen}\n"))?;
        }
        Ok(toolchain)
    }

    /// Whether plain cargo is one that apt-get could replace.
    pub fn plain_cargo_is_the_system_s() -> bool {
        on_path("cargo").is_some_and(|path| path.starts_with("/usr/bin"))
    }

    /// What messages call the toolchain.
    pub fn title(&self) -> &str {
        self.name.as_deref().unwrap_or("the installed Rust")
    }

    /// The compiler's full version, for fingerprints.
    pub fn rustc_version(&self) -> Result<String> {
        let mut command = Command::new("rustc");
        self.apply(&mut command);
        capture(command.arg("-vV"))
    }

    /// Makes a command build with this toolchain, whichever one plain cargo would take.
    pub fn apply(&self, command: &mut Command) {
        if let Some(name) = &self.name {
            command.env("RUSTUP_TOOLCHAIN", name);
        }
        command.env("CARGO_TARGET_DIR", &self.target_dir);
    }

    fn active(workspace: &Workspace) -> Self {
        Self {
            name: active_name(),
            target_dir: workspace.target.join("wasm"),
        }
    }

    fn debian(workspace: &Workspace) -> Result<Self> {
        let name = debian::link_name()?;
        // Cargo does not notice a std that was laid in anew: each has a folder of its own.
        let folder = format!("wasm-{}-{}", debian::NAME, debian::laid_in_at());
        Ok(Self {
            name,
            target_dir: workspace.target.join(folder),
        })
    }

    fn from_debian(workspace: &Workspace, rustup_said: Option<anyhow::Error>) -> Result<Self> {
        if let Err(obstacle) = debian::possible() {
            let first = rustup_said
                .map(|error| format!("{error:#}\n"))
                .unwrap_or_default();
            bail!(
                "{first}The target {TARGET} is missing, and it can't be built from Debian's \
                 packages here: {obstacle}.\nBy hand: run `rustup target add {TARGET}` where it \
                 works, or install your system's package of Rust with its wasm target, or run \
                 `cargo xtask setup` as root on Debian."
            );
        }
        debian::lay_in(workspace)?;
        Self::debian(workspace)
    }
}

/// Whether a toolchain (None: the active one) has a std for the target: its files, not rustup's word.
fn has_target(toolchain: Option<&str>) -> bool {
    let mut command = Command::new("rustc");
    if let Some(name) = toolchain {
        command.env("RUSTUP_TOOLCHAIN", name);
    }
    let folder = capture(command.args(["--print", "target-libdir", "--target", TARGET]));
    folder.is_ok_and(|folder| has_std(Path::new(folder.trim())))
}

fn has_std(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names: Vec<String> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    // test is there for wasm-bindgen's tests, which link it.
    ["libcore-", "libstd-", "libtest-"].iter().all(|start| {
        names
            .iter()
            .any(|name| name.starts_with(start) && name.ends_with(".rlib"))
    })
}

fn active_name() -> Option<String> {
    // rustup's own cargo hands this down; without it rustup is asked.
    if let Some(name) = env::var("RUSTUP_TOOLCHAIN")
        .ok()
        .filter(|name| !name.is_empty())
    {
        return Some(name);
    }
    on_path("rustup")?;
    let shown = capture(Command::new("rustup").args(["show", "active-toolchain"])).ok()?;
    shown.split_whitespace().next().map(str::to_owned)
}

fn add_by_rustup(workspace: &Workspace) -> Result<()> {
    if on_path("rustup").is_none() {
        bail!("there is no rustup to add the target with");
    }
    step(&format!(
        "rustup target add {TARGET}: the target of the npm package; at most 60 s, and if it fails \
         the target is built from Debian's packages"
    ));
    let mut command = Command::new("rustup");
    command.args(["target", "add", TARGET]);
    let added = quiet(
        "rustup target add",
        &workspace.logs(),
        Some(Duration::from_secs(60)),
        &mut command,
    );
    match added {
        Ok(took) if has_target(None) => {
            step(&format!("rustup target add: done in {} s", took.as_secs()));
            Ok(())
        }
        Ok(_) => bail!("rustup says it added {TARGET}, but the toolchain has no std for it"),
        Err(error) => {
            step("rustup could not add the target; Debian's way comes next");
            Err(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_folder_counts_only_with_core_std_and_test_in_it() {
        let folder = env::temp_dir().join(format!("pulse-std-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("libcore-1.rlib"), "").unwrap();
        fs::write(folder.join("libstd-1.rlib"), "").unwrap();
        assert!(!has_std(&folder));
        fs::write(folder.join("libtest-1.rlib"), "").unwrap();
        assert!(has_std(&folder));
        fs::remove_dir_all(&folder).unwrap();
        assert!(!has_std(&folder));
    }
}
