//! Debian's way to the wasm target: its Rust, std built from its own sources, linked as a toolchain.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};

use super::{TARGET, apt, has_std, has_target};
use crate::process::{capture, quiet};
use crate::ui::step;
use crate::unix::symlink;
use crate::workspace::{Workspace, cargo_home, on_path};

/// The linked toolchain's name.
pub const NAME: &str = "pulse-web";

const RUSTC: &str = "/usr/bin/rustc";
const RUSTLIB: &str = "/usr/lib/rustlib";
const PACKAGES: [&str; 8] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-clippy",
    "rustfmt-web",
    "lld-22",
    // A linker for build scripts, which rustc calls as cc.
    "gcc",
    "libc6-dev",
];

/// Why this way is closed here; Ok where it is open.
pub fn possible() -> std::result::Result<(), String> {
    apt::usable()
}

/// Changes when std must be built anew by the same compiler.
const RECIPE: &str = "recipe 2";

/// What the stamp beside std must hold.
fn wanted_stamp(compiler: &str) -> String {
    format!("{RECIPE}\n{compiler}")
}

fn std_folder() -> PathBuf {
    Path::new(RUSTLIB).join(TARGET)
}

/// The compiler that std was built with, and when: what the stamp beside it says.
fn stamp() -> Option<(String, String)> {
    let text = fs::read_to_string(std_folder().join(".pulse-std")).ok()?;
    let (at, compiler) = text.split_once('\n')?;
    Some((at.to_owned(), compiler.to_owned()))
}

/// Whether std is there, built by the very compiler that is installed, with a linker beside it.
pub fn is_laid_in() -> bool {
    let compiler = capture(Command::new(RUSTC).arg("-vV"));
    let matches = stamp()
        .zip(compiler.as_ref().ok())
        .is_some_and(|(stamp, now)| stamp.1 == wanted_stamp(now));
    let linker = compiler.is_ok_and(|text| linker_path(&text).is_some_and(|path| path.exists()));
    let linked = on_path("rustup").is_none() || has_target(Some(NAME));
    matches && linker && linked && has_std(&std_folder().join("lib"))
}

/// When std was laid in: parts the target folders of one std from those of the next.
pub fn laid_in_at() -> String {
    stamp().map(|stamp| stamp.0).unwrap_or_default()
}

/// What RUSTUP_TOOLCHAIN must be: nothing where plain cargo is Debian's own.
pub fn link_name() -> Result<Option<String>> {
    if on_path("rustup").is_some() {
        return Ok(Some(NAME.to_owned()));
    }
    let found = on_path("rustc").and_then(|path| path.canonicalize().ok());
    if found != Path::new(RUSTC).canonicalize().ok() {
        bail!("there is no rustup, and `rustc` is not {RUSTC}: put /usr/bin first in PATH");
    }
    Ok(None)
}

/// Installs Debian's Rust, builds std for the target with it and makes rustup know it.
pub fn lay_in(workspace: &Workspace) -> Result<()> {
    let why = "Rust with the sources of its std, and a linker for wasm; about half a minute, once";
    apt::install(&PACKAGES, why, &workspace.logs())?;
    let compiler = capture(Command::new(RUSTC).arg("-vV"))?;
    link_linker(&compiler)?;
    if stamp().is_none_or(|stamp| stamp.1 != wanted_stamp(&compiler))
        || !has_std(&std_folder().join("lib"))
    {
        build_std(workspace, &compiler)?;
    }
    if on_path("rustup").is_some() {
        capture(Command::new("rustup").args(["toolchain", "link", NAME, "/usr"]))?;
        step(&format!(
            "rustup toolchain link {NAME} /usr: wasm builds take it, plain cargo stays"
        ));
    }
    if !is_laid_in() {
        bail!("Debian's Rust is installed, but rustc finds no std for {TARGET} in {RUSTLIB}");
    }
    Ok(())
}

fn field<'a>(compiler: &'a str, name: &str) -> Option<&'a str> {
    compiler
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// Where rustc looks for the linker of its wasm targets.
fn linker_path(compiler: &str) -> Option<PathBuf> {
    Some(
        Path::new(RUSTLIB)
            .join(field(compiler, "host")?)
            .join("bin")
            .join("rust-lld"),
    )
}

fn link_linker(compiler: &str) -> Result<()> {
    let link = linker_path(compiler).context("`rustc -vV` names no host")?;
    let llvm = field(compiler, "LLVM version").and_then(|version| version.split('.').next());
    let same = llvm.map(|major| PathBuf::from(format!("/usr/lib/llvm-{major}/bin/lld")));
    // The linker of rustc's own LLVM; the packaged one links too when Debian moves ahead of it.
    let lld = same
        .filter(|path| path.exists())
        .unwrap_or("/usr/lib/llvm-22/bin/lld".into());
    if link.exists() {
        return Ok(());
    }
    fs::create_dir_all(link.parent().unwrap_or(Path::new(RUSTLIB)))?;
    // A link that points nowhere does not exist to the check above, but stands in the way.
    let _ = fs::remove_file(&link);
    symlink(&lld, &link).with_context(|| format!("linking {} to it", link.display()))?;
    Ok(())
}

fn build_std(workspace: &Workspace, compiler: &str) -> Result<()> {
    step(&format!(
        "std for {TARGET}: Debian ships its sources alone, so it is built; about a minute, once"
    ));
    let seed = workspace.tools.join("std-seed");
    let _ = fs::remove_dir_all(&seed);
    fs::create_dir_all(seed.join("src"))?;
    fs::write(seed.join("src/lib.rs"), "")?;
    let manifest = "[package]\nname = \"stdseed\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\
                    [profile.release]\npanic = \"abort\"\ncodegen-units = 1\n[workspace]\n";
    fs::write(seed.join("Cargo.toml"), manifest)?;
    // Embedded bitcode is what lto reads; the prefixes keep this machine's paths out of the wasm.
    let mut flags = vec!["-Cembed-bitcode=yes".to_owned()];
    flags.push("--remap-path-prefix=/usr/lib/rustlib/src/rust=/rustc/src".to_owned());
    if let Some(home) = cargo_home() {
        flags.push(format!("--remap-path-prefix={}=/cargo", home.display()));
    }
    let mut command = Command::new("/usr/bin/cargo");
    command
        .args([
            "build",
            "--release",
            "-Zbuild-std=std,panic_abort,test",
            "--target",
            TARGET,
        ])
        .current_dir(&seed)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTC", RUSTC)
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
        .env("CARGO_TARGET_DIR", seed.join("target"));
    for name in ["RUSTUP_TOOLCHAIN", "RUSTFLAGS", "CARGO_BUILD_TARGET"] {
        command.env_remove(name);
    }
    let took = quiet("building std", &workspace.logs(), None, &mut command)?;
    lay(
        &seed.join("target").join(TARGET).join("release/deps"),
        compiler,
    )?;
    fs::remove_dir_all(&seed)?;
    step(&format!("std: built and laid in, {} s", took.as_secs()));
    Ok(())
}

/// Puts the built libraries in place; the stamp goes in last, so that a torn copy is never believed.
fn lay(built: &Path, compiler: &str) -> Result<()> {
    let folder = std_folder();
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let lib = folder.join("lib");
    fs::create_dir_all(&lib)?;
    for entry in fs::read_dir(built).with_context(|| built.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libstdseed") {
            fs::copy(entry.path(), lib.join(&name))?;
        }
    }
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    fs::write(
        folder.join(".pulse-std"),
        format!("{now:x}\n{}", wanted_stamp(compiler)),
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_linker_goes_where_this_host_s_rustc_looks() {
        let compiler = "rustc 1.96.0\nhost: aarch64-unknown-linux-gnu\nLLVM version: 22.1.0\n";
        let path = linker_path(compiler).unwrap();
        assert_eq!(
            path,
            Path::new("/usr/lib/rustlib/aarch64-unknown-linux-gnu/bin/rust-lld")
        );
        assert_eq!(field(compiler, "LLVM version"), Some("22.1.0"));
        assert_eq!(field(compiler, "release"), None);
    }
}
