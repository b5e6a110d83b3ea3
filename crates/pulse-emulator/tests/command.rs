//! The command itself: its flags, its first line, how it ends, and what it weighs.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};

const BINARY: &str = env!("CARGO_BIN_EXE_pulse-emulator");

fn command(flags: &[&str]) -> Command {
    let mut command = Command::new(BINARY);
    command.args(flags).env_remove("PULSE_API_KEY");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// One that runs until the test is over.
struct Running {
    child: Child,
    first_line: String,
}

impl Running {
    fn start(flags: &[&str]) -> Self {
        let all = [&["--port", "0"], flags].concat();
        let mut child = command(&all).spawn().expect("it starts");
        let mut first_line = String::new();
        let stdout = child.stdout.as_mut().expect("piped");
        BufReader::new(stdout)
            .read_line(&mut first_line)
            .expect("a line");
        Self { child, first_line }
    }

    fn address(&self) -> &str {
        let line = self.first_line.trim_end_matches('\n');
        line.strip_prefix("listening on http://")
            .expect("the address")
    }

    fn get(&self, path: &str) -> String {
        let mut socket = TcpStream::connect(self.address()).expect("it listens");
        let host = self.address();
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {host}\r\nx-api-key: test-key\r\nconnection: close\r\n\r\n"
        );
        socket.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        socket.read_to_string(&mut answer).expect("it answers");
        answer
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already, as its test wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(flags: &[&str], key: Option<&str>) -> Output {
    let mut command = command(flags);
    if let Some(key) = key {
        command.env("PULSE_API_KEY", key);
    }
    command.output().expect("it runs")
}

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
        ("https://", "is no URL"),
        ("", "is no URL"),
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
    ] {
        let both = ["--upstream", good, flag];
        refused_with(&both, Some("key"), "cannot be used with");
    }
}

#[test]
fn a_port_that_is_taken_is_said_so_with_exit_code_1() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("bound").port();
    let output = run(&["--port", &port.to_string()], None);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    let begin = format!("error: cannot listen on 127.0.0.1:{port}: ");
    assert!(stderr.starts_with(&begin), "{stderr}");
}

#[test]
fn the_first_line_names_the_address_and_the_flags_have_their_effect() {
    let emulator = Running::start(&[
        "--seed=7",
        "--pending-ms=60000",
        "--job=job-111-aaa",
        "--job=job-222-bbb",
        "--jobs=3",
    ]);
    assert!(emulator.address().starts_with("127.0.0.1:"));
    assert!(emulator.first_line.ends_with('\n'));
    assert!(
        emulator
            .get("/job/job-222-bbb")
            .contains(r#""status":"pending""#)
    );
    assert!(emulator.get("/_emulator/jobs").contains(r#""total":5"#));
    assert!(
        emulator
            .get("/_emulator/requests")
            .starts_with("HTTP/1.1 404")
    );
}

#[test]
fn help_names_every_flag_and_version_the_version() {
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

#[test]
fn it_goes_when_its_standard_input_closes_if_told_so() {
    let mut emulator = Running::start(&["--exit-with-stdin"]);
    assert!(
        emulator
            .get("/_emulator/health")
            .starts_with("HTTP/1.1 204")
    );
    assert_eq!(emulator.child.try_wait().expect("known"), None);
    drop(emulator.child.stdin.take());
    let status = emulator.child.wait().expect("it ends");
    assert_eq!(status.code(), Some(0));
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_in_order_and_at_once_even_with_answers_that_hang() {
    for signal in ["TERM", "INT"] {
        let mut emulator = Running::start(&["--faults"]);
        let mut socket = TcpStream::connect(emulator.address()).expect("it listens");
        let body = r#"{"hang":"before-headers"}"#;
        let length = body.len();
        let requests = format!(
            "POST /_emulator/faults HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n{body}\
             GET /job/a HTTP/1.1\r\nhost: x\r\n\r\n"
        );
        socket.write_all(requests.as_bytes()).expect("it reads");
        socket.read_exact(&mut [0; 12]).expect("the fault is in");
        let id = emulator.child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &id]).status();
        assert!(sent.expect("kill is there").success());
        let began = std::time::Instant::now();
        let status = emulator.child.wait().expect("it ends");
        assert_eq!(status.code(), Some(0), "{signal}");
        assert!(began.elapsed() < std::time::Duration::from_secs(5));
    }
}

/// The kernel tells the memory of a process in /proc, on Linux alone.
#[cfg(target_os = "linux")]
#[test]
fn a_hundred_thousand_jobs_fit_in_200_mb() {
    let emulator = Running::start(&["--jobs=100000", "--pending-ms=3600000"]);
    let list = emulator.get("/_emulator/jobs?limit=1");
    assert!(list.contains(r#""total":100000"#), "{list}");
    let path = format!("/proc/{}/statm", emulator.child.id());
    let statm = std::fs::read_to_string(path).expect("it runs");
    let pages: u64 = statm
        .split(' ')
        .nth(1)
        .expect("resident")
        .parse()
        .expect("a number");
    let output = Command::new("getconf")
        .arg("PAGESIZE")
        .output()
        .expect("getconf is there");
    let page: u64 = String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .expect("a number");
    let resident = pages * page;
    println!("100,000 jobs: {} MB resident", resident / 1_000_000);
    assert!(resident < 200_000_000, "{resident} bytes");
}
