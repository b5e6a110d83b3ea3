//! The recorded requests, by which a test judges a client.

use serde_json::json;

use crate::support::{exchange, start};

#[tokio::test]
async fn a_request_is_recorded_as_it_was_sent() {
    let emulator = start().await;
    emulator.advance(250);
    let headers = [
        ("X-API-Key", "test-key"),
        ("accept", "application/json"),
        ("x-twice", "1"),
        ("x-twice", "2"),
    ];
    let path = "/job/a%2Fb%20c?x=%20y&z";
    emulator.send("DELETE", path, &headers, b"").await;
    let recorded = emulator.requests("").await;
    let expected = json!([{
        "method": "DELETE",
        "path": "/job/a%2Fb%20c",
        "query": "x=%20y&z",
        "headers": {
            "connection": "close",
            "host": emulator.address.to_string(),
            "x-api-key": "test-key",
            "accept": "application/json",
            "x-twice": "1, 2",
        },
        "jobId": "a/b c",
        "atMs": 250.0,
        "status": 404,
        "doneMs": 250.0,
        "aborted": false,
    }]);
    assert_eq!(json!(recorded), expected);
}

#[tokio::test]
async fn requests_are_found_by_job_and_by_key() {
    let emulator = start().await;
    emulator.ask("GET", "/job/a%2Fb").await;
    emulator.ask("GET", "/job/c").await;
    emulator
        .send("GET", "/job/c", &[("x-api-key", "other-key")], b"")
        .await;
    emulator.send("GET", "/elsewhere", &[], b"").await;
    for (query, count) in [
        ("", 4),
        ("?jobId=c", 2),
        ("?jobId=a%2Fb", 1),
        ("?key=test-key", 2),
        ("?key=other-key&jobId=c", 1),
        ("?key=other-key&jobId=a", 0),
    ] {
        assert_eq!(emulator.requests(query).await.len(), count, "{query}");
    }
    let elsewhere = emulator.requests("").await.remove(3);
    assert_eq!(
        (&elsewhere["jobId"], &elsewhere["query"]),
        (&json!(null), &json!(""))
    );
}

#[tokio::test]
async fn requests_to_the_emulators_own_routes_are_not_recorded() {
    let emulator = start().await;
    emulator.send("GET", "/_emulator/jobs", &[], b"").await;
    emulator.job(json!({})).await;
    assert!(emulator.requests("").await.is_empty());
}

#[tokio::test]
async fn the_record_can_be_cleared() {
    let emulator = start().await;
    emulator.ask("GET", "/job/a").await;
    let cleared = emulator
        .send("DELETE", "/_emulator/requests", &[], b"")
        .await;
    assert_eq!(cleared.status, 204);
    assert!(emulator.requests("").await.is_empty());
    emulator.ask("GET", "/job/b").await;
    let rest = emulator.requests("").await;
    assert_eq!((rest.len(), &rest[0]["jobId"]), (1, &json!("b")));
    assert_eq!(rest[0]["status"], 404);
}

#[tokio::test]
async fn a_response_with_a_fault_is_recorded_with_the_status_that_was_sent() {
    let emulator = start().await;
    emulator
        .fault(json!({ "status": 418, "body": "tea", "bodyDelayMs": 40, "delayMs": 60 }))
        .await;
    emulator.fault(json!({ "cut": "before-headers" })).await;
    emulator
        .fault(json!({ "status": 200, "body": "half", "cut": "mid-body" }))
        .await;
    let asking = emulator.ask("GET", "/job/a");
    let time = async {
        emulator.pauses(1).await;
        emulator.advance(60);
        emulator.pauses(2).await;
        emulator.advance(40);
    };
    tokio::join!(asking, time);
    for _ in 0..2 {
        let request = crate::support::request(emulator.address, "GET", "/job/a", &[], b"");
        let (_, end) = exchange(emulator.address, &request).await;
        end.expect("closed in order");
    }
    let recorded = emulator.requests("").await;
    let seen: Vec<_> = recorded
        .iter()
        .map(|r| {
            (
                r["status"].as_u64(),
                r["doneMs"].as_f64(),
                r["aborted"].as_bool(),
            )
        })
        .collect();
    let expected = [
        (Some(418), Some(100.0), Some(false)),
        (None, Some(100.0), Some(false)),
        (Some(200), Some(100.0), Some(false)),
    ];
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn responses_without_a_body_are_not_taken_for_clients_that_left() {
    let emulator = start().await;
    emulator.fault(json!({ "status": 204 })).await;
    emulator.fault(json!({ "status": 304 })).await;
    emulator.fault(json!({ "status": 200 })).await;
    for _ in 0..3 {
        emulator.ask("GET", "/job/a").await;
    }
    emulator.ask("HEAD", "/job/a").await;
    let asks = [("access-control-request-method", "GET")];
    emulator.send("OPTIONS", "/job/a", &asks, b"").await;
    for recorded in emulator.requests("").await {
        assert_eq!(recorded["aborted"], false, "{recorded}");
        assert!(recorded["doneMs"].is_number(), "{recorded}");
    }
}
