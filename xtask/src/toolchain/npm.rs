//! The tools that come from npm: node_modules kept in step with the lock file.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::process::{capture, quiet};
use crate::stamp::fingerprint;
use crate::ui::step;
use crate::workspace::{Workspace, npm_command, on_path};

const OLDEST_NODE: u32 = 20;

/// Node's version, or an error that says which one is needed.
pub fn node() -> Result<String> {
    let needed = format!("Node {OLDEST_NODE} or newer is needed: install it and put it on PATH");
    if on_path("node").is_none() || on_path("npm").is_none() {
        bail!("{needed} (there is no node or no npm)");
    }
    let version = capture(Command::new("node").arg("--version")).context(needed.clone())?;
    let version = version.trim().trim_start_matches('v').to_owned();
    match version
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok())
    {
        Some(major) if major >= OLDEST_NODE => Ok(version),
        _ => bail!("{needed} (this is {version})"),
    }
}

/// Installs the locked packages unless exactly those are there.
pub fn ensure(workspace: &Workspace) -> Result<()> {
    let node = node()?;
    let stamp = workspace.root.join("node_modules/.pulse-stamp");
    let major = node.split('.').next().unwrap_or_default();
    let wanted = fingerprint(
        &workspace.root,
        &["package.json", "package-lock.json", ".npmrc"],
        &[major],
    )?;
    let recorded = fs::read_to_string(&stamp).unwrap_or_default();
    if recorded == wanted && in_step(&workspace.root)? {
        return Ok(());
    }
    step("npm ci: esbuild, Biome, TypeScript, wasm-opt and the checks of the package; about 10 s");
    let mut command = npm_command("npm");
    command.arg("ci").current_dir(&workspace.root);
    let took = quiet("npm ci", &workspace.logs(), None, &mut command)?;
    if !in_step(&workspace.root)? {
        bail!("npm ci ended well, but node_modules does not hold what package-lock.json says");
    }
    fs::write(&stamp, &wanted)?;
    step(&format!("npm ci: done in {} s", took.as_secs()));
    Ok(())
}

/// Whether each direct dependency stands in node_modules with its locked version.
fn in_step(root: &Path) -> Result<bool> {
    let path = root.join("package-lock.json");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let lock: Value = serde_json::from_str(&text).context("package-lock.json is no JSON")?;
    let direct = lock["packages"][""]["devDependencies"].as_object();
    let direct = direct.context("package-lock.json lists no devDependencies")?;
    Ok(direct.keys().all(|name| {
        let installed =
            fs::read_to_string(root.join("node_modules").join(name).join("package.json"));
        let installed = installed
            .ok()
            .and_then(|text| serde_json::from_str::<Value>(&text).ok());
        let locked = &lock["packages"][format!("node_modules/{name}")]["version"];
        installed.is_some_and(|package| locked.is_string() && package["version"] == *locked)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_or_none_is_out_of_step() {
        let root = std::env::temp_dir().join(format!("pulse-npm-{}", std::process::id()));
        fs::create_dir_all(root.join("node_modules/a")).unwrap();
        let lock = r#"{"packages": {"": {"devDependencies": {"a": "1.0.0"}},
            "node_modules/a": {"version": "1.0.0"}}}"#;
        fs::write(root.join("package-lock.json"), lock).unwrap();
        assert!(!in_step(&root).unwrap());
        fs::write(
            root.join("node_modules/a/package.json"),
            r#"{"version": "2.0.0"}"#,
        )
        .unwrap();
        assert!(!in_step(&root).unwrap());
        fs::write(
            root.join("node_modules/a/package.json"),
            r#"{"version": "1.0.0"}"#,
        )
        .unwrap();
        assert!(in_step(&root).unwrap());
        fs::remove_dir_all(&root).unwrap();
    }
}
