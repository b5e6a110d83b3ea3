//! An emulator in this process, and an HTTP client that hides nothing from the tests.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use pulse_emulator::clock::ManualClock;
use pulse_emulator::{Config, Server};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// 2027-01-15T08:00:00Z.
pub const START: Duration = Duration::from_secs(1_800_000_000);

/// An emulator on a port of its own.
pub struct Emulator {
    pub clock: ManualClock,
    pub address: SocketAddr,
    _server: Server,
}

/// Starts one that knows `test-key` and `other-key`, with faults and fixed durations: 1000 ms
/// pending, 5000 ms processing, 300 ms until a cancellation takes effect.
pub async fn start() -> Emulator {
    start_with(|_| {}).await
}

/// The same with a changed configuration.
pub async fn start_with(change: impl FnOnce(&mut Config)) -> Emulator {
    let mut config = Config {
        port: 0,
        seed: 1,
        faults: true,
        ..Config::default()
    };
    config.lifetimes.pending = 1000..=1000;
    config.lifetimes.processing = 5000..=5000;
    config.lifetimes.cancel = 300..=300;
    change(&mut config);
    let clock = ManualClock::at(START);
    let server = Server::start(config, Arc::new(clock.clone()))
        .await
        .expect("the emulator starts");
    Emulator {
        clock,
        address: server.address(),
        _server: server,
    }
}

/// A response.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{error} in {:?}", String::from_utf8_lossy(&self.body));
        })
    }

    /// Checks the shape of an error response, and returns its code and message.
    #[track_caller]
    pub fn error(&self) -> (String, String) {
        assert_eq!(self.header("content-type"), Some("application/json"));
        let value = self.json();
        let top: Vec<_> = value.as_object().expect("an object").keys().collect();
        assert_eq!(top, ["error"]);
        let error = value["error"].as_object().expect("an object");
        let known = ["code", "message", "details"];
        assert!(error.keys().all(|key| known.contains(&key.as_str())));
        let text = |key: &str| error[key].as_str().expect("a string").to_owned();
        (text("code"), text("message"))
    }

    #[track_caller]
    pub fn expect_error(&self, status: u16, code: &str) {
        let (found, message) = self.error();
        assert_eq!((self.status, found.as_str()), (status, code), "{message}");
        assert!(!message.is_empty());
    }
}

impl Emulator {
    /// Sends a request with `test-key`.
    pub async fn ask(&self, method: &str, path: &str) -> Answer {
        self.send(method, path, &[("x-api-key", "test-key")], b"")
            .await
    }

    /// Sends a request and reads the whole response.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let request = request(self.address, method, path, headers, body);
        parse(&exchange(self.address, &request).await.0)
    }

    /// Posts JSON to one of the emulator's own routes.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, &[], body.to_string().as_bytes())
            .await
    }

    /// Registers a fault.
    pub async fn fault(&self, fault: Value) {
        let answer = self.post("/_emulator/faults", fault).await;
        assert_eq!(answer.status, 204, "{answer:?}");
    }

    /// Creates a job.
    pub async fn job(&self, job: Value) -> Value {
        let answer = self.post("/_emulator/jobs", job).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }

    /// The status of a job of `test-key`.
    pub async fn status(&self, id: &str) -> String {
        let answer = self.ask("GET", &format!("/job/{id}")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["status"].as_str().expect("text").to_owned()
    }

    /// The recorded requests.
    pub async fn requests(&self, query: &str) -> Vec<Value> {
        let path = format!("/_emulator/requests{query}");
        let answer = self.send("GET", &path, &[], b"").await;
        answer.json()["requests"]
            .as_array()
            .expect("a list")
            .clone()
    }

    pub fn advance(&self, ms: u64) {
        self.clock.advance(Duration::from_millis(ms));
    }

    /// Waits until that many pauses have begun since the start.
    pub async fn pauses(&self, count: usize) {
        eventually("a pause begins", async || self.clock.pauses() == count).await;
    }
}

/// The bytes of a request; a host in `headers` replaces the usual one.
pub fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "host") {
        text += &format!("host: {address}\r\n");
    }
    for (name, value) in headers {
        text += &format!("{name}: {value}\r\n");
    }
    if !body.is_empty() {
        text += &format!("content-length: {}\r\n", body.len());
    }
    let mut bytes = (text + "\r\n").into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// Sends bytes, reads until the connection ends, and says how it ended.
pub async fn exchange(address: SocketAddr, request: &[u8]) -> (Vec<u8>, std::io::Result<()>) {
    let mut socket = TcpStream::connect(address).await.expect("it listens");
    socket.write_all(request).await.expect("it reads");
    let mut received = Vec::new();
    let end = socket.read_to_end(&mut received).await.map(drop);
    (received, end)
}

/// Parses a response; a chunked body is joined, and one cut short stays short.
#[track_caller]
pub fn parse(bytes: &[u8]) -> Answer {
    let split = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    let split = split.unwrap_or_else(|| panic!("no headers in {bytes:?}"));
    let head = std::str::from_utf8(&bytes[..split]).expect("text");
    let mut lines = head.split("\r\n");
    let first = lines.next().expect("a status line");
    let status = first.split(' ').nth(1).expect("a status");
    let header = |line: &str| {
        let (name, value) = line.split_once(": ").expect("a header");
        (name.to_owned(), value.to_owned())
    };
    let headers: Vec<_> = lines.map(header).collect();
    let chunked = headers.contains(&("transfer-encoding".into(), "chunked".into()));
    let rest = &bytes[split + 4..];
    Answer {
        status: status.parse().expect("a number"),
        body: if chunked {
            unchunk(rest)
        } else {
            rest.to_vec()
        },
        headers,
    }
}

fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(line) = rest.windows(2).position(|window| window == b"\r\n") {
        let size = std::str::from_utf8(&rest[..line]).expect("text");
        let size = usize::from_str_radix(size, 16).expect("a chunk's size");
        let piece = &rest[line + 2..];
        body.extend_from_slice(&piece[..size.min(piece.len())]);
        rest = piece.get(size + 2..).unwrap_or(&[]);
    }
    body
}

/// Waits for something another task is about to do, for ten seconds at most.
pub async fn eventually(what: &str, mut done: impl AsyncFnMut() -> bool) {
    for _ in 0..10_000 {
        if done().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("never happened: {what}");
}
