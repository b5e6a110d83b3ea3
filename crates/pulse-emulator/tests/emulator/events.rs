//! `GET /_emulator/events`: what a page is told of changes.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Emulator, request, start, start_with};

/// How often a stream looks for changes, in milliseconds.
const INTERVAL: u64 = 250;

/// A stream that is being read.
struct Stream {
    socket: TcpStream,
    text: String,
}

impl Stream {
    async fn open(emulator: &Emulator) -> Self {
        let mut socket = TcpStream::connect(emulator.address)
            .await
            .expect("it listens");
        let bytes = request(emulator.address, "GET", "/_emulator/events", &[], b"");
        socket.write_all(&bytes).await.expect("it reads");
        let text = String::new();
        Self { socket, text }
    }

    /// Reads until there is an event of that name, and returns its data and what was read before it.
    async fn next(&mut self, name: &str) -> (Value, String) {
        let start = format!("event: {name}\ndata: ");
        loop {
            if let Some(at) = self.text.find(&start)
                && let Some(length) = self.text[at..].find("\n\n")
            {
                let data = &self.text[at + start.len()..at + length];
                let data = serde_json::from_str(data).expect("JSON");
                let rest = self.text.split_off(at + length + 2);
                let before = std::mem::replace(&mut self.text, rest);
                return (data, before);
            }
            self.read().await;
        }
    }

    async fn read(&mut self) {
        let mut buffer = vec![0; 1 << 16];
        let read = self.socket.read(&mut buffer);
        let length = tokio::time::timeout(Duration::from_secs(10), read)
            .await
            .expect("something within ten seconds")
            .expect("an open connection");
        assert_ne!(length, 0, "the stream has ended after {}", self.text);
        self.text += std::str::from_utf8(&buffer[..length]).expect("text");
    }
}

fn states(jobs: &Value) -> Vec<(&str, &str)> {
    let jobs = jobs.as_array().expect("a list").iter();
    jobs.map(|job| {
        let text = |name: &str| job[name].as_str().expect("text");
        (text("job_id"), text("status"))
    })
    .collect()
}

#[tokio::test]
async fn it_greets_with_the_number_of_jobs_and_then_tells_each_change_as_the_list_has_it() {
    let emulator = start().await;
    emulator
        .job(json!({ "jobId": "a", "pendingMs": 400, "name": "a.pdf" }))
        .await;
    let mut stream = Stream::open(&emulator).await;
    let (hello, head) = stream.next("hello").await;
    assert!(
        head.contains("content-type: text/event-stream\r\n"),
        "{head}"
    );
    assert!(
        head.contains("access-control-allow-origin: *\r\n"),
        "{head}"
    );
    assert_eq!(hello["total"], 1);
    emulator.job(json!({ "jobId": "b" })).await;
    emulator.pauses(1).await;
    emulator.advance(INTERVAL);
    let (jobs, _) = stream.next("jobs").await;
    assert_eq!(states(&jobs), [("b", "pending")]);
    emulator.pauses(2).await;
    emulator.ask("DELETE", "/job/b").await;
    emulator.advance(INTERVAL);
    let (jobs, _) = stream.next("jobs").await;
    assert_eq!(states(&jobs), [("a", "processing"), ("b", "canceled")]);
    let list = emulator.send("GET", "/_emulator/jobs", &[], b"").await;
    assert_eq!(list.json()["jobs"][1], jobs[0]);
}

#[tokio::test]
async fn a_burst_of_changes_comes_in_pieces_and_whole() {
    let emulator = start().await;
    let mut stream = Stream::open(&emulator).await;
    stream.next("hello").await;
    emulator.pauses(1).await;
    for n in 0..1200 {
        emulator.job(json!({ "jobId": n.to_string() })).await;
    }
    emulator.advance(INTERVAL);
    let (first, _) = stream.next("jobs").await;
    assert_eq!(states(&first).len(), 1000);
    emulator.pauses(2).await;
    emulator.advance(INTERVAL);
    let (second, _) = stream.next("jobs").await;
    assert_eq!(states(&second).len(), 200);
    assert_eq!(states(&second)[199], ("1199", "pending"));
}

#[tokio::test]
async fn a_quiet_stream_says_now_and_then_that_it_is_still_there() {
    let emulator = start().await;
    let mut stream = Stream::open(&emulator).await;
    stream.next("hello").await;
    for look in 1..=60 {
        emulator.pauses(look).await;
        emulator.advance(INTERVAL);
    }
    stream.next("quiet").await;
}

#[tokio::test]
async fn it_outlives_the_time_that_a_client_has_for_its_headers() {
    let emulator = start_with(|config| config.header_timeout = Duration::from_millis(50)).await;
    let mut stream = Stream::open(&emulator).await;
    stream.next("hello").await;
    emulator.pauses(1).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    emulator.job(json!({ "jobId": "a" })).await;
    emulator.advance(INTERVAL);
    stream.next("jobs").await;
}

#[tokio::test]
async fn another_start_has_another_instance_and_one_start_has_one() {
    let (one, other) = (start().await, start().await);
    let instance = async |emulator: &Emulator| {
        let (hello, _) = Stream::open(emulator).await.next("hello").await;
        hello["instance"].as_str().expect("text").to_owned()
    };
    let first = instance(&one).await;
    assert_eq!(first, instance(&one).await);
    assert_ne!(first, instance(&other).await);
}
