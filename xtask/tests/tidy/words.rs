//! What no file may say: that it is unfinished, where it was written, where packages are fetched from.

use crate::{Source, finds, hold, repository};

// Taken apart, so that this file does not hold what it looks for.
const UNFINISHED: [&str; 3] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("todo", "!("),
];
const FOLDERS: [&str; 5] = [
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/wo", "rk/"),
    concat!("/Us", "ers/"),
    concat!(":\\Us", "ers\\"),
];
const HOSTS: [&str; 8] = [
    concat!("registry.npm", "js.org"),
    concat!("npm", "js.com"),
    concat!("registry.yarn", "pkg.com"),
    concat!("static.crates", ".io"),
    concat!("index.crates", ".io"),
    concat!("https://crates", ".io"),
    concat!("py", "pi.org"),
    concat!("python", "hosted.org"),
];

pub(crate) fn each_line(
    sources: &[Source],
    breach: impl Fn(&Source, &str) -> Option<String>,
) -> Vec<String> {
    let mut breaches = Vec::new();
    for source in sources {
        for (number, line) in source.text.lines().enumerate() {
            if let Some(what) = breach(source, line) {
                breaches.push(format!("{}:{}: {what}", source.path, number + 1));
            }
        }
    }
    breaches
}

fn unfinished(sources: &[Source]) -> Vec<String> {
    each_line(sources, |_, line| {
        let word = UNFINISHED.iter().find(|word| line.contains(**word))?;
        Some(format!(
            "{word}: finish it, or file it where such things are filed"
        ))
    })
}

fn machine_paths(sources: &[Source]) -> Vec<String> {
    each_line(sources, |_, line| {
        let folder = FOLDERS.iter().find(|folder| {
            line.match_indices(**folder).any(|(at, _)| {
                // In the midst of a longer path it is only a folder's name.
                let before = line[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || "._-}/".contains(c))
            })
        })?;
        Some(format!(
            "{folder}: a path of one machine; make it relative or take it from the environment"
        ))
    })
}

fn registry_hosts(sources: &[Source]) -> Vec<String> {
    each_line(sources, |_, line| {
        let host = HOSTS.iter().find(|host| line.contains(**host))?;
        Some(format!(
            "{host}: a registry's host; its ordinary client knows where to ask"
        ))
    })
}

fn download_addresses(sources: &[Source]) -> Vec<String> {
    each_line(sources, |source, line| {
        let field = line.trim().strip_prefix("\"resolved\": \"");
        // A folder beside the project's, of which the lock file can only say where it is.
        let elsewhere = field.is_some_and(|address| !address.starts_with("../"));
        let locked = source.path.ends_with("package-lock.json") && elsewhere;
        locked.then(|| "a download address: .npmrc leaves it out, run npm under it".to_owned())
    })
}

#[test]
fn nothing_is_left_unfinished() {
    hold(unfinished(&repository()));
}

#[test]
fn an_unfinished_line_is_caught() {
    let text = format!("fine\n// {}: later\n{})\n", UNFINISHED[0], UNFINISHED[2]);
    finds(2, &unfinished(&[Source::new("a.rs", &text)]));
    finds(
        0,
        &unfinished(&[Source::new("a.rs", "// a todo list is only a word\n")]),
    );
}

#[test]
fn no_file_names_a_path_of_one_machine() {
    hold(machine_paths(&repository()));
}

#[test]
fn a_path_of_one_machine_is_caught() {
    for folder in FOLDERS {
        finds(
            1,
            &machine_paths(&[Source::new("a.md", &format!("see {folder}x"))]),
        );
    }
    let inside = format!("target{}x", FOLDERS[2]);
    finds(0, &machine_paths(&[Source::new("a.md", &inside)]));
}

#[test]
fn no_file_names_a_registry_s_host() {
    hold(registry_hosts(&repository()));
}

#[test]
fn a_registry_s_host_is_caught() {
    for host in HOSTS {
        finds(1, &registry_hosts(&[Source::new("a.md", host)]));
    }
    let index = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    finds(0, &registry_hosts(&[Source::new("Cargo.lock", index)]));
}

#[test]
fn lock_files_hold_no_download_addresses() {
    let sources = repository();
    let locks = sources
        .iter()
        .filter(|source| source.path.ends_with("package-lock.json"));
    assert!(locks.count() > 0, "there is no package-lock.json to judge");
    hold(download_addresses(&sources));
}

#[test]
fn a_download_address_in_a_lock_file_is_caught() {
    let line = "  \"resolved\": \"https://example.com/a.tgz\",";
    finds(
        1,
        &download_addresses(&[Source::new("tests/x/package-lock.json", line)]),
    );
}
