//! Which crate may depend on which: the walls between core, boundary, emulator and tasks.

use crate::{Source, finds, hold, repository};

/// A crate's manifest, where its sources are, and what neither may name.
struct Wall {
    manifest: &'static str,
    sources: &'static str,
    forbidden: &'static [&'static str],
    why: &'static str,
}

const WALLS: [Wall; 4] = [
    Wall {
        manifest: "crates/pulse-core/Cargo.toml",
        sources: "crates/pulse-core/",
        forbidden: &[
            "pulse-wasm",
            "pulse-emulator",
            "xtask",
            "js-sys",
            "web-sys",
            "wasm-bindgen",
            "wasm-bindgen-futures",
            "gloo-net",
            "rand",
            "getrandom",
            "fastrand",
            "tokio",
            "chrono",
        ],
        why: "the core is sans-IO: no host, no clock, no randomness, nothing of ours",
    },
    Wall {
        manifest: "Cargo.toml",
        sources: "src/",
        forbidden: &["pulse-emulator", "xtask"],
        why: "a bug in the emulator must not hide in the client",
    },
    Wall {
        manifest: "crates/pulse-emulator/Cargo.toml",
        sources: "crates/pulse-emulator/",
        forbidden: &["pulse-core", "pulse-wasm-core", "pulse-wasm", "xtask"],
        why: "a bug in the client must not hide in the emulator",
    },
    Wall {
        manifest: "xtask/Cargo.toml",
        sources: "xtask/src/",
        forbidden: &[
            "pulse-core",
            "pulse-wasm-core",
            "pulse-wasm",
            "pulse-emulator",
        ],
        why: "the tasks only run processes",
    },
];

fn breaches(sources: &[Source], wall: &Wall) -> Vec<String> {
    let mut breaches = Vec::new();
    for source in sources {
        if source.path == wall.manifest {
            for name in dependencies(&source.text) {
                if wall.forbidden.contains(&name.as_str()) {
                    breaches.push(format!("{}: depends on {name}; {}", source.path, wall.why));
                }
            }
        } else if source.path.starts_with(wall.sources) && source.extension() == "rs" {
            for name in wall.forbidden {
                if names_crate(&source.text, &name.replace('-', "_")) {
                    breaches.push(format!("{}: uses {name}; {}", source.path, wall.why));
                }
            }
        }
    }
    breaches
}

/// The dependencies of every kind that a manifest names, under their real names.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut within = false;
    for line in manifest.lines().map(str::trim) {
        if let Some(table) = line.strip_prefix('[') {
            let table = table.trim_end_matches(']');
            // A wall is for what ships; [workspace.dependencies] only gives versions.
            within = table.ends_with("dependencies") && !table.starts_with("workspace");
            if let Some((_, name)) = table.split_once("dependencies.") {
                names.push(name.to_owned());
            }
        } else if within && let Some((key, value)) = line.split_once('=') {
            names.push(
                key.split('.')
                    .next()
                    .unwrap_or(key)
                    .trim()
                    .trim_matches('"')
                    .to_owned(),
            );
            if let Some((_, renamed)) = value.split_once("package = \"") {
                names.push(renamed.split('"').next().unwrap_or_default().to_owned());
            }
        }
    }
    names
}

/// Whether code (comments aside) says `name::` or `use name` or `extern crate name`.
fn names_crate(text: &str, name: &str) -> bool {
    let path = format!("{name}::");
    text.lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .any(|line| {
            let starts = line.match_indices(&path).any(|(at, _)| {
                let before = line[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '"')
            });
            let line = line.trim();
            starts || line == format!("use {name};") || line == format!("extern crate {name};")
        })
}

fn clocks_in_core(sources: &[Source]) -> Vec<String> {
    let core = sources.iter().filter(|source| {
        let is_core = source.path.starts_with("crates/pulse-core/src/");
        // What the fuzzer calls compares with other implementations too, and is in no package.
        let ships = !source.path.starts_with("crates/pulse-core/src/fuzz/");
        is_core && ships && source.extension() == "rs"
    });
    let mut breaches = Vec::new();
    for source in core {
        // Tests may compare with other implementations, whose types are std's.
        let shipped = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        for clock in ["std::time", "Instant::now", "SystemTime"] {
            if shipped.contains(clock) {
                breaches.push(format!(
                    "{}: {clock}; time comes in as an argument",
                    source.path
                ));
            }
        }
        if source.path.ends_with("/lib.rs") && !source.text.contains("#![no_std]") {
            breaches.push(format!("{}: is not no_std", source.path));
        }
    }
    breaches
}

#[test]
fn no_crate_reaches_over_its_wall() {
    let sources = repository();
    for wall in WALLS {
        let stands = sources.iter().any(|source| source.path == wall.manifest);
        assert!(stands, "{} is gone", wall.manifest);
        hold(breaches(&sources, &wall));
    }
}

#[test]
fn a_dependency_over_a_wall_is_caught_in_the_manifest_and_in_the_code() {
    let manifests = [
        "[dependencies]\npulse-core = { path = \"../pulse-core\" }\n",
        "[dev-dependencies]\npulse-core.workspace = true\n",
        "[target.'cfg(unix)'.dependencies]\nother = { package = \"pulse-core\", path = \"x\" }\n",
        "[dependencies.pulse-core]\npath = \"x\"\n",
    ];
    for text in manifests {
        finds(
            1,
            &breaches(&[Source::new(WALLS[2].manifest, text)], &WALLS[2]),
        );
    }
    let code = Source::new(
        "crates/pulse-emulator/tests/a.rs",
        "use pulse_core::JobId;\n",
    );
    finds(1, &breaches(&[code], &WALLS[2]));
    let comment = Source::new(
        "crates/pulse-emulator/src/a.rs",
        "// unlike pulse_core::JobId\n",
    );
    finds(0, &breaches(&[comment], &WALLS[2]));
}

#[test]
fn the_core_has_no_std_and_no_clock() {
    hold(clocks_in_core(&repository()));
}

#[test]
fn a_clock_or_std_in_the_core_is_caught() {
    let path = "crates/pulse-core/src/lib.rs";
    finds(
        1,
        &clocks_in_core(&[Source::new(path, "#![no_std]\nuse std::time::Duration;\n")]),
    );
    finds(
        1,
        &clocks_in_core(&[Source::new(path, "//! No attribute.\n")]),
    );
    finds(
        0,
        &clocks_in_core(&[Source::new(path, "#![no_std]\nuse core::time::Duration;\n")]),
    );
}
