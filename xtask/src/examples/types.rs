//! The TypeScript examples under `tsc --strict`, by each TypeScript and each way of finding modules.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::{Tally, cases};
use crate::process::{heard, line};
use crate::project;
use crate::workspace::Workspace;

/// The two TypeScript majors in use: npm's names for them.
const COMPILERS: [&str; 2] = ["typescript", "typescript-5"];

/// `module` with the `moduleResolution` that goes with it.
const RESOLUTIONS: [(&str, &str); 3] = [
    ("node16", "node16"),
    ("nodenext", "nodenext"),
    ("esnext", "bundler"),
];

/// Compiles all examples against the installed tarball, once for each combination.
pub fn check(workspace: &Workspace, tarball: &Path) -> Result<Tally> {
    let folder = project::with_tarball(workspace, tarball, "examples-types")?;
    let mut files: Vec<&str> = cases::TYPESCRIPT.iter().map(|case| case.file).collect();
    files.dedup();
    for file in &files {
        let from = workspace.root.join("tests/examples").join(file);
        fs::copy(&from, folder.join(file)).with_context(|| from.display().to_string())?;
    }
    let mut tally = Tally::default();
    for compiler in COMPILERS {
        for (module, resolution) in RESOLUTIONS {
            let script = workspace
                .root
                .join("node_modules")
                .join(compiler)
                .join("bin/tsc");
            let mut command = Command::new("node");
            command
                .arg(script)
                .args(["--strict", "--noEmit", "--target", "es2022"]);
            // The DOM's types are where console is declared; no other package's types may help.
            command.args(["--lib", "es2022,dom", "--typeRoots", "node_modules/@types"]);
            command.args(["--module", module, "--moduleResolution", resolution]);
            command.args(&files).current_dir(&folder);
            println!("{}", line(&command));
            let heard = heard(&mut command, std::time::Duration::from_secs(120), |text| {
                println!("{text}");
            })?;
            if heard.status.is_some_and(|status| status.success()) {
                tally.passed += 1;
            } else {
                tally.failed += 1;
            }
        }
    }
    Ok(tally)
}
