//! `--upstream`: what comes back where the upstream is away, redirects, or breaks its promises.

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::upstream::{ask, before, proxy};

#[tokio::test]
async fn an_unreachable_upstream_is_502_and_does_not_show_the_key() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = gone.local_addr().unwrap();
    drop(gone);
    let proxy = before(format!("http://{address}")).await;
    let answer = ask(&proxy, "GET", "/job/a", &[]).await;
    answer.expect_error(502, "GENERAL_001");
    assert!(!answer.error().1.contains("test-key"));
}

#[tokio::test]
async fn a_redirect_and_a_success_that_the_api_does_not_promise_are_502() {
    let (proxy, api) = proxy().await;
    let headers = json!({ "location": "http://127.0.0.1:1/" });
    for status in [301, 303, 307] {
        api.fault(json!({ "status": status, "headers": headers }))
            .await;
        let answer = ask(&proxy, "DELETE", "/job/a", &[]).await;
        answer.expect_error(502, "GENERAL_001");
        assert_eq!(answer.header("location"), None);
    }
    for body in [
        "",
        "<html>",
        "[]",
        "{}",
        r#"{"job_id":"a"}"#,
        r#"{"job_id":"b","message":"m"}"#,
        r#"{"job_id":"a","message":5}"#,
        r#"{"job_id":"a","message":"m","error":{}}"#,
    ] {
        api.fault(json!({ "status": 200, "body": body })).await;
        ask(&proxy, "DELETE", "/job/a", &[])
            .await
            .expect_error(502, "GENERAL_001");
    }
    for (method, body) in [
        ("DELETE", r#"{"job_id":"A","message":"m"}"#),
        (
            "GET",
            r#"{"job_id":"a","status":"s","created_at":"c","error":{}}"#,
        ),
    ] {
        api.fault(json!({ "status": 202, "body": body })).await;
        assert_eq!(ask(&proxy, method, "/job/a", &[]).await.status, 202);
    }
}

#[tokio::test]
async fn a_response_that_is_compressed_or_cut_off_is_502() {
    let (proxy, api) = proxy().await;
    let headers = json!({ "content-encoding": "gzip" });
    api.fault(json!({ "status": 200, "headers": headers, "body": "x" }))
        .await;
    let answer = ask(&proxy, "GET", "/job/a", &[]).await;
    answer.expect_error(502, "GENERAL_001");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = before(format!("http://{}", listener.local_addr().unwrap())).await;
    let upstream = async {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(socket.read_u8().await.unwrap());
        }
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{}";
        socket.write_all(answer).await.unwrap();
    };
    let (answer, ()) = tokio::join!(ask(&proxy, "DELETE", "/job/a", &[]), upstream);
    answer.expect_error(502, "GENERAL_001");
}
