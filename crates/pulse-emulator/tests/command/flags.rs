//! Which flags are accepted, and which are refused before a port is bound.

use crate::support::run;

#[track_caller]
fn refused_with(flags: &[&str], key: Option<&str>, says: &str) {
    let output = run(flags, key);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{flags:?}: {stderr}");
    assert!(stderr.starts_with("error: "), "{flags:?}: {stderr}");
    assert!(stderr.contains(says), "{flags:?}: {stderr}");
    assert!(output.stdout.is_empty(), "{flags:?}");
}

#[test]
fn flags_out_of_range_or_malformed_are_refused_with_exit_code_2() {
    let port = "0";
    for (flags, says) in [
        (["--pending-ms", "2000..500"], "smaller one first"),
        (["--pending-ms", "a..b"], "whole number of milliseconds"),
        (["--processing-ms", "1.5"], "whole number of milliseconds"),
        (["--processing-ms", "-1..5"], "whole number of milliseconds"),
        (["--cancel-ms", ""], "whole number of milliseconds"),
        (
            ["--cancel-ms", "0..99999999999999"],
            "whole number of milliseconds",
        ),
        (["--fail-rate", "1.01"], "from 0 to 1"),
        (["--fail-rate", "NaN"], "from 0 to 1"),
        (["--rate-limit", "0"], "requests a second"),
        (["--rate-limit", "inf"], "requests a second"),
        (["--rate-limit", "-5"], "requests a second"),
        (["--latency-ms", "1.5"], "--latency-ms"),
        (["--latency-ms", "-1"], "--latency-ms"),
        (["--latency-ms", "99999999999"], "31622400000"),
        (["--jobs", "1000001"], "1000000"),
        (["--jobs", "-1"], "--jobs"),
        (["--host", "nowhere"], "--host"),
        (["--key", ""], "visible ASCII"),
        (["--key", "with space"], "visible ASCII"),
        (["--job", ""], "--job"),
        (["--seed", "x"], "--seed"),
        (["--serve", "/no/such/folder"], "no such folder"),
        (["--frobnicate", "1"], "--frobnicate"),
    ] {
        let joined = format!("{}={}", flags[0], flags[1]);
        refused_with(&["--port", port, &joined], None, says);
    }
    refused_with(&["--port=65536"], None, "65536");
    refused_with(&["--key=a", "--key=a"], None, "given twice");
    refused_with(&["--job=a", "--job=b", "--job=a"], None, "given twice");
}

#[test]
fn an_upstream_that_could_leak_the_key_is_refused() {
    for (url, says) in [
        ("http://api.runpulse.com", "use https"),
        ("http://127.0.0.1.example", "use https"),
        ("http://0.0.0.0:1", "use https"),
        ("https://user:pass@host", "no credentials"),
        ("https://host/?", "no query"),
        ("https://host/#x", "no fragment"),
        ("ftp://host", "must begin with"),
        ("host", "must begin with"),
        ("/api", "full URL"),
        ("https://", "is not a URL"),
        ("", "is not a URL"),
    ] {
        refused_with(&["--upstream", url], Some("key"), says);
    }
    let good = "https://api.runpulse.com";
    refused_with(&["--upstream", good], None, "PULSE_API_KEY");
    refused_with(&["--upstream", good], Some(""), "PULSE_API_KEY");
    refused_with(&["--upstream", good], Some("two words"), "visible ASCII");
    let open = ["--upstream", good, "--host", "0.0.0.0"];
    refused_with(&open, Some("key"), "loopback");
    for flag in [
        "--faults",
        "--jobs=1",
        "--key=a",
        "--job=a",
        "--rate-limit=1",
        "--latency-ms=1",
    ] {
        let both = ["--upstream", good, flag];
        refused_with(&both, Some("key"), "cannot be used with");
    }
}

#[test]
fn a_port_in_use_is_reported_with_exit_code_1() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("bound").port();
    let output = run(&["--port", &port.to_string()], None);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    let begin = format!("error: cannot listen on 127.0.0.1:{port}: ");
    assert!(stderr.starts_with(&begin), "{stderr}");
}

#[test]
fn help_lists_every_flag_and_version_prints_the_version() {
    let help = run(&["--help"], None);
    assert_eq!(help.status.code(), Some(0));
    let text = String::from_utf8_lossy(&help.stdout);
    for flag in [
        "--host",
        "--port",
        "--key",
        "--pending-ms",
        "--processing-ms",
        "--cancel-ms",
        "--fail-rate",
        "--rate-limit",
        "--jobs",
        "--job",
        "--seed",
        "--faults",
        "--upstream",
        "--serve",
        "--exit-with-stdin",
    ] {
        assert!(
            text.contains(&format!("{flag} ")) || text.contains(&format!("{flag}\n")),
            "{flag}"
        );
    }
    let version = run(&["--version"], None);
    let expected = concat!("pulse-emulator ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(String::from_utf8_lossy(&version.stdout), expected);
}
