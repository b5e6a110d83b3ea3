//! `cargo xtask package`: wasm-pack's output assembled into pkg/ and packed into a tarball.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::process::quiet;
use crate::setup::{self, Tools};
use crate::stamp::fingerprint;
use crate::toolchain::{TARGET, Toolchain, crates};
use crate::ui::{kilobytes, step, table};
use crate::workspace::{Workspace, npm_command};

/// All that the package is made from.
const INPUTS: [&str; 13] = [
    "src",
    "types",
    "crates/pulse-core",
    "pkg-template",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo",
    "package-lock.json",
    "README.md",
    "CHANGELOG.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "xtask/src/package.rs",
];

/// What cargo compiles for the package; without --package it would take the workspace's default members.
const CLIENT: [&str; 5] = [
    "--package",
    "pulse-wasm",
    "--no-default-features",
    "--features",
    "class,small",
];

/// The packed package.
pub struct Packed {
    pub version: String,
    pub folder: PathBuf,
    pub tarball: PathBuf,
}

/// The task itself: pack, and show the sizes.
pub fn run(workspace: &Workspace, tools: &Tools) -> Result<()> {
    let packed = ensure(workspace, tools)?;
    step(&format!(
        "packed: pulse-wasm {}, {}",
        packed.version,
        packed.tarball.display()
    ));
    println!("{}", sizes(workspace)?);
    Ok(())
}

/// Packs, unless what is packed was made from exactly these inputs and is untouched since.
pub fn ensure(workspace: &Workspace, tools: &Tools) -> Result<Packed> {
    let root = &workspace.root;
    let npm = root.join("target/npm");
    let record = npm.join(".stamp");
    let compiler = tools.toolchain.rustc_version()?;
    // The folder's name tells one std from the next that the same compiler built.
    let std = tools
        .toolchain
        .target_dir
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    // What the demo made without wasm-pack is made again where there is one.
    let maker = Maker::at_hand(workspace);
    let words = [&compiler, tools.toolchain.title(), &std, maker.name()];
    let inputs = fingerprint(root, &INPUTS, &words)?;
    let recorded = fs::read_to_string(&record).unwrap_or_default();
    if let Ok(packed) = find(workspace)
        && recorded == format!("{inputs} {}", outputs(workspace, &packed)?)
    {
        return Ok(packed);
    }
    fs::create_dir_all(&npm)?;
    // A build that breaks off must not pass for the one before it.
    let _ = fs::remove_file(&record);
    build(workspace, tools, maker)?;
    let packed = find(workspace)?;
    fs::write(
        &record,
        format!("{inputs} {}", outputs(workspace, &packed)?),
    )?;
    Ok(packed)
}

/// What makes the glue, and calls cargo before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Maker {
    WasmPack,
    /// The demo's, until wasm-pack is there: the same commands, and so the same files.
    WasmBindgen,
}

impl Maker {
    fn at_hand(workspace: &Workspace) -> Self {
        if crates::has_wasm_pack(workspace) {
            Self::WasmPack
        } else {
            Self::WasmBindgen
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::WasmPack => "wasm-pack",
            Self::WasmBindgen => "wasm-bindgen",
        }
    }
}

fn build(workspace: &Workspace, tools: &Tools, maker: Maker) -> Result<()> {
    let root = &workspace.root;
    let assemble = root.join("pkg-template/assemble.mjs");
    if !assemble.is_file() {
        bail!("{} is missing: it lays out the package", assemble.display());
    }
    let name = maker.name();
    step(&format!(
        "{name}: compiles the client to wasm unless that is done, and makes the glue"
    ));
    let out = root.join("target/wasm-pack");
    let mut command = match maker {
        Maker::WasmPack => compile(workspace, tools, &out)?,
        Maker::WasmBindgen => {
            compile_client(workspace, &tools.toolchain)?;
            bind(workspace, tools, &out)?
        }
    };
    let took = quiet(name, &workspace.logs(), None, &mut command)?;
    step(&format!(
        "{name}: done in {} s; next the package is laid out and packed",
        took.as_secs()
    ));
    // What an earlier build left behind must not slip into this one.
    remove(&root.join("pkg"))?;
    let mut command = tools.wasm_command(workspace, "node")?;
    command.arg(&assemble).arg(&out).arg(root.join("pkg"));
    quiet("assembling pkg", &workspace.logs(), None, &mut command)?;
    let mut command = npm_command("npm");
    command
        .args(["pack", "--ignore-scripts", "--pack-destination"])
        .arg(root.join("target/npm"))
        .arg("./pkg")
        .current_dir(root);
    quiet("npm pack", &workspace.logs(), None, &mut command)?;
    Ok(())
}

/// wasm-pack's part of the build, into a folder that does not exist yet.
pub fn compile(workspace: &Workspace, tools: &Tools, out: &Path) -> Result<Command> {
    remove(out)?;
    let mut command = tools.wasm_command(workspace, "wasm-pack")?;
    command
        .args([
            "build",
            "--target",
            "bundler",
            "--profile",
            "wasm",
            "--mode",
            "no-install",
        ])
        .arg("--out-dir")
        .arg(out)
        .arg("--")
        .args(CLIENT);
    Ok(command)
}

/// wasm-bindgen's part of what wasm-pack does.
fn bind(workspace: &Workspace, tools: &Tools, out: &Path) -> Result<Command> {
    remove(out)?;
    let folder = tools.toolchain.target_dir.join(TARGET).join("wasm");
    let mut command = tools.wasm_command(workspace, "wasm-bindgen")?;
    command
        .arg(folder.join("pulse_wasm.wasm"))
        .args([
            "--target",
            "bundler",
            "--out-name",
            "pulse_wasm",
            "--out-dir",
        ])
        .arg(out);
    Ok(command)
}

/// cargo's part of what wasm-pack does, for when wasm-pack itself is still being built.
pub fn compile_client(workspace: &Workspace, toolchain: &Toolchain) -> Result<()> {
    step("the client: compiled to wasm, for size, while the tools are being built");
    let mut command = setup::wasm_command(workspace, toolchain, "cargo")?;
    command
        .args(["build", "--lib", "--profile", "wasm", "--target", TARGET])
        .args(CLIENT);
    let took = quiet("client", &workspace.logs(), None, &mut command)?;
    step(&format!("the client: compiled in {} s", took.as_secs()));
    Ok(())
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    Ok(())
}

fn find(workspace: &Workspace) -> Result<Packed> {
    let folder = workspace.root.join("pkg");
    let manifest = folder.join("package.json");
    let text = fs::read_to_string(&manifest).with_context(|| manifest.display().to_string())?;
    let package: Value = serde_json::from_str(&text).context("pkg/package.json")?;
    let version = package["version"]
        .as_str()
        .context("pkg/package.json has no version")?;
    let tarball = workspace
        .root
        .join(format!("target/npm/pulse-wasm-{version}.tgz"));
    if !tarball.is_file() {
        bail!("npm pack left no {}", tarball.display());
    }
    Ok(Packed {
        version: version.to_owned(),
        folder,
        tarball,
    })
}

fn outputs(workspace: &Workspace, packed: &Packed) -> Result<String> {
    let tarball = format!("target/npm/pulse-wasm-{}.tgz", packed.version);
    fingerprint(
        &workspace.root,
        &["pkg", &tarball, "target/npm/sizes.json"],
        &[],
    )
}

/// The sizes that the assembly measured, as a table.
pub fn sizes(workspace: &Workspace) -> Result<String> {
    let path = workspace.root.join("target/npm/sizes.json");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let sizes: Value = serde_json::from_str(&text).context("sizes.json is no JSON")?;
    size_table(&sizes)
}

fn size_table(sizes: &Value) -> Result<String> {
    let parts = sizes.as_object().context("sizes.json is no object")?;
    let cell = |part: &Value, name: &str| part[name].as_u64().map_or("–".into(), kilobytes);
    let rows: Vec<Vec<String>> = parts
        .iter()
        .filter(|(_, part)| part["raw"].is_u64())
        .map(|(name, part)| {
            vec![
                name.clone(),
                cell(part, "raw"),
                cell(part, "gzip"),
                cell(part, "brotli"),
            ]
        })
        .collect();
    if rows.is_empty() {
        bail!("sizes.json holds no size");
    }
    Ok(table(&["size of", "raw", "gzip", "brotli"], &rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_shown_as_measured_and_an_unmeasured_one_is_a_dash() {
        let sizes = serde_json::json!({ "wasm": { "raw": 20480, "brotli": 7300 } });
        let text = size_table(&sizes).unwrap();
        let row: Vec<&str> = text.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(row, ["wasm", "20.5", "KB", "–", "7.3", "KB"]);
        assert!(size_table(&serde_json::json!({})).is_err());
    }
}
