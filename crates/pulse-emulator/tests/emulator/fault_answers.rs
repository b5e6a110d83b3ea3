//! Faults that send a complete response, though not the usual one.

use serde_json::json;

use crate::support::{start, start_with};

#[tokio::test]
async fn a_fault_applies_once_and_the_next_response_is_the_usual_one() {
    let emulator = start().await;
    emulator.job(json!({ "jobId": "a" })).await;
    emulator.fault(json!({ "jobId": "a", "status": 503 })).await;
    let faulty = emulator.ask("DELETE", "/job/a").await;
    faulty.expect_error(503, "GENERAL_FAULT");
    assert_eq!(emulator.status("a").await, "pending", "it had no effect");
    assert_eq!(emulator.ask("DELETE", "/job/a").await.status, 200);
}

#[tokio::test]
async fn a_fault_applies_as_often_as_it_says_or_until_it_is_cleared() {
    let emulator = start().await;
    emulator.job(json!({ "jobId": "a" })).await;
    emulator.fault(json!({ "times": 3, "status": 500 })).await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(emulator.ask("GET", "/job/a").await.status);
    }
    assert_eq!(seen, [500, 500, 500, 200]);
    emulator
        .fault(json!({ "jobId": "a", "times": 0, "status": 501 }))
        .await;
    emulator
        .fault(json!({ "jobId": "b", "times": 0, "status": 502 }))
        .await;
    for _ in 0..5 {
        assert_eq!(emulator.ask("GET", "/job/a").await.status, 501);
    }
    let cleared = emulator
        .send("DELETE", "/_emulator/faults?jobId=a", &[], b"")
        .await;
    assert_eq!(cleared.status, 204);
    assert_eq!(emulator.ask("GET", "/job/a").await.status, 200);
    assert_eq!(emulator.ask("GET", "/job/b").await.status, 502);
    emulator.send("DELETE", "/_emulator/faults", &[], b"").await;
    assert_eq!(emulator.ask("GET", "/job/b").await.status, 404);
}

#[tokio::test]
async fn the_first_fault_that_matches_job_method_and_key_is_taken() {
    let emulator = start().await;
    emulator
        .fault(json!({ "jobId": "a/b", "method": "DELETE", "status": 501 }))
        .await;
    emulator
        .fault(json!({ "key": "other-key", "status": 502 }))
        .await;
    emulator
        .fault(json!({ "jobId": "a/b", "status": 503 }))
        .await;
    emulator.fault(json!({ "status": 504 })).await;
    let other = [("x-api-key", "other-key")];
    assert_eq!(emulator.ask("GET", "/job/a%2Fb").await.status, 503);
    assert_eq!(emulator.ask("GET", "/job/a%2Fb").await.status, 504);
    assert_eq!(
        emulator.send("GET", "/job/c", &other, b"").await.status,
        502
    );
    assert_eq!(emulator.ask("DELETE", "/job/a%2Fb").await.status, 501);
    assert_eq!(emulator.ask("DELETE", "/job/a%2Fb").await.status, 404);
}

#[tokio::test]
async fn a_preflight_uses_up_no_fault_but_its_own() {
    let emulator = start().await;
    let asks = [("access-control-request-method", "DELETE")];
    emulator.fault(json!({ "status": 500 })).await;
    let preflight = emulator.send("OPTIONS", "/job/a", &asks, b"").await;
    assert_eq!(preflight.status, 204);
    assert_eq!(emulator.ask("GET", "/job/a").await.status, 500);
    emulator
        .fault(json!({ "method": "OPTIONS", "status": 403 }))
        .await;
    let refused = emulator.send("OPTIONS", "/job/a", &asks, b"").await;
    assert_eq!(refused.status, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_requests_never_use_up_the_same_fault() {
    let emulator = start().await;
    emulator.fault(json!({ "times": 37, "status": 500 })).await;
    let asked = (0..100).map(|_| emulator.ask("GET", "/job/a"));
    let answers = join_all(asked).await;
    let failed = answers.iter().filter(|status| **status == 500).count();
    assert_eq!(failed, 37);
    assert_eq!(answers.len(), 100);
}

async fn join_all(
    asked: impl Iterator<Item = impl Future<Output = crate::support::Answer>>,
) -> Vec<u16> {
    let mut pending: Vec<_> = asked.map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|cx| {
        pending.retain_mut(|ask| match ask.as_mut().poll(cx) {
            std::task::Poll::Ready(answer) => {
                done.push(answer.status);
                false
            }
            std::task::Poll::Pending => true,
        });
        if pending.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done
}

#[tokio::test]
async fn a_request_with_apply_takes_effect_before_its_response_goes_wrong() {
    let emulator = start().await;
    for id in ["a", "b"] {
        emulator.job(json!({ "jobId": id })).await;
    }
    emulator
        .fault(json!({ "jobId": "a", "apply": true, "status": 502, "body": "" }))
        .await;
    let faulty = emulator.ask("DELETE", "/job/a").await;
    assert_eq!((faulty.status, faulty.body.len()), (502, 0));
    assert_eq!(emulator.status("a").await, "canceled");

    emulator
        .fault(json!({ "jobId": "b", "headers": { "x-odd": "1" } }))
        .await;
    let usual = emulator.ask("DELETE", "/job/b").await;
    assert_eq!((usual.status, usual.header("x-odd")), (200, Some("1")));
    assert_eq!(usual.json()["message"], "Job cancelled successfully");
    assert_eq!(emulator.status("b").await, "pending", "it had no effect");
}

#[tokio::test]
async fn headers_are_set_repeated_replaced_and_left_out() {
    let emulator = start().await;
    let headers = json!({
        "location": "http://127.0.0.1:1/elsewhere",
        "x-many": ["1", "2"],
        "content-type": "text/html",
        "access-control-expose-headers": null,
        "retry-after": "abc",
    });
    emulator
        .fault(json!({ "status": 307, "headers": headers }))
        .await;
    let answer = emulator.ask("DELETE", "/job/a").await;
    assert_eq!(answer.status, 307);
    assert_eq!(
        answer.header("location"),
        Some("http://127.0.0.1:1/elsewhere")
    );
    assert_eq!(answer.header("content-type"), Some("text/html"));
    assert_eq!(answer.header("access-control-expose-headers"), None);
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.header("retry-after"), Some("abc"));
    let many = answer.headers.iter().filter(|(name, _)| name == "x-many");
    assert_eq!(many.count(), 2);
}

#[tokio::test]
async fn a_body_is_sent_as_text_or_as_any_bytes() {
    let emulator = start().await;
    emulator
        .fault(json!({ "status": 200, "body": "<h1>\u{FEFF}" }))
        .await;
    let text = emulator.ask("GET", "/job/a").await;
    assert_eq!(text.body, "<h1>\u{FEFF}".as_bytes());
    assert_eq!(text.header("content-length"), Some("7"));
    emulator
        .fault(json!({ "status": 200, "bodyBase64": "/wAB/g==" }))
        .await;
    assert_eq!(emulator.ask("GET", "/job/a").await.body, [255, 0, 1, 254]);
    emulator.fault(json!({ "status": 200 })).await;
    let empty = emulator.ask("GET", "/job/a").await;
    assert_eq!(empty.header("content-length"), Some("0"));
    emulator
        .fault(json!({ "status": 204, "body": "ignored" }))
        .await;
    assert_eq!(emulator.ask("GET", "/job/a").await.body, b"");
}

#[tokio::test]
async fn without_a_content_length_the_body_is_chunked() {
    let emulator = start().await;
    emulator
        .fault(json!({ "status": 200, "body": "hello", "contentLength": false }))
        .await;
    let answer = emulator.ask("GET", "/job/a").await;
    assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
    assert_eq!(answer.header("content-length"), None);
    assert_eq!(answer.body, b"hello");
}

#[tokio::test]
async fn a_content_length_that_the_test_chose_is_sent_as_it_is() {
    let emulator = start().await;
    let fault = json!({ "status": 200, "body": "hello", "headers": { "content-length": "9" } });
    emulator.fault(fault).await;
    let answer = emulator.ask("GET", "/job/a").await;
    assert_eq!(answer.header("content-length"), Some("9"));
    assert_eq!(
        answer.body, b"hello",
        "the connection ends where the body does"
    );
}

#[tokio::test]
async fn a_huge_valid_json_can_be_made() {
    let emulator = start().await;
    let fault = json!({
        "status": 200, "bodyBytes": 5_000_000,
        "bodyPrefix": "{\"job_id\":\"a\",\"message\":\"", "bodySuffix": "\"}",
    });
    emulator.fault(fault).await;
    let answer = emulator.ask("DELETE", "/job/a").await;
    assert_eq!(
        answer.json()["message"].as_str().map(str::len),
        Some(5_000_000)
    );
    assert_eq!(answer.header("content-length"), Some("5000027"));
}

#[tokio::test]
async fn a_malformed_fault_is_refused_and_applies_to_no_request() {
    let emulator = start_with(|config| config.body_limit = 1000).await;
    for fault in [
        json!({ "status": 199 }),
        json!({ "status": 600 }),
        json!({ "status": "500" }),
        json!({ "method": "BREW" }),
        json!({ "times": -1 }),
        json!({ "jobID": "a" }),
        json!({ "cut": "sometimes" }),
        json!({ "cut": "mid-body", "hang": "mid-body" }),
        json!({ "body": "a", "bodyBase64": "YQ==" }),
        json!({ "body": "a", "bodyPrefix": "b" }),
        json!({ "bodyPrefix": "b" }),
        json!({ "bodyBytes": u64::MAX }),
        json!({ "bodyBase64": "***" }),
        json!({ "headers": { "bad name": "x" } }),
        json!({ "headers": { "x": "a\nb" } }),
        json!({ "headers": { "x": 1 } }),
        json!([1]),
    ] {
        let answer = emulator.post("/_emulator/faults", fault.clone()).await;
        assert_eq!(answer.status, 400, "{fault}");
        answer.error();
    }
    let long = json!({ "body": "x".repeat(1001) });
    let answer = emulator.post("/_emulator/faults", long).await;
    answer.expect_error(413, "REQ_005");
    let typo = emulator
        .send("DELETE", "/_emulator/faults?job=a", &[], b"")
        .await;
    typo.expect_error(400, "REQ_001");
    assert_eq!(emulator.ask("GET", "/job/a").await.status, 404);
}
