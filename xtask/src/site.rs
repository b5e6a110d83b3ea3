//! `cargo xtask site`: the dashboard, built over the packed package into a folder for any static server.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::package::Packed;
use crate::process::quiet;
use crate::stamp::fingerprint;
use crate::ui::step;
use crate::workspace::{Workspace, npm_command};

/// All that the page is built from, beside the package.
const INPUTS: [&str; 9] = [
    "www-demo/src",
    "www-demo/public",
    "www-demo/index.html",
    "www-demo/package.json",
    "www-demo/package-lock.json",
    "www-demo/.npmrc",
    "www-demo/tsconfig.json",
    "www-demo/vite.config.ts",
    "pkg/index.js",
];

/// Builds the page into target/www-demo, unless exactly this is there.
pub fn ensure(workspace: &Workspace, packed: &Packed) -> Result<PathBuf> {
    let root = &workspace.root;
    let page = root.join("www-demo");
    let built = root.join("target/www-demo");
    let record = root.join("target/www-demo.stamp");
    let inputs = fingerprint(root, &INPUTS, &[&packed.version])?;
    let outputs = || fingerprint(root, &["target/www-demo"], &[]);
    if built.join("index.html").is_file()
        && fs::read_to_string(&record).unwrap_or_default() == format!("{inputs} {}", outputs()?)
    {
        return Ok(built);
    }
    // A build that breaks off must not pass for the one before it.
    let _ = fs::remove_file(&record);
    install(workspace)?;
    let mut command = npm_command("npm");
    command
        .args(["run", "build", "--", "--emptyOutDir", "--outDir"])
        .arg(&built)
        .current_dir(&page);
    let took = quiet("vite build", &workspace.logs(), None, &mut command)?;
    fs::write(&record, format!("{inputs} {}", outputs()?))?;
    step(&format!("dashboard: built in {} s", took.as_secs()));
    Ok(built)
}

/// Installs what the page is built with, unless exactly that is there. The package itself is a link to pkg/.
fn install(workspace: &Workspace) -> Result<()> {
    let page = workspace.root.join("www-demo");
    let stamp = page.join("node_modules/.pulse-stamp");
    let files = ["www-demo/package.json", "www-demo/package-lock.json"];
    let wanted = fingerprint(&workspace.root, &files, &[])?;
    if fs::read_to_string(&stamp).unwrap_or_default() == wanted {
        return Ok(());
    }
    step("npm ci: Vite, Preact and what else the dashboard is made of; about 10 s");
    let mut command = npm_command("npm");
    command.args(["ci", "--ignore-scripts"]).current_dir(&page);
    quiet("npm ci of www-demo", &workspace.logs(), None, &mut command)?;
    fs::write(&stamp, &wanted).with_context(|| stamp.display().to_string())
}
