//! How long a file may be, and that it says in its first line what it is for.

use crate::{Source, finds, hold, repository};

const CEILING: usize = 400;
const CLIENT_SCRIPT_CEILING: usize = 149;

fn too_long(sources: &[Source]) -> Vec<String> {
    let judged =
        |source: &&Source| source.is_code() || ["html", "css"].contains(&source.extension());
    let long = sources
        .iter()
        .filter(judged)
        .filter(|source| lines(source) > CEILING);
    long.map(|source| {
        format!(
            "{}: {} lines, more than {CEILING}: part it by topic",
            source.path,
            lines(source)
        )
    })
    .collect()
}

/// JavaScript by hand in the client: what Rust can't express, kept short.
fn client_scripts_too_long(sources: &[Source]) -> Vec<String> {
    let long = sources.iter().filter(|source| is_client_script(source));
    long.filter(|source| code_lines(source) > CLIENT_SCRIPT_CEILING)
        .map(|source| {
            let count = code_lines(source);
            format!(
                "{}: {count} lines of JavaScript by hand; under 150, or in Rust",
                source.path
            )
        })
        .collect()
}

fn is_client_script(source: &Source) -> bool {
    let script = ["js", "mjs", "cjs"].contains(&source.extension());
    let client = source.path.starts_with("src/") || source.path.starts_with("pkg-template/");
    // What lays the package out does not ship; the command is a program over the public surface.
    let tool = [
        "pkg-template/assemble",
        "pkg-template/cli",
        "pkg-template/bin",
    ];
    script && client && !tool.iter().any(|start| source.path.starts_with(start))
}

/// The lines that are not a comment alone: types are written there.
fn code_lines(source: &Source) -> usize {
    let comment = |line: &&str| {
        ["//", "/*", "*"]
            .iter()
            .any(|start| line.trim_start().starts_with(start))
    };
    source.text.lines().filter(|line| !comment(line)).count()
}

fn lines(source: &Source) -> usize {
    source.text.lines().count()
}

fn without_purpose(sources: &[Source]) -> Vec<String> {
    let mute = sources
        .iter()
        .filter(|source| source.is_code() && !says_its_purpose(source));
    mute.map(|source| {
        format!(
            "{}: does not begin with a line on what it is for",
            source.path
        )
    })
    .collect()
}

fn says_its_purpose(source: &Source) -> bool {
    let mut lines = source.text.lines().filter(|line| !line.trim().is_empty());
    let Some(mut first) = lines.next() else {
        return true;
    };
    if first.starts_with("#!/") {
        first = lines.next().unwrap_or_default();
    }
    let starts: &[&str] = match source.extension() {
        "rs" => &["//! "],
        "py" => &["# ", "\"\"\""],
        "sh" => &["# "],
        _ => &["// ", "/* ", "/** ", "/// "],
    };
    starts
        .iter()
        .any(|start| first.starts_with(start) && first.len() > start.len())
        || ["/**", "\"\"\""].contains(&first.trim_end())
}

#[test]
fn no_file_is_longer_than_its_ceiling() {
    hold(too_long(&repository()));
}

#[test]
fn a_file_past_the_ceiling_is_caught() {
    finds(0, &too_long(&[Source::new("src/a.rs", &"x\n".repeat(400))]));
    finds(1, &too_long(&[Source::new("src/a.rs", &"x\n".repeat(401))]));
    finds(
        0,
        &too_long(&[Source::new("package-lock.json", &"x\n".repeat(401))]),
    );
}

#[test]
fn hand_written_client_scripts_stay_under_150_lines() {
    hold(client_scripts_too_long(&repository()));
}

#[test]
fn a_client_script_of_150_lines_is_caught() {
    let of = |path: &str, lines: usize| [Source::new(path, &"x\n".repeat(lines))];
    finds(0, &client_scripts_too_long(&of("src/js/call.js", 149)));
    finds(1, &client_scripts_too_long(&of("src/js/call.js", 150)));
    finds(
        1,
        &client_scripts_too_long(&of("pkg-template/node.cjs", 150)),
    );
    finds(
        0,
        &client_scripts_too_long(&of("pkg-template/assemble.mjs", 150)),
    );
    let typed = format!("{}/**\n * @param {{number}} slot\n */\n", "x\n".repeat(149));
    finds(
        0,
        &client_scripts_too_long(&[Source::new("src/js/call.js", &typed)]),
    );
}

#[test]
fn every_file_says_what_it_is_for() {
    hold(without_purpose(&repository()));
}

#[test]
fn a_file_that_does_not_say_what_it_is_for_is_caught() {
    let mute = [
        Source::new("a.rs", "use std::fs;\n"),
        Source::new("a.rs", "// A plain comment is not the file's.\n"),
        Source::new("a.mjs", "import a from \"a\";\n"),
        Source::new("a.sh", "#!/bin/sh\nset -e\n"),
        Source::new("a.py", "#!/usr/bin/env python3\nimport os\n"),
    ];
    finds(mute.len(), &without_purpose(&mute));
    let telling = [
        Source::new("a.rs", "//! What it is for.\n"),
        Source::new("a.mjs", "#!/usr/bin/env node\n// What it is for.\n"),
        Source::new("a.d.ts", "/// <reference lib=\"esnext.disposable\" />\n"),
        Source::new("a.py", "\"\"\"What it is for.\"\"\"\n"),
        Source::new("tests/examples/a.ts", "import a from \"a\";\n"),
    ];
    finds(0, &without_purpose(&telling));
}
