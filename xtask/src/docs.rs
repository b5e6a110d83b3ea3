//! `cargo xtask docs`: the API reference, of the npm package from its types and of the crates by rustdoc, with every link followed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::package;
use crate::process::{capture, quiet};
use crate::setup::Tools;
use crate::stamp::fingerprint;
use crate::toolchain::TARGET;
use crate::ui::step;
use crate::workspace::{Workspace, npm_command};

/// The crates that are published.
const CRATES: [&str; 4] = ["--package", "pulse-wasm", "--package", "pulse-wasm-core"];

/// Makes target/docs anew. Fails on an export without a word of documentation, on a warning, and on a link that leads nowhere.
pub fn run(workspace: &Workspace, tools: &Tools) -> Result<PathBuf> {
    let root = &workspace.root;
    package::ensure(workspace, tools)?;
    install(workspace)?;
    let built = root.join("target/docs");
    if built.exists() {
        fs::remove_dir_all(&built).with_context(|| built.display().to_string())?;
    }
    fs::create_dir_all(&built)?;
    let tool = |words: &[&str]| {
        let mut command = Command::new("node");
        command.args(words).current_dir(root);
        command
    };
    capture(&mut tool(&["docs/api/pages.mjs"]))?;
    let typedoc = "docs/api/node_modules/typedoc/bin/typedoc";
    let mut command = tool(&[typedoc, "--options", "docs/api/typedoc.json"]);
    quiet("typedoc", &workspace.logs(), None, &mut command)?;
    rustdoc(workspace, tools, &built.join("rust"))?;
    fs::copy(root.join("docs/api/index.html"), built.join("index.html"))?;
    fs::copy(
        root.join("docs/api/rust.html"),
        built.join("rust/index.html"),
    )?;
    let counts = capture(&mut tool(&["docs/api/links.mjs", "target/docs"]))?;
    step(&format!(
        "reference: {}: {}",
        built.join("index.html").display(),
        counts.trim()
    ));
    Ok(built)
}

/// Both crates for the target that docs.rs documents them for, each warning an error.
fn rustdoc(workspace: &Workspace, tools: &Tools, out: &Path) -> Result<()> {
    let made = tools.toolchain.target_dir.join(TARGET).join("doc");
    // rustdoc leaves what an earlier run made, of whatever crate that was.
    if made.exists() {
        fs::remove_dir_all(&made).with_context(|| made.display().to_string())?;
    }
    let mut command = tools.wasm_command(workspace, "cargo")?;
    command
        .args(["doc", "--no-deps", "--target", TARGET])
        .args(CRATES)
        .env("RUSTDOCFLAGS", "-D warnings -D missing_docs");
    let took = quiet("cargo doc", &workspace.logs(), None, &mut command)?;
    fs::rename(&made, out).with_context(|| made.display().to_string())?;
    step(&format!("cargo doc: done in {} s", took.as_secs()));
    Ok(())
}

/// Installs typedoc and what follows the links, unless exactly that is there.
fn install(workspace: &Workspace) -> Result<()> {
    let folder = workspace.root.join("docs/api");
    let stamp = folder.join("node_modules/.pulse-stamp");
    let files = ["docs/api/package.json", "docs/api/package-lock.json"];
    let wanted = fingerprint(&workspace.root, &files, &[])?;
    if fs::read_to_string(&stamp).unwrap_or_default() == wanted {
        return Ok(());
    }
    step("npm ci: typedoc, its TypeScript and a parser of pages; about 5 s");
    let mut command = npm_command("npm");
    command
        .args(["ci", "--ignore-scripts"])
        .current_dir(&folder);
    quiet("npm ci of docs-api", &workspace.logs(), None, &mut command)?;
    fs::write(&stamp, &wanted).with_context(|| stamp.display().to_string())
}
