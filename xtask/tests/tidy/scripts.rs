//! Who may import whom in src/js, and that both sides of the boundary name the same events.

use std::collections::BTreeSet;

use crate::{Source, finds, hold, repository};

/// The scripts in the order of ARCHITECTURE.md's table: a file may import only those above it, so there are no circles.
fn order(architecture: &str) -> Vec<&str> {
    let rows = architecture.lines().filter(|line| line.starts_with("| `"));
    rows.filter_map(|line| line.split('|').nth(1))
        .flat_map(|cell| cell.split('`').filter(|name| name.ends_with(".js")))
        .collect()
}

fn upward_imports(sources: &[Source], order: &[&str]) -> Vec<String> {
    let place = |name: &str| order.iter().position(|known| *known == name);
    let mut breaches = Vec::new();
    for source in sources {
        let Some(name) = source.path.strip_prefix("src/js/") else {
            continue;
        };
        let Some(own) = place(name) else {
            breaches.push(format!("{}: ARCHITECTURE.md does not list it", source.path));
            continue;
        };
        for imported in imports(&source.text) {
            if place(&imported).is_none_or(|other| other >= own) {
                breaches.push(format!(
                    "{}: imports {imported}, which does not stand above it in ARCHITECTURE.md",
                    source.path
                ));
            }
        }
    }
    breaches
}

/// What the import statements of a script name; the types that comments import do not count.
fn imports(text: &str) -> Vec<String> {
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with(['*', '/']));
    lines
        .filter_map(|line| line.split("from \"./").nth(1)?.split('"').next())
        .map(str::to_owned)
        .collect()
}

/// The names after `before` in each line that has it.
fn names(text: &str, before: &str) -> BTreeSet<String> {
    text.lines()
        .filter_map(|line| line.split(before).nth(1))
        .map(|rest| {
            let name = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_');
            format!("pulse_{}", name.collect::<String>())
        })
        .collect()
}

/// The events that one side has and the other has not.
fn events_of_one_side(rust: &str, script: &str) -> Vec<String> {
    let exported = names(rust, "    pulse_");
    let declared = names(script, "} pulse_");
    let apart = exported.symmetric_difference(&declared);
    apart
        .map(|name| format!("{name}: in src/module.rs or in src/js/records.js, but not in both"))
        .collect()
}

/// The texts that a match in Rust gives, from `head` to the end of its function.
fn texts_given(rust: &str, head: &str) -> BTreeSet<String> {
    let body = rust.split(head).nth(1).unwrap_or_default();
    let end = body.find("\n    }").unwrap_or(body.len());
    let lines = body[..end].lines().filter(|line| line.contains("=>"));
    lines
        .filter_map(|line| Some(line.split('"').nth(1)?.to_owned()))
        .collect()
}

/// The keys of an object in a script, from `head` to its end.
fn keys(script: &str, head: &str) -> BTreeSet<String> {
    let body = script.split(head).nth(1).unwrap_or_default();
    let end = body.find("\n};").unwrap_or(body.len());
    let lines = body[..end].lines().filter_map(|line| {
        let line = line.strip_prefix("  ")?;
        line.starts_with(|c: char| c.is_alphabetic() || c == '"')
            .then_some(line)
    });
    lines
        .filter_map(|line| line.split_once(": ["))
        .map(|(key, _)| key.trim_matches('"').to_owned())
        .collect()
}

/// The failures that one side names and the other does not.
fn failures_of_one_side(core: &str, errors: &str, script: &str) -> Vec<String> {
    let mut named = texts_given(core, "fn name(self)");
    named.extend(texts_given(errors, "fn thrown("));
    let worded = keys(script, "const FAILURES = {");
    let apart = named.symmetric_difference(&worded);
    apart
        .map(|name| format!("{name}: a failure that Rust names or settle.js words, but not both"))
        .collect()
}

fn text_of(path: &str) -> String {
    let all = repository();
    let found = all.into_iter().find(|source| source.path == path);
    found.map(|source| source.text).unwrap_or_default()
}

#[test]
fn the_client_s_scripts_import_only_downwards() {
    let architecture = text_of("ARCHITECTURE.md");
    let order = order(&architecture);
    assert!(order.len() > 10, "the table is not found");
    hold(upward_imports(&repository(), &order));
}

#[test]
fn an_import_upwards_is_caught() {
    let order = ["errors.js", "call.js"];
    let source = |path, text| [Source::new(path, text)];
    let wrong = [
        source("src/js/errors.js", "import { a } from \"./call.js\";\n"),
        source("src/js/call.js", "import { a } from \"./call.js\";\n"),
        source("src/js/call.js", "import { a } from \"./new.js\";\n"),
        source("src/js/call.js", "import {\n  a,\n} from \"./new.js\";\n"),
        source("src/js/new.js", "const a = 1;\n"),
    ];
    for sources in wrong {
        finds(1, &upward_imports(&sources, &order));
    }
    let right = [
        source("src/js/call.js", "import { a } from \"./errors.js\";\n"),
        source(
            "src/js/errors.js",
            "/** @typedef {import(\"./call.js\").A} A */\n",
        ),
        source(
            "pkg-template/entries/a.js",
            "import { a } from \"./b.js\";\n",
        ),
    ];
    for sources in right {
        finds(0, &upward_imports(&sources, &order));
    }
}

#[test]
fn both_sides_of_the_boundary_name_the_same_events() {
    let (rust, script) = (text_of("src/module.rs"), text_of("src/js/records.js"));
    assert!(
        names(&rust, "    pulse_").len() > 10,
        "no exports are found"
    );
    hold(events_of_one_side(&rust, &script));
}

#[test]
fn an_event_of_one_side_is_caught() {
    let rust = "    pulse_timer(slot) => Event::Timer;\n    pulse_abort(slot) => Event::Abort;\n";
    let script = " * @property {(slot: number) => void} pulse_timer it fired\n";
    finds(1, &events_of_one_side(rust, script));
    finds(2, &events_of_one_side(rust, " * @property {number} slot\n"));
}

#[test]
fn both_sides_of_the_boundary_name_the_same_failures() {
    let core = text_of("crates/pulse-core/src/action.rs");
    let (errors, script) = (text_of("src/errors.rs"), text_of("src/js/settle.js"));
    assert!(
        keys(&script, "const FAILURES = {").len() > 10,
        "no failures are found"
    );
    hold(failures_of_one_side(&core, &errors, &script));
}

#[test]
fn a_failure_of_one_side_is_caught() {
    let core = "fn name(self) -> &str {\n        match self {\n            A => \"status\",\n            B => \"gone\",\n        }\n    }\n";
    let errors =
        "fn thrown(who: Who) {\n    match who {\n        S => \"supplier\",\n    }\n    }\n";
    let script = "const FAILURES = {\n  status: [A, \"\"],\n  \"not-it\": [A, \"\"],\n  supplier: [A],\n};\n";
    finds(2, &failures_of_one_side(core, errors, script));
}
