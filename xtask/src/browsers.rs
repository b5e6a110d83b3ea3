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
    pub webkit_driver: PathBuf,
}

fn first_on_path(names: &[&str]) -> Option<PathBuf> {
    names.iter().find_map(|name| on_path(name))
}

/// The programs by the names that they have; the first of each is Debian's.
const PROGRAMS: [&[&str]; 5] = [
    &["chromium", "google-chrome", "chromium-browser"],
    &["chromedriver"],
    &["firefox-esr", "firefox"],
    &["WebKitWebDriver"],
    // WebKit has no headless mode.
    &["xvfb-run"],
];

fn find() -> std::result::Result<Browsers, Vec<&'static str>> {
    let found = PROGRAMS.map(first_on_path);
    let missing = PROGRAMS.iter().zip(&found).filter(|pair| pair.1.is_none());
    let missing: Vec<&str> = missing.filter_map(|pair| pair.0.first().copied()).collect();
    match found {
        [
            Some(chromium),
            Some(chromedriver),
            Some(firefox),
            Some(webkit_driver),
            Some(_),
        ] => Ok(Browsers {
            chromium,
            chromedriver,
            firefox,
            webkit_driver,
        }),
        _ => Err(missing),
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
