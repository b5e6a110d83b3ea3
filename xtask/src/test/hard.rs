//! The suites that try to break it: random inputs, hostile servers, a network that loses packets, a search for the key.

use std::process::{Command, Stdio};

use anyhow::Result;

use super::Context;
use super::counts::Format;
use super::suite::{Lane, Level, Need, Suite, command, node_tests, own_task};
use crate::fuzz;

pub fn suites() -> Vec<Suite> {
    vec![
        Suite {
            level: Level::Usual,
            needs: &[Need::Package],
            format: Format::Node,
            ..Suite::new(
                "heap",
                "no string of the heap holds the key between calls, and nothing the chunks of a body",
                |context| {
                    let files = ["tests/heap/key.test.mjs", "tests/heap/body.test.mjs"];
                    Ok(vec![node_tests(context, &files)])
                },
            )
        },
        Suite {
            lane: Lane::Background,
            level: Level::All,
            needs: &[Need::Package],
            format: Format::Closing,
            impossible: |_| fuzz::obstacle(),
            ..Suite::new(
                "fuzz",
                "what parses and decides keeps its word under a minute of random inputs each",
                |context| Ok(vec![own_task(context, &["fuzz", "--seconds", "60"])?]),
            )
        },
        Suite {
            lane: Lane::Background,
            level: Level::All,
            format: Format::Cargo,
            ..Suite::new(
                "fuzz corpus",
                "the fuzz targets hold over what was found before, without the fuzzer",
                fuzz_corpus,
            )
        },
        Suite {
            level: Level::All,
            lane: Lane::Package,
            needs: &[Need::Package, Need::Browsers],
            format: Format::Closing,
            ..Suite::new(
                "hostile",
                "no answer of a raw socket hangs, fills or ends Node, Deno, Bun or Chromium",
                |context| Ok(vec![command(context, &["node", "tests/hostile/run.mjs"])]),
            )
        },
        Suite {
            lane: Lane::Background,
            level: Level::All,
            needs: &[Need::Package],
            format: Format::Node,
            impossible: |_| no_namespaces(),
            ..Suite::new(
                "network faults",
                "lost packets, forgotten connections and lost names end as they should, between hosts",
                |context| {
                    Ok(vec![node_tests(
                        context,
                        &["tests/network/faults.test.mjs"],
                    )])
                },
            )
        },
    ]
}

/// Hosts are network namespaces of Linux, which root alone may make.
fn no_namespaces() -> Option<String> {
    let script =
        "ip link add name near type veth peer name far && ip route add blackhole 192.0.2.1/32";
    let made = Command::new("unshare")
        .args(["--net", "--mount", "sh", "-c", script])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match made {
        Ok(status) if status.success() => None,
        _ => Some("there is no root who may make network namespaces with `ip`".to_owned()),
    }
}

fn fuzz_corpus(context: &Context) -> Result<Vec<Command>> {
    let words = [
        "cargo",
        "test",
        "--locked",
        "--manifest-path",
        "fuzz/Cargo.toml",
    ];
    let mut test = command(context, &words);
    // A folder of its own, which the fuzzer has too: its workspace is another one.
    test.env("CARGO_TARGET_DIR", context.workspace.target.join("fuzz"));
    Ok(vec![test])
}
