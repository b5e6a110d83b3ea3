//! `POST /extract` and `/extract_async`, with valid and malformed requests.

use serde_json::Value;

use crate::support::{Answer, Emulator, start, start_with};

const URL: &str = "https://example.com/a.pdf";

async fn json(emulator: &Emulator, path: &str, body: &str) -> Answer {
    let headers = [
        ("x-api-key", "test-key"),
        ("content-type", "application/json; charset=utf-8"),
    ];
    emulator.send("POST", path, &headers, body.as_bytes()).await
}

/// Sends parts, each with a name, a file name or an empty one, and a value.
async fn multipart(emulator: &Emulator, path: &str, parts: &[(&str, &str, &str)]) -> Answer {
    let mut body = String::new();
    for (name, file, value) in parts {
        let file = if file.is_empty() {
            String::new()
        } else {
            format!("; filename=\"{file}\"\r\ncontent-type: application/pdf")
        };
        body += &format!(
            "--edge\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n"
        );
    }
    body += "--edge--\r\n";
    form(emulator, path, &body).await
}

async fn form(emulator: &Emulator, path: &str, body: &str) -> Answer {
    let headers = [
        ("x-api-key", "test-key"),
        ("content-type", "multipart/form-data; boundary=edge"),
    ];
    emulator.send("POST", path, &headers, body.as_bytes()).await
}

#[track_caller]
fn accepted(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{answer:?}");
    let body = answer.json();
    assert_eq!(body["status"], "pending");
    assert_eq!(body["queuedAt"], "2027-01-15T08:00:00.000Z");
    assert!(body["message"].is_string());
    body["job_id"].as_str().expect("text").to_owned()
}

#[tokio::test]
async fn a_document_is_accepted_in_every_documented_form() {
    let emulator = start().await;
    let answers = [
        json(
            &emulator,
            "/extract",
            &format!(r#"{{"fileUrl":"{URL}","async":true}}"#),
        )
        .await,
        json(
            &emulator,
            "/extract",
            &format!(r#"{{"file_url":"{URL}","async":true}}"#),
        )
        .await,
        json(
            &emulator,
            "/extract_async",
            &format!(r#"{{"fileUrl":"{URL}"}}"#),
        )
        .await,
        json(
            &emulator,
            "/extract_async",
            r#"{"file":"aGVsbG8=","pages":"1-2"}"#,
        )
        .await,
        multipart(
            &emulator,
            "/extract",
            &[("file", "a.pdf", "%PDF"), ("async", "", "true")],
        )
        .await,
        multipart(
            &emulator,
            "/extract",
            &[("async", "", "true"), ("fileUrl", "", URL)],
        )
        .await,
        multipart(
            &emulator,
            "/extract_async",
            &[("file_url", "", URL), ("pages", "", "1")],
        )
        .await,
        multipart(&emulator, "/extract_async", &[("file", "a.pdf", "")]).await,
    ];
    for answer in &answers {
        let id = accepted(answer);
        assert_eq!(emulator.status(&id).await, "pending");
    }
}

#[tokio::test]
async fn extract_without_async_says_that_only_async_is_supported() {
    let emulator = start().await;
    for body in [
        format!(r#"{{"fileUrl":"{URL}"}}"#),
        format!(r#"{{"fileUrl":"{URL}","async":false}}"#),
    ] {
        let answer = json(&emulator, "/extract", &body).await;
        answer.expect_error(400, "REQ_002");
        assert!(answer.error().1.contains("async: true"));
    }
    let answer = multipart(&emulator, "/extract", &[("fileUrl", "", URL)]).await;
    answer.expect_error(400, "REQ_002");
}

#[tokio::test]
async fn a_document_is_given_exactly_once() {
    let emulator = start().await;
    let neither = json(&emulator, "/extract", r#"{"async":true}"#).await;
    neither.expect_error(400, "REQ_002");
    let both = [("file", "a.pdf", "x"), ("fileUrl", "", URL)];
    let both = multipart(&emulator, "/extract_async", &both).await;
    both.expect_error(400, "REQ_002");
}

#[tokio::test]
async fn invalid_values_are_refused() {
    let emulator = start().await;
    for body in [
        r#"{"fileUrl":7,"async":true}"#,
        r#"{"fileUrl":"","async":true}"#,
        r#"{"fileUrl":"ftp://x/y","async":true}"#,
        r#"{"fileUrl":"https://example.com/a.pdf","async":"true"}"#,
    ] {
        json(&emulator, "/extract", body)
            .await
            .expect_error(400, "REQ_002");
    }
}

#[tokio::test]
async fn malformed_bodies_are_refused() {
    let emulator = start().await;
    for body in ["", "{", "[]", "null", "\"x\"", "{\"fileUrl\":"] {
        json(&emulator, "/extract", body)
            .await
            .expect_error(400, "REQ_001");
    }
    for body in [
        "",
        "no edge at all",
        "--edge\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\nbreaks off",
        "--edge\r\nno header\r\n\r\n--edge--\r\n",
    ] {
        form(&emulator, "/extract", body)
            .await
            .expect_error(400, "REQ_001");
    }
    for kind in ["text/plain", "multipart/form-data", ""] {
        let headers = [("x-api-key", "test-key"), ("content-type", kind)];
        let answer = emulator.send("POST", "/extract", &headers, b"hello").await;
        answer.expect_error(400, "REQ_001");
    }
    let jobs = emulator.send("GET", "/_emulator/jobs", &[], b"").await;
    assert_eq!(
        jobs.json()["total"],
        Value::from(0),
        "none of them made a job"
    );
}

#[tokio::test]
async fn a_body_over_the_limit_is_413_and_one_at_the_limit_passes() {
    let emulator = start_with(|config| config.body_limit = 1000).await;
    let padded = |size: usize| {
        let rest = format!(r#"{{"fileUrl":"{URL}","async":true,"pad":""}}"#).len();
        let pad = "x".repeat(size - rest);
        format!(r#"{{"fileUrl":"{URL}","async":true,"pad":"{pad}"}}"#)
    };
    accepted(&json(&emulator, "/extract", &padded(1000)).await);
    let answer = json(&emulator, "/extract", &padded(1001)).await;
    answer.expect_error(413, "REQ_005");
    let huge = "x".repeat(50_000_000);
    let parts = [("file", "a.pdf", huge.as_str()), ("async", "", "true")];
    multipart(&emulator, "/extract", &parts)
        .await
        .expect_error(413, "REQ_005");
}

#[tokio::test]
async fn a_chunked_body_over_the_limit_is_413_too() {
    let emulator = start_with(|config| config.body_limit = 1000).await;
    for (kind, opening) in [
        ("application/json", "{"),
        (
            "multipart/form-data; boundary=edge",
            "--edge\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\n",
        ),
    ] {
        let body = format!("{opening}{}", "x".repeat(1001));
        let chunked = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
        let head = format!(
            "POST /extract HTTP/1.1\r\nhost: x\r\nx-api-key: test-key\r\nconnection: close\r\n\
             content-type: {kind}\r\ntransfer-encoding: chunked\r\n\r\n"
        );
        let request = head + &chunked;
        let (bytes, _) = crate::support::exchange(emulator.address, request.as_bytes()).await;
        crate::support::parse(&bytes).expect_error(413, "REQ_005");
    }
}
