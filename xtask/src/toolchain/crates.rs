//! The tools that come as crates, built once into the tools folder and shared by all clones.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process::quiet;
use crate::ui::step;
use crate::workspace::Workspace;

/// A tool of an exact version.
pub struct Tool {
    pub package: &'static str,
    pub binary: &'static str,
    pub version: String,
    pub why: &'static str,
}

/// The tools the wasm builds need, and the one that browser tests add.
pub fn wanted(workspace: &Workspace, browsers: bool) -> Result<Vec<Tool>> {
    let mut tools = vec![
        Tool {
            package: "wasm-bindgen-cli",
            binary: "wasm-bindgen",
            // It reads what the crate of the same version wrote, and no other.
            version: workspace.locked_version("wasm-bindgen")?,
            why: "makes the glue between wasm and JavaScript; about 2 minutes, once",
        },
        Tool {
            package: "wasm-pack",
            binary: "wasm-pack",
            version: "0.15.1".into(),
            why: "builds the npm package and runs its tests; about 2 minutes, once",
        },
    ];
    if browsers {
        tools.push(Tool {
            package: "geckodriver",
            binary: "geckodriver",
            version: "0.37.1".into(),
            why: "lets tests drive Firefox; about 1 minute, once",
        });
    }
    Ok(tools)
}

/// Builds those that don't answer with the right version.
pub fn install(workspace: &Workspace, tools: &[Tool]) -> Result<()> {
    let bin = workspace.tools.join("bin");
    let lacking: Vec<&Tool> = tools.iter().filter(|tool| !answers(&bin, tool)).collect();
    if lacking.is_empty() {
        return Ok(());
    }
    // One target folder for all: what they share is built once.
    let build = workspace.tools.join("build");
    for tool in lacking {
        step(&format!("{} {}: {}", tool.package, tool.version, tool.why));
        let mut command = Command::new("cargo");
        command
            .args(["install", "--locked", "--force", "--root"])
            .arg(&workspace.tools)
            .arg(format!("{}@{}", tool.package, tool.version))
            .current_dir(&workspace.tools)
            .env("CARGO_TARGET_DIR", &build);
        for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
            command.env_remove(name);
        }
        let took = quiet(tool.package, &workspace.logs(), None, &mut command)?;
        if !answers(&bin, tool) {
            bail!(
                "{} was built, but {} does not answer",
                tool.package,
                bin.join(tool.binary).display()
            );
        }
        step(&format!(
            "{} {}: built in {} s",
            tool.package,
            tool.version,
            took.as_secs()
        ));
    }
    fs::remove_dir_all(&build)?;
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
