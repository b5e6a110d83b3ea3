//! --latency-ms: requests to the API take their time, the emulator's own routes none.

use std::time::Duration;

use serde_json::json;

use crate::support::start_with;

#[tokio::test]
async fn a_request_to_the_api_waits_before_it_is_looked_at() {
    let emulator = start_with(|config| config.latency = Duration::from_millis(50)).await;
    emulator.job(json!({ "jobId": "a" })).await;
    assert_eq!(emulator.clock.pauses(), 0, "its own routes answer at once");
    let cancelled = async {
        let answer = emulator.ask("DELETE", "/job/a").await;
        assert_eq!(answer.status, 200);
        answer.json()
    };
    let clock = async {
        emulator.pauses(1).await;
        let listed = emulator.send("GET", "/_emulator/jobs", &[], b"").await;
        assert_eq!(listed.json()["jobs"][0]["status"], "pending");
        emulator.advance(50);
    };
    let (answer, ()) = tokio::join!(cancelled, clock);
    assert_eq!(answer["message"], "Job cancelled successfully");
}

#[tokio::test]
async fn without_latency_nothing_waits() {
    let emulator = start_with(|_| {}).await;
    emulator.job(json!({ "jobId": "a" })).await;
    assert_eq!(emulator.ask("DELETE", "/job/a").await.status, 200);
    assert_eq!(emulator.clock.pauses(), 0);
}
