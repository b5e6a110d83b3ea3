//! Where things are: the repository, cargo's target folder, the folder of tools that outlives a clone.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The folders every task works with.
pub struct Workspace {
    /// The repository's root.
    pub root: PathBuf,
    /// Cargo's target folder for native builds.
    pub target: PathBuf,
    /// Binaries built once for all clones: $PULSE_TOOLS, else pulse-wasm in the user's cache folder.
    pub tools: PathBuf,
}

impl Workspace {
    pub fn find() -> Result<Self> {
        // Cargo sets the variable at run time; the built-in value serves a binary started by hand.
        let manifest =
            env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest)
            .ancestors()
            .find(|folder| folder.join("xtask").is_dir() && folder.join("Cargo.lock").is_file())
            .with_context(|| format!("no workspace around {manifest}; run `cargo xtask` in it"))?
            .to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR").filter(|value| !value.is_empty()) {
            Some(folder) => env::current_dir()?.join(folder),
            None => root.join("target"),
        };
        let tools = tools_folder(|name| env::var(name).ok().filter(|value| !value.is_empty()))?;
        Ok(Self {
            root,
            target,
            tools,
        })
    }

    /// Where the output of quiet steps is kept, for when one fails.
    pub fn logs(&self) -> PathBuf {
        self.target.join("xtask-logs")
    }

    /// The npm tools' commands.
    pub fn npm_bin(&self) -> PathBuf {
        self.root.join("node_modules").join(".bin")
    }

    /// The version Cargo.lock holds of a crate.
    pub fn locked_version(&self, name: &str) -> Result<String> {
        let path = self.root.join("Cargo.lock");
        let lock = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        version_in_lock(&lock, name).with_context(|| format!("Cargo.lock names no crate {name}"))
    }
}

/// Where cargo keeps the sources of dependencies, whose paths must not end up in what is built.
pub fn cargo_home() -> Option<PathBuf> {
    let named = env::var_os("CARGO_HOME").filter(|value| !value.is_empty());
    let home = || Some(Path::new(&env::var_os("HOME")?).join(".cargo"));
    named.map(PathBuf::from).or_else(home)
}

fn tools_folder(variable: impl Fn(&str) -> Option<String>) -> Result<PathBuf> {
    let folder = if let Some(folder) = variable("PULSE_TOOLS") {
        PathBuf::from(folder)
    } else if let Some(cache) = variable("XDG_CACHE_HOME") {
        Path::new(&cache).join("pulse-wasm")
    } else if let Some(home) = variable("HOME") {
        Path::new(&home).join(".cache").join("pulse-wasm")
    } else if let Some(cache) = variable("LOCALAPPDATA") {
        // Windows sets no HOME.
        Path::new(&cache).join("pulse-wasm")
    } else {
        bail!("neither PULSE_TOOLS nor HOME is set: set PULSE_TOOLS to a folder for the tools");
    };
    // A root without a drive is none on Windows, but a path of tests.
    if !folder.has_root() {
        bail!(
            "the folder for the tools must be an absolute path, not {}",
            folder.display()
        );
    }
    Ok(folder)
}

fn version_in_lock(lock: &str, name: &str) -> Option<String> {
    let mut lines = lock
        .lines()
        .skip_while(|line| *line != format!("name = \"{name}\""));
    let version = lines
        .nth(1)?
        .strip_prefix("version = \"")?
        .strip_suffix('"')?;
    Some(version.to_owned())
}

/// What a program's file name ends with; npm's commands are batch files on Windows, beside scripts for a shell.
const ENDINGS: &[&str] = if cfg!(windows) {
    &[".exe", ".cmd", ""]
} else {
    &[""]
};

/// A command's full path, looked up in PATH as a shell does.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).find_map(|folder| program_in(&folder, name, ENDINGS))
}

fn program_in(folder: &Path, name: &str, endings: &[&str]) -> Option<PathBuf> {
    let files = endings
        .iter()
        .map(|ending| folder.join(format!("{name}{ending}")));
    files.into_iter().find(|path| path.is_file())
}

/// npm, and what it puts into node_modules/.bin: batch files on Windows, which are not found without their ending.
pub fn npm_command(path: impl AsRef<Path>) -> Command {
    let mut path = path.as_ref().as_os_str().to_owned();
    if cfg!(windows) {
        path.push(".cmd");
    }
    Command::new(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tools_folder_is_the_named_one_then_the_cache_then_the_home() {
        let named = |name: &str| match name {
            "PULSE_TOOLS" => Some("/tools".to_owned()),
            _ => Some("/other".to_owned()),
        };
        assert_eq!(tools_folder(named).unwrap(), Path::new("/tools"));
        let cache = |name: &str| (name == "XDG_CACHE_HOME").then(|| "/cache".to_owned());
        assert_eq!(tools_folder(cache).unwrap(), Path::new("/cache/pulse-wasm"));
        let home = |name: &str| (name == "HOME").then(|| "/h".to_owned());
        assert_eq!(
            tools_folder(home).unwrap(),
            Path::new("/h/.cache/pulse-wasm")
        );
        let windows = |name: &str| (name == "LOCALAPPDATA").then(|| "/local".to_owned());
        assert_eq!(
            tools_folder(windows).unwrap(),
            Path::new("/local/pulse-wasm")
        );
        assert!(tools_folder(|_| None).is_err());
        assert!(tools_folder(|_| Some("relative".into())).is_err());
    }

    #[test]
    fn a_program_of_windows_is_found_by_its_endings_before_the_script_beside_it() {
        let folder = env::temp_dir().join(format!("pulse-path-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for name in ["npm", "npm.cmd", "node.exe"] {
            std::fs::write(folder.join(name), "").unwrap();
        }
        let windows = [".exe", ".cmd", ""];
        let found = |name, endings: &[&str]| program_in(&folder, name, endings);
        assert_eq!(found("npm", &windows), Some(folder.join("npm.cmd")));
        assert_eq!(found("node", &windows), Some(folder.join("node.exe")));
        assert_eq!(found("npm", &[""]), Some(folder.join("npm")));
        assert_eq!(found("node", &[""]), None);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_locked_version_is_that_of_the_named_crate_alone() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"ab\"\nversion = \"2.0.0\"\n";
        assert_eq!(version_in_lock(lock, "ab").as_deref(), Some("2.0.0"));
        assert_eq!(version_in_lock(lock, "b"), None);
    }
}
