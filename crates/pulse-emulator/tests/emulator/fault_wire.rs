//! Faults of the connection itself: pauses, cuts, resets and responses that never come.

use std::io::ErrorKind;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Emulator, exchange, parse, request, start};

const BODY: &str = "0123456789";

fn cancel(emulator: &Emulator) -> Vec<u8> {
    let key = [("x-api-key", "test-key")];
    request(emulator.address, "DELETE", "/job/a", &key, b"")
}

async fn open(emulator: &Emulator) -> TcpStream {
    let mut socket = TcpStream::connect(emulator.address).await.unwrap();
    socket.write_all(&cancel(emulator)).await.unwrap();
    socket
}

/// Reads until `end` has arrived.
async fn read_until(socket: &mut TcpStream, end: &[u8]) -> Vec<u8> {
    let mut received = Vec::new();
    while !received.ends_with(end) {
        let byte = socket.read_u8().await.expect("more was to come");
        received.push(byte);
    }
    received
}

/// Whether nothing more has arrived yet.
fn silent(socket: &TcpStream) -> bool {
    let nothing = socket.try_read(&mut [0; 1]);
    matches!(nothing, Err(error) if error.kind() == ErrorKind::WouldBlock)
}

#[tokio::test]
async fn a_delay_comes_before_the_headers() {
    let emulator = start().await;
    emulator
        .fault(json!({ "status": 200, "body": BODY, "delayMs": 700 }))
        .await;
    let mut socket = open(&emulator).await;
    emulator.pauses(1).await;
    emulator.advance(699);
    // The response to a later request shows that this one had time to arrive.
    emulator.ask("GET", "/job/a").await;
    assert!(silent(&socket));
    emulator.advance(1);
    let mut rest = Vec::new();
    socket.read_to_end(&mut rest).await.unwrap();
    assert_eq!(parse(&rest).body, BODY.as_bytes());
}

#[tokio::test]
async fn a_delay_in_the_body_comes_after_half_of_it() {
    let emulator = start().await;
    for (pause, sized) in [(1, true), (2, false)] {
        let fault = json!({
            "status": 200, "body": BODY, "bodyDelayMs": 700, "contentLength": sized,
        });
        emulator.fault(fault).await;
        let mut socket = open(&emulator).await;
        let mut received = read_until(&mut socket, b"01234").await;
        emulator.pauses(pause).await;
        emulator.advance(700);
        socket.read_to_end(&mut received).await.unwrap();
        assert_eq!(parse(&received).body, BODY.as_bytes());
    }
}

#[tokio::test]
async fn a_cut_before_the_headers_sends_nothing() {
    let emulator = start().await;
    emulator.job(json!({ "jobId": "a" })).await;
    emulator.fault(json!({ "cut": "before-headers" })).await;
    let (bytes, end) = exchange(emulator.address, &cancel(&emulator)).await;
    assert!(bytes.is_empty());
    end.expect("a FIN, not a RST");
    assert_eq!(emulator.status("a").await, "pending");
    emulator
        .fault(json!({ "cut": "before-headers", "apply": true }))
        .await;
    let (bytes, _) = exchange(emulator.address, &cancel(&emulator)).await;
    assert!(bytes.is_empty());
    assert_eq!(emulator.status("a").await, "canceled");
}

#[tokio::test]
async fn a_cut_in_mid_body_sends_less_than_was_announced() {
    let emulator = start().await;
    emulator
        .fault(json!({ "status": 200, "body": BODY, "cut": "mid-body" }))
        .await;
    let (bytes, end) = exchange(emulator.address, &cancel(&emulator)).await;
    end.expect("a FIN, not a RST");
    let answer = parse(&bytes);
    assert_eq!(answer.header("content-length"), Some("10"));
    assert_eq!(answer.body, b"01234");
}

#[tokio::test]
async fn a_cut_waits_until_everything_sent_has_left() {
    let emulator = start().await;
    // At some of these sizes, the kernel's buffers are full and the emulator's own is not empty when
    // half of the body has been yielded.
    for half in (1..=40).map(|step| step * 200_000) {
        let fault = json!({ "status": 200, "bodyBytes": 2 * half, "cut": "mid-body" });
        emulator.fault(fault).await;
        let mut socket = open(&emulator).await;
        crate::support::eventually("the response is in progress", async || {
            let recorded = emulator.requests("?jobId=a").await;
            recorded.last().is_some_and(|one| one["status"] == 200)
        })
        .await;
        let mut received = Vec::new();
        let end = socket.read_to_end(&mut received).await;
        end.expect("a FIN, not a RST");
        assert_eq!(parse(&received).body.len(), half);
        emulator
            .send("DELETE", "/_emulator/requests", &[], b"")
            .await;
    }
}

#[tokio::test]
async fn even_an_empty_body_can_be_cut() {
    let emulator = start().await;
    emulator
        .fault(json!({ "status": 200, "body": "", "cut": "mid-body" }))
        .await;
    let (bytes, _) = exchange(emulator.address, &cancel(&emulator)).await;
    let answer = parse(&bytes);
    assert_eq!(answer.header("content-length"), Some("1"));
    assert!(answer.body.is_empty());
}

#[tokio::test]
async fn a_chunked_body_that_is_cut_has_no_last_chunk() {
    let emulator = start().await;
    let fault = json!({
        "status": 200, "body": BODY, "cut": "mid-body", "contentLength": false,
    });
    emulator.fault(fault).await;
    let (bytes, end) = exchange(emulator.address, &cancel(&emulator)).await;
    end.expect("a FIN, not a RST");
    assert!(bytes.ends_with(b"5\r\n01234\r\n"), "{bytes:?}");
}

#[tokio::test]
async fn a_reset_is_seen_as_such_before_the_headers_and_in_mid_body() {
    let emulator = start().await;
    emulator.fault(json!({ "reset": true })).await;
    let (bytes, end) = exchange(emulator.address, &cancel(&emulator)).await;
    assert!(bytes.is_empty());
    assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);

    let fault = json!({ "status": 200, "body": BODY, "cut": "mid-body", "reset": true });
    emulator.fault(fault).await;
    let (_, end) = exchange(emulator.address, &cancel(&emulator)).await;
    assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn a_cut_leaves_other_connections_alone() {
    let emulator = start().await;
    emulator
        .fault(json!({ "status": 200, "body": BODY, "hang": "mid-body" }))
        .await;
    let mut other = open(&emulator).await;
    read_until(&mut other, b"01234").await;
    emulator.fault(json!({ "reset": true })).await;
    let (_, end) = exchange(emulator.address, &cancel(&emulator)).await;
    assert!(end.is_err());
    assert!(silent(&other));
}

#[tokio::test]
async fn a_hanging_response_never_begins_or_never_ends_until_the_client_leaves() {
    let emulator = start().await;
    for (hang, seen) in [("before-headers", ""), ("mid-body", "01234")] {
        emulator
            .send("DELETE", "/_emulator/requests", &[], b"")
            .await;
        emulator
            .fault(json!({ "status": 200, "body": BODY, "hang": hang }))
            .await;
        let mut socket = open(&emulator).await;
        read_until(&mut socket, seen.as_bytes()).await;
        crate::support::eventually("the request is recorded", async || {
            emulator.requests("").await.len() == 1
        })
        .await;
        emulator.advance(1_000_000);
        assert!(silent(&socket));
        let open = emulator.requests("").await.remove(0);
        assert_eq!(
            (&open["doneMs"], &open["aborted"]),
            (&json!(null), &json!(false))
        );
        drop(socket);
        crate::support::eventually("the emulator notices", async || {
            emulator.requests("").await[0]["aborted"] == true
        })
        .await;
    }
}

#[tokio::test]
async fn a_huge_body_is_sent_as_fast_as_the_client_reads_it() {
    let emulator = start().await;
    emulator
        .fault(json!({ "status": 200, "bodyBytes": 70_000_000 }))
        .await;
    let mut socket = open(&emulator).await;
    read_until(&mut socket, b"\r\n\r\n").await;
    let mut buffer = vec![0; 1 << 16];
    let mut total = 0;
    loop {
        let count = socket.read(&mut buffer).await.unwrap();
        if count == 0 {
            break;
        }
        assert!(buffer[..count].iter().all(|byte| *byte == b'x'));
        total += count;
    }
    assert_eq!(total, 70_000_000);
}
