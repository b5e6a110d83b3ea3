//! Who may import whom inside the boundary (src/), and what the demo page may see.

use crate::{Source, finds, hold, repository};

/// What each layer of src/ may name: other layers, and whether the core. A layer may always name itself.
const LAYERS: [(&str, &[&str], bool); 10] = [
    // What JavaScript sees, and what Rust web apps see in its place.
    ("class", &["client", "options", "errors"], true),
    ("types", &[], false),
    ("api", &["client", "options", "errors", "host"], true),
    ("client", &["module", "options", "driver", "host"], false),
    ("module", &["options", "driver", "small"], true),
    ("options", &["driver", "host", "errors"], true),
    ("driver", &["host", "errors"], true),
    ("errors", &["host"], true),
    // It knows nothing of the rules.
    ("host", &[], false),
    // What a module without std must bring along.
    ("small", &[], false),
];

/// Ways to make a JavaScript error, kept to the one layer.
const ERROR_MAKERS: [&str; 7] = [
    "js_sys::Error",
    "Error::new(",
    "TypeError::new(",
    "RangeError::new(",
    "throw_str",
    "throw_val",
    "UnwrapThrowExt",
];

fn layer_of(path: &str) -> Option<&str> {
    let inner = path
        .strip_prefix("src/")
        .filter(|inner| inner.ends_with(".rs"))?;
    let first = inner.split('/').next()?;
    let layer = first.strip_suffix(".rs").unwrap_or(first);
    // The root only puts the parts together; what tests share is no layer.
    (layer != "lib").then_some(layer)
}

fn across_layers(sources: &[Source]) -> Vec<String> {
    let mut breaches = Vec::new();
    for source in sources {
        let Some(layer) = layer_of(&source.path) else {
            continue;
        };
        let Some((_, may, core)) = LAYERS.iter().find(|entry| entry.0 == layer) else {
            breaches.push(format!(
                "{}: {layer} is not a layer; ARCHITECTURE.md lists them",
                source.path
            ));
            continue;
        };
        let code = without_comments(&source.text);
        let top = source.path.matches('/').count() == 1;
        for name in named_layers(&code, top) {
            if name != layer && !may.contains(&name.as_str()) {
                breaches.push(format!("{}: {layer} may not import {name}", source.path));
            }
        }
        if !core && code.contains("pulse_core") {
            breaches.push(format!("{}: {layer} may not know pulse_core", source.path));
        }
    }
    breaches
}

/// The layers that code names through `crate::`, or `super::` in a file right under src/.
fn named_layers(code: &str, top: bool) -> Vec<String> {
    let mut names = Vec::new();
    let starts: &[&str] = if top {
        &["crate::", "super::"]
    } else {
        &["crate::"]
    };
    for start in starts {
        for (at, _) in code.match_indices(start) {
            let rest = &code[at + start.len()..];
            match rest.strip_prefix('{') {
                Some(group) => names.extend(heads(group)),
                None => names.extend(ident(rest)),
            }
        }
    }
    // Only what is a layer counts: the root's own items are everyone's.
    names.retain(|name| LAYERS.iter().any(|layer| layer.0 == name));
    names.sort();
    names.dedup();
    names
}

fn ident(text: &str) -> Option<String> {
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    text.get(..end)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
}

/// The first names of each member of a `{…}` group.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut begins, mut names) = (0, true, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => begins = true,
            c if c.is_alphabetic() && begins && depth == 0 => {
                begins = false;
                names.extend(ident(&group[at..]));
            }
            _ => {}
        }
    }
    names
}

fn without_comments(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

fn errors_made_elsewhere(sources: &[Source]) -> Vec<String> {
    let mut breaches = Vec::new();
    for source in sources {
        if layer_of(&source.path).is_some_and(|layer| layer != "errors") {
            let code = without_comments(&source.text);
            for maker in ERROR_MAKERS.iter().filter(|maker| code.contains(**maker)) {
                breaches.push(format!("{}: {maker}; src/errors makes them", source.path));
            }
        }
        let script = source.path.starts_with("src/js/") && !source.path.ends_with("/errors.js");
        let code = without_comments(&source.text);
        for plain in [
            "new Error(",
            "new TypeError(",
            "new RangeError(",
            "extends Error",
        ] {
            if script && code.contains(plain) {
                breaches.push(format!(
                    "{}: {plain}; src/js/errors.js has ours",
                    source.path
                ));
            }
        }
    }
    breaches
}

/// What the dashboard is made of; www-demo/README.md has the reason for each.
const DASHBOARD: [&str; 8] = [
    "pulse-wasm",
    "preact",
    "preact/hooks",
    "@preact/signals",
    "@tanstack/virtual-core",
    "idb",
    "uplot",
    "uplot/dist/uPlot.min.css",
];

/// What `cargo xtask bench` compares; its package.json has the reason for each.
const COMPARED: [&str; 9] = [
    "pulse-wasm",
    "openai",
    "reductoai",
    "replicate",
    "ky",
    "ofetch",
    "axios",
    "p-map",
    "node:fs",
];

/// Imports of a folder's scripts and pages that are neither its own files nor allowed packages.
fn foreign_imports(sources: &[Source], folder: &str, packages: &[&str]) -> Vec<String> {
    let mut breaches = Vec::new();
    let kinds = ["js", "mjs", "ts", "mts", "tsx", "jsx", "html"];
    for source in sources
        .iter()
        .filter(|source| source.path.starts_with(folder))
    {
        if !kinds.contains(&source.extension()) {
            continue;
        }
        let depth = source.path[folder.len()..].matches('/').count();
        for specifier in specifiers(&source.text) {
            let steps_out = specifier.matches("../").count() > depth;
            let own = specifier.starts_with("./") || specifier.starts_with("../");
            if !(own && !steps_out || packages.contains(&specifier.as_str())) {
                breaches.push(format!("{}: imports {specifier}", source.path));
            }
        }
    }
    breaches
}

/// Scripts of an example that import what is not its own: it is copied as it stands, and sees only the packed package.
fn leaving_their_example(sources: &[Source]) -> Vec<String> {
    let mut breaches = Vec::new();
    for source in sources {
        let Some((example, path)) = source
            .path
            .strip_prefix("examples/")
            .and_then(|rest| rest.split_once('/'))
        else {
            continue;
        };
        if !source.is_code() || source.extension() == "rs" {
            continue;
        }
        let depth = path.matches('/').count();
        for specifier in specifiers(&source.text) {
            let entry = specifier.strip_prefix("pulse-wasm/");
            let reaches_in = entry.is_some_and(|entry| !["slim", "proxy"].contains(&entry));
            let leaves = specifier.matches("../").count() > depth || specifier.starts_with('/');
            if leaves || reaches_in {
                breaches.push(format!(
                    "{}: imports {specifier}, which is neither in examples/{example} nor an entry of a package",
                    source.path
                ));
            }
        }
    }
    breaches
}

/// What import and export statements and import() calls name.
fn specifiers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for start in [" from ", "import ", "import(", "}from", "import"] {
        for (at, _) in text.match_indices(start) {
            let rest = &text[at + start.len()..];
            let Some(quote) = rest.chars().next().filter(|c| "\"'`".contains(*c)) else {
                continue;
            };
            found.extend(rest[1..].split(quote).next().map(str::to_owned));
        }
    }
    found.sort();
    found.dedup();
    found
}

#[test]
fn the_layers_of_the_boundary_import_only_downwards() {
    hold(across_layers(&repository()));
}

#[test]
fn an_import_across_layers_is_caught() {
    let wrong = [
        Source::new("src/host/fetch.rs", "use crate::driver::Call;\n"),
        Source::new("src/host/clock.rs", "fn a() { pulse_core::now() }\n"),
        Source::new(
            "src/driver/mod.rs",
            "use crate::{\n    host::send,\n    class::PulseClient,\n};\n",
        ),
        Source::new("src/errors.rs", "use super::driver::Call;\n"),
        Source::new("src/class.rs", "use crate::driver::Driver;\n"),
        Source::new("src/helpers.rs", "fn a() {}\n"),
    ];
    finds(wrong.len(), &across_layers(&wrong));
    let right = [
        Source::new("src/lib.rs", "use crate::driver::Call;\n"),
        Source::new(
            "src/driver/mod.rs",
            "use crate::{host::{self, driver_like}, errors};\n",
        ),
        Source::new(
            "src/driver/loop.rs",
            "use super::Call;\nuse pulse_core::Call as Core;\n",
        ),
        Source::new(
            "src/class/jobs.rs",
            "// not crate::host\nuse crate::client::run;\n",
        ),
    ];
    finds(0, &across_layers(&right));
}

#[test]
fn only_the_errors_layer_makes_javascript_errors() {
    hold(errors_made_elsewhere(&repository()));
}

#[test]
fn an_error_made_elsewhere_is_caught() {
    let wrong = [
        Source::new("src/driver/mod.rs", "let e = js_sys::Error::from(x);\n"),
        Source::new("src/host/fetch.rs", "let e = Error::new(\"no\");\n"),
        Source::new("src/class.rs", "wasm_bindgen::throw_str(\"no\");\n"),
        Source::new("src/js/host.js", "throw new TypeError(\"no\");\n"),
    ];
    finds(wrong.len(), &errors_made_elsewhere(&wrong));
    let right = [
        Source::new("src/errors.rs", "let e = js_sys::Error::new(\"no\");\n"),
        Source::new("src/js/errors.js", "class PulseError extends Error {}\n"),
        Source::new("src/js/host.js", "reject(new PulseError({ message }));\n"),
    ];
    finds(0, &errors_made_elsewhere(&right));
}

#[test]
fn the_pages_see_only_the_packed_package_and_libraries_of_their_own() {
    let pages = repository();
    hold(foreign_imports(
        &pages,
        "tests/consumers/page/",
        &["pulse-wasm"],
    ));
    hold(foreign_imports(&pages, "www-demo/src/", &DASHBOARD));
}

#[test]
fn what_is_compared_sees_only_the_packed_package_and_what_it_is_compared_with() {
    let files = repository();
    assert!(files.iter().any(|file| file.path == "bench/peers/bare.mjs"));
    hold(foreign_imports(&files, "bench/peers/", &COMPARED));
}

#[test]
fn an_example_sees_only_the_packed_package() {
    hold(leaving_their_example(&repository()));
}

#[test]
fn an_example_that_imports_from_outside_is_caught() {
    let of = |path: &str, text: &str| leaving_their_example(&[Source::new(path, text)]);
    let outside = "import { root } from \"../../project.mjs\";";
    finds(1, &of("examples/react/test/a.jsx", outside));
    finds(1, &of("examples/react/a.js", "import \"../next/a.js\";"));
    finds(
        0,
        &of("examples/react/test/a.jsx", "import \"../src/a.js\";"),
    );
    finds(
        0,
        &of("examples/react/a.js", "import React from \"react\";"),
    );
    finds(0, &of("tests/apps/a.mjs", outside));
    let inside = "import \"pulse-wasm/client.js\";";
    finds(1, &of("examples/react/a.js", inside));
}

#[test]
fn the_proxy_sees_only_what_the_package_exports() {
    // Of node:http its comments name the types; what lays the package out finds no such module to bundle.
    let of = |sources: &[Source]| {
        foreign_imports(sources, "pkg-template/proxy/", &["pulse-wasm", "node:http"])
    };
    hold(of(&repository()));
    let wrong = "import { scrub } from \"../../src/js/messages.js\";\nimport \"node:fs\";";
    finds(2, &of(&[Source::new("pkg-template/proxy/a.js", wrong)]));
}

#[test]
fn the_client_s_scripts_import_nothing_but_each_other() {
    hold(foreign_imports(&repository(), "src/js/", &[]));
}

#[test]
fn a_foreign_import_is_caught() {
    let page = |text: &str| {
        foreign_imports(
            &[Source::new("www-demo/a.js", text)],
            "www-demo/",
            &["pulse-wasm"],
        )
    };
    finds(1, &page("import { a } from \"../src/js/host.js\";"));
    finds(1, &page("import a from 'lit';"));
    finds(1, &page("import \"lit\";"));
    finds(1, &page("const a = await import(\"lit\");"));
    finds(1, &page("export { a } from \"pulse-wasm/internal\";"));
    finds(
        0,
        &page("import { PulseClient } from \"pulse-wasm\";\nimport { b } from \"./b.js\";"),
    );
}
