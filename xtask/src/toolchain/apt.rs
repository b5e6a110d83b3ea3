//! Debian's packages: which are missing, and their installation.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::quiet;
use crate::ui::step;
use crate::unix::is_root;
use crate::workspace::on_path;

/// Why packages can't be installed here; Ok where they can.
pub fn usable() -> std::result::Result<(), String> {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let debian = release.lines().any(|line| {
        let value = line
            .strip_prefix("ID=")
            .or_else(|| line.strip_prefix("ID_LIKE="));
        value.is_some_and(|value| value.split(['"', ' ']).any(|word| word == "debian"))
    });
    if !debian || on_path("apt-get").is_none() {
        return Err("this is no Debian".into());
    }
    if is_root() {
        Ok(())
    } else {
        Err("apt-get needs root".into())
    }
}

/// Those of the packages that dpkg does not hold as installed.
pub fn missing<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    let asked = Command::new("dpkg-query")
        .args(["-W", "-f=${db:Status-Status} ${Package}\\n"])
        .args(packages)
        .output();
    // dpkg-query fails as soon as one is unknown, and still tells of the others.
    let told = asked.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    still_missing(packages, &told.unwrap_or_default())
}

fn still_missing<'a>(packages: &[&'a str], told: &str) -> Vec<&'a str> {
    let installed = |package: &str| {
        told.lines()
            .any(|line| line == format!("installed {package}"))
    };
    packages
        .iter()
        .copied()
        .filter(|package| !installed(package))
        .collect()
}

/// Installs what is missing, if anything is.
pub fn install(packages: &[&str], why: &str, logs: &Path) -> Result<()> {
    let missing = missing(packages);
    if missing.is_empty() {
        return Ok(());
    }
    step(&format!("apt-get install {}: {why}", missing.join(" ")));
    let mut update = apt_get();
    update.arg("update");
    quiet("apt-get update", logs, None, &mut update).context("apt's package lists")?;
    let mut command = apt_get();
    command
        .args(["install", "-y", "--no-install-recommends"])
        .args(&missing);
    let took = quiet("apt-get install", logs, None, &mut command)?;
    step(&format!("apt-get install: done in {} s", took.as_secs()));
    Ok(())
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    // Another apt may be running: wait for it rather than fail.
    command.args(["-o", "DPkg::Lock::Timeout=600", "-q"]);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removed_or_unknown_package_is_missing() {
        let told = "installed a\nconfig-files b\n";
        assert_eq!(still_missing(&["a", "b", "c"], told), ["b", "c"]);
    }
}
