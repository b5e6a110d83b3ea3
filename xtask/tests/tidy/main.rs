//! The house rules of the whole repository, each held by a test, and each shown to catch a breach.

mod citations;
mod dependencies;
mod imports;
mod panics;
mod scripts;
mod shape;
mod words;

use std::path::Path;
use std::process::Command;

/// A file of the repository: its path from the root, with slashes, and its text.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    pub(crate) fn extension(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or("", |pair| pair.1)
    }

    /// Whether the file is program text that people of this project write.
    pub(crate) fn is_code(&self) -> bool {
        let code = [
            "rs", "js", "mjs", "cjs", "ts", "mts", "cts", "jsx", "tsx", "py", "sh",
        ];
        // The API page's examples are word for word the page's.
        code.contains(&self.extension()) && !self.path.starts_with("tests/examples/")
    }
}

/// All text files that are committed or about to be.
pub(crate) fn repository() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let output = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(&root)
        .output()
        .expect("git lists the files");
    let names = String::from_utf8(output.stdout).expect("paths are UTF-8");
    let read = |name: &str| {
        // What is no UTF-8 is a picture or the like; what is deleted and not yet committed is gone.
        let text = std::fs::read_to_string(root.join(name)).ok()?;
        Some(Source::new(name, &text))
    };
    let sources: Vec<Source> = names
        .split('\0')
        .filter(|name| !name.is_empty())
        .filter_map(read)
        .collect();
    assert!(
        sources.iter().any(|source| source.path == "Cargo.toml"),
        "git listed no Cargo.toml"
    );
    sources
}

/// Fails with every breach in one message.
#[track_caller]
pub(crate) fn hold(breaches: Vec<String>) {
    assert!(breaches.is_empty(), "\n  {}\n", breaches.join("\n  "));
}

/// The rule must find exactly this many breaches.
#[track_caller]
pub(crate) fn finds(count: usize, breaches: &[String]) {
    assert_eq!(breaches.len(), count, "{breaches:#?}");
}
