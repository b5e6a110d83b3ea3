//! The browsers that tests drive, with their drivers: found, or installed on Debian.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::toolchain::apt;
use crate::workspace::{Workspace, on_path};

const PACKAGES: [&str; 6] = [
    "chromium",
    "chromium-driver",
    "firefox-esr",
    "webkit2gtk-driver",
    "xvfb",
    "xauth",
];

/// Where the browsers are.
pub struct Browsers {
    pub chromium: PathBuf,
    pub chromedriver: PathBuf,
    pub firefox: PathBuf,
}

fn first_on_path(names: &[&str]) -> Option<PathBuf> {
    names.iter().find_map(|name| on_path(name))
}

fn find() -> std::result::Result<Browsers, Vec<&'static str>> {
    let chromium = first_on_path(&["chromium", "google-chrome", "chromium-browser"]);
    let chromedriver = first_on_path(&["chromedriver"]);
    let firefox = first_on_path(&["firefox-esr", "firefox"]);
    let names = ["chromium", "chromedriver", "firefox-esr"];
    match (chromium, chromedriver, firefox) {
        (Some(chromium), Some(chromedriver), Some(firefox)) => Ok(Browsers {
            chromium,
            chromedriver,
            firefox,
        }),
        (chromium, chromedriver, firefox) => {
            let found = [
                chromium.is_some(),
                chromedriver.is_some(),
                firefox.is_some(),
            ];
            Err(names
                .iter()
                .zip(found)
                .filter(|pair| !pair.1)
                .map(|pair| *pair.0)
                .collect())
        }
    }
}

/// Makes sure of the browsers, or says which are missing and what leaves them out.
pub fn ensure(workspace: &Workspace) -> Result<Browsers> {
    if let Ok(browsers) = find() {
        return Ok(browsers);
    }
    if apt::usable().is_ok() {
        let why = "the browsers that the package is tested in; about half a minute, once";
        apt::install(&PACKAGES, why, &workspace.logs())?;
    }
    match find() {
        Ok(browsers) => Ok(browsers),
        Err(missing) => bail!(
            "no {} on PATH: install what is missing, or leave the browsers out with `cargo xtask \
             test --quick` or `cargo xtask setup --no-browsers`",
            missing.join(", no ")
        ),
    }
}
