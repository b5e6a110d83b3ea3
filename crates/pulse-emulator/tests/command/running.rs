//! A running emulator: its first line, its exit, and its memory.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;

use crate::support::Running;

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
fn with_exit_with_stdin_it_exits_when_its_standard_input_closes() {
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
fn a_signal_ends_it_at_once_and_cleanly_even_while_a_response_hangs() {
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

/// The most memory the process has held, in megabytes. Only Linux has it in /proc.
#[cfg(target_os = "linux")]
fn peak_megabytes(emulator: &Running) -> u64 {
    let path = format!("/proc/{}/status", emulator.child.id());
    let status = std::fs::read_to_string(path).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.expect("a peak").trim().trim_end_matches(" kB");
    kilobytes.parse::<u64>().expect("a number") / 1000
}

#[cfg(target_os = "linux")]
#[test]
fn a_hundred_thousand_jobs_fit_in_200_mb() {
    let emulator = Running::start(&["--jobs=100000", "--pending-ms=3600000"]);
    let list = emulator.get("/_emulator/jobs?limit=1");
    assert!(list.contains(r#""total":100000"#), "{list}");
    let peak = peak_megabytes(&emulator);
    println!("100,000 jobs: {peak} MB at most");
    assert!(peak < 200, "{peak} MB");
}

#[cfg(target_os = "linux")]
#[test]
fn a_huge_body_takes_no_more_memory_than_a_small_one() {
    let emulator = Running::start(&["--faults"]);
    let body = r#"{"status":200,"bodyBytes":300000000}"#;
    let length = body.len();
    let mut socket = TcpStream::connect(emulator.address()).expect("it listens");
    let requests = format!(
        "POST /_emulator/faults HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n{body}\
         GET /job/a HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    );
    socket.write_all(requests.as_bytes()).expect("it reads");
    let received = std::io::copy(&mut socket, &mut std::io::sink()).expect("it ends");
    assert!(received > 300_000_000, "{received}");
    let peak = peak_megabytes(&emulator);
    assert!(peak < 60, "{peak} MB");
}
