//! No crate is unsafe but the boundary, and the client's lints against panics are nowhere put off.

use crate::{Source, finds, hold, repository};

const LINTS: [&str; 8] = [
    "unwrap_used",
    "expect_used",
    "panic",
    "unreachable",
    "indexing_slicing",
    "string_slice",
    "arithmetic_side_effects",
    "clippy::all",
];

/// The crate roots where nothing needs unsafe.
const SAFE_ROOTS: [&str; 2] = ["crates/pulse-core/src/lib.rs", "xtask/src/main.rs"];
const EMULATOR_ROOTS: [&str; 2] = [
    "crates/pulse-emulator/src/lib.rs",
    "crates/pulse-emulator/src/main.rs",
];

fn is_client(source: &Source) -> bool {
    let client =
        source.path.starts_with("src/") || source.path.starts_with("crates/pulse-core/src/");
    client && source.extension() == "rs"
}

fn lints_put_off(sources: &[Source]) -> Vec<String> {
    let mut breaches = Vec::new();
    for source in sources.iter().filter(|source| is_client(source)) {
        for attribute in attributes(&source.text) {
            let puts_off = attribute.contains("allow(") || attribute.contains("expect(");
            // Tests may panic: that is how they fail.
            let in_tests = attribute.contains("cfg_attr(test");
            let names = LINTS.iter().filter(|lint| {
                let full = format!("clippy::{lint}");
                attribute
                    .split([',', '(', ')', ' '])
                    .any(|word| word == full || word == **lint)
            });
            for lint in names.filter(|_| puts_off && !in_tests) {
                breaches.push(format!("{}: puts off {lint}: {attribute}", source.path));
            }
        }
    }
    breaches
}

/// The attributes of a file, each on one line.
fn attributes(text: &str) -> Vec<String> {
    let starts = text.match_indices("#[").chain(text.match_indices("#!["));
    starts
        .map(|(at, _)| {
            let end = text[at..]
                .find(']')
                .map_or(text.len(), |length| at + length + 1);
            text[at..end]
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

fn unsafe_not_forbidden(sources: &[Source], roots: &[&str]) -> Vec<String> {
    let roots = sources
        .iter()
        .filter(|source| roots.contains(&source.path.as_str()));
    roots
        .filter(|source| !source.text.contains("#![forbid(unsafe_code)]"))
        .map(|source| format!("{}: does not forbid unsafe_code", source.path))
        .collect()
}

#[test]
fn the_client_puts_off_no_lint_against_panics() {
    hold(lints_put_off(&repository()));
}

#[test]
fn a_lint_put_off_is_caught() {
    let put_off = [
        Source::new("src/a.rs", "#[allow(clippy::unwrap_used)]\nfn a() {}"),
        Source::new(
            "src/a.rs",
            "#![allow(\n    dead_code,\n    clippy::panic,\n)]",
        ),
        Source::new(
            "crates/pulse-core/src/a.rs",
            "#[expect(clippy::indexing_slicing, reason = \"x\")]",
        ),
    ];
    finds(3, &lints_put_off(&put_off));
    let fine = [
        Source::new("src/a.rs", "#[deny(clippy::unwrap_used)]"),
        Source::new("src/a.rs", "#![cfg_attr(test, allow(clippy::unwrap_used))]"),
        Source::new("xtask/src/a.rs", "#[allow(clippy::unwrap_used)]"),
    ];
    finds(0, &lints_put_off(&fine));
}

#[test]
fn every_crate_but_the_boundary_forbids_unsafe_code() {
    let sources = repository();
    for root in SAFE_ROOTS {
        assert!(
            sources.iter().any(|source| source.path == root),
            "{root} is gone"
        );
    }
    hold(unsafe_not_forbidden(&sources, &SAFE_ROOTS));
    hold(unsafe_not_forbidden(&sources, &EMULATOR_ROOTS));
}

#[test]
fn a_crate_that_does_not_forbid_unsafe_code_is_caught() {
    let lax = Source::new(SAFE_ROOTS[0], "//! A crate.\n#![deny(unsafe_code)]\n");
    finds(1, &unsafe_not_forbidden(&[lax], &SAFE_ROOTS));
}
