//! The tools that come as crates, built once into the tools folder and shared by all clones.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::quiet;
use crate::ui::step;
use crate::workspace::Workspace;

/// A tool of an exact version.
pub struct Tool {
    pub package: &'static str,
    pub binary: &'static str,
    pub version: String,
    pub why: &'static str,
    /// Leaves out what of the package nobody here needs.
    only: &'static [&'static str],
}

/// What of the tools a task needs beside wasm-bindgen-cli, without which there is no package.
#[derive(Clone, Copy)]
pub struct Wanted {
    /// The demo's package is the same without it: it would run cargo and wasm-bindgen, no more.
    pub wasm_pack: bool,
    /// For tests in Firefox.
    pub geckodriver: bool,
}

const WASM_PACK: &str = "wasm-pack";

/// The tools that a task needs.
pub fn wanted(workspace: &Workspace, wanted: Wanted) -> Result<Vec<Tool>> {
    let mut tools = vec![Tool {
        package: "wasm-bindgen-cli",
        binary: "wasm-bindgen",
        // It reads what the crate of the same version wrote, and no other.
        version: workspace.locked_version("wasm-bindgen")?,
        why: "makes the glue between wasm and JavaScript; about a minute, once",
        // Its default feature is TLS, for drivers of browsers on other machines.
        only: &[
            "--no-default-features",
            "--bin=wasm-bindgen",
            "--bin=wasm-bindgen-test-runner",
        ],
    }];
    if wanted.wasm_pack {
        tools.push(wasm_pack());
    }
    if wanted.geckodriver {
        tools.push(Tool {
            package: "geckodriver",
            binary: "geckodriver",
            version: "0.37.1".into(),
            why: "lets tests drive Firefox; about a minute, once",
            only: &[],
        });
    }
    Ok(tools)
}

fn wasm_pack() -> Tool {
    Tool {
        package: WASM_PACK,
        binary: WASM_PACK,
        version: "0.15.1".into(),
        why: "builds the npm package and runs its tests; about a minute, once",
        only: &[],
    }
}

/// Whether wasm-pack is there.
pub fn has_wasm_pack(workspace: &Workspace) -> bool {
    answers(&workspace.tools.join("bin"), &wasm_pack())
}

/// Those that don't answer with the right version.
pub fn lacking(workspace: &Workspace, mut tools: Vec<Tool>) -> Vec<Tool> {
    let bin = workspace.tools.join("bin");
    tools.retain(|tool| !answers(&bin, tool));
    tools
}

/// Builds one into the tools folder. Without optimisation, which would take three times as long: it
/// would save a tenth of a second of each package build, and 4 s of each run of the wasm tests.
pub fn install(workspace: &Workspace, tool: &Tool) -> Result<()> {
    step(&format!("{} {}: {}", tool.package, tool.version, tool.why));
    // A folder for each, or one would wait for the other.
    let build = workspace.tools.join("build").join(tool.package);
    let mut command = Command::new("cargo");
    command
        .args(["install", "--locked", "--force", "--debug", "--root"])
        .arg(&workspace.tools)
        .arg(format!("{}@{}", tool.package, tool.version))
        .args(tool.only)
        .current_dir(&workspace.tools)
        .env("CARGO_TARGET_DIR", &build)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        // The builds side by side keep every core busy; units within a crate would only add work, a sixth of it.
        .env("CARGO_PROFILE_DEV_CODEGEN_UNITS", "1")
        .env("CARGO_INCREMENTAL", "0");
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
        command.env_remove(name);
    }
    let took = quiet(tool.package, &workspace.logs(), None, &mut command)?;
    let bin = workspace.tools.join("bin");
    if !answers(&bin, tool) {
        bail!(
            "{} was built, but {} does not answer",
            tool.package,
            bin.join(tool.binary).display()
        );
    }
    fs::remove_dir_all(&build).with_context(|| build.display().to_string())?;
    step(&format!(
        "{} {}: built in {} s",
        tool.package,
        tool.version,
        took.as_secs()
    ));
    Ok(())
}

fn answers(bin: &Path, tool: &Tool) -> bool {
    let output = Command::new(bin.join(tool.binary))
        .arg("--version")
        .output();
    output.is_ok_and(|output| says_version(&String::from_utf8_lossy(&output.stdout), &tool.version))
}

fn says_version(text: &str, version: &str) -> bool {
    text.lines()
        .next()
        .is_some_and(|line| line.split_whitespace().nth(1) == Some(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_version_counts() {
        assert!(says_version(
            "geckodriver 0.37.1 (abc)\n\nThe source",
            "0.37.1"
        ));
        assert!(!says_version("wasm-pack 0.15.10", "0.15.1"));
        assert!(!says_version("", "0.15.1"));
    }
}
