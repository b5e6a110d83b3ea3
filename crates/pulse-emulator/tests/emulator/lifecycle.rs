//! How a job progresses as its owner sees it, to the millisecond.

use serde_json::{Value, json};

use crate::support::{Emulator, start, start_with};

async fn submit(emulator: &Emulator) -> String {
    let headers = [
        ("x-api-key", "test-key"),
        ("content-type", "application/json"),
    ];
    let body = br#"{"fileUrl":"https://example.com/a.pdf","async":true}"#;
    let answer = emulator.send("POST", "/extract", &headers, body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["job_id"].as_str().expect("text").to_owned()
}

async fn view(emulator: &Emulator, id: &str) -> Value {
    emulator.ask("GET", &format!("/job/{id}")).await.json()
}

#[tokio::test]
async fn a_job_goes_from_pending_through_processing_to_completed() {
    let emulator = start().await;
    let id = submit(&emulator).await;
    let pending = json!({
        "job_id": id, "status": "pending",
        "created_at": "2027-01-15T08:00:00.000Z", "updated_at": "2027-01-15T08:00:00.000Z",
    });
    emulator.advance(999);
    assert_eq!(view(&emulator, &id).await, pending);
    emulator.advance(1);
    let processing = json!({
        "job_id": id, "status": "processing",
        "created_at": "2027-01-15T08:00:00.000Z", "updated_at": "2027-01-15T08:00:01.000Z",
    });
    assert_eq!(view(&emulator, &id).await, processing);
    emulator.advance(4999);
    assert_eq!(view(&emulator, &id).await, processing);
    emulator.advance(1);
    let completed = view(&emulator, &id).await;
    assert_eq!(completed["status"], "completed");
    assert_eq!(completed["updated_at"], "2027-01-15T08:00:06.000Z");
    assert!(completed["result"].is_object());
    assert!(completed.get("error").is_none());
}

#[tokio::test]
async fn with_a_fail_rate_of_one_every_job_fails_and_says_why() {
    let emulator = start_with(|config| config.lifetimes.fail_rate = 1.0).await;
    let id = submit(&emulator).await;
    emulator.advance(6000);
    let failed = view(&emulator, &id).await;
    assert_eq!(failed["status"], "failed");
    assert!(failed["error"].is_string());
    assert!(failed.get("result").is_none());
}

#[tokio::test]
async fn cancelled_while_pending_it_is_canceled_at_once() {
    let emulator = start().await;
    let id = submit(&emulator).await;
    emulator.advance(999);
    emulator.ask("DELETE", &format!("/job/{id}")).await;
    let canceled = view(&emulator, &id).await;
    assert_eq!(canceled["status"], "canceled");
    assert_eq!(canceled["updated_at"], "2027-01-15T08:00:00.999Z");
    assert!(canceled.get("result").is_none());
}

#[tokio::test]
async fn cancelled_while_processing_it_is_canceled_a_little_later() {
    let emulator = start().await;
    let id = submit(&emulator).await;
    emulator.advance(1000);
    let answer = emulator.ask("DELETE", &format!("/job/{id}")).await;
    assert_eq!(answer.status, 200);
    emulator.advance(299);
    assert_eq!(emulator.status(&id).await, "processing");
    emulator.advance(1);
    assert_eq!(emulator.status(&id).await, "canceled");
}

#[tokio::test]
async fn it_may_finish_before_an_accepted_cancellation_takes_effect() {
    let emulator = start().await;
    let (early, late) = (submit(&emulator).await, submit(&emulator).await);
    emulator.advance(5699);
    emulator.ask("DELETE", &format!("/job/{early}")).await;
    emulator.advance(1);
    let answer = emulator.ask("DELETE", &format!("/job/{late}")).await;
    assert_eq!(answer.json()["message"], "Job cancelled successfully");
    emulator.advance(300);
    assert_eq!(emulator.status(&early).await, "canceled");
    assert_eq!(emulator.status(&late).await, "completed");
}

#[tokio::test]
async fn a_test_can_choose_how_a_job_progresses() {
    let emulator = start().await;
    let job = json!({
        "jobId": "any string / at all", "pendingMs": 0, "processingMs": 10, "ends": "expired",
        "onCancel": "ignored",
    });
    let answer = emulator.job(job).await;
    assert_eq!(answer["job_id"], "any string / at all");
    assert_eq!(answer["status"], "processing");
    let path = "any%20string%20%2F%20at%20all";
    emulator.ask("DELETE", &format!("/job/{path}")).await;
    emulator.advance(10);
    assert_eq!(emulator.status(path).await, "expired");

    emulator
        .job(json!({ "jobId": "odd", "status": "paused" }))
        .await;
    emulator.ask("DELETE", "/job/odd").await;
    emulator.advance(1_000_000);
    assert_eq!(emulator.status("odd").await, "paused");
    emulator
        .job(json!({ "jobId": "odd", "pendingMs": 5 }))
        .await;
    assert_eq!(emulator.status("odd").await, "pending", "it was replaced");
    emulator
        .job(json!({ "jobId": "quick", "cancelMs": 0 }))
        .await;
    emulator.advance(1000);
    emulator.ask("DELETE", "/job/quick").await;
    assert_eq!(emulator.status("quick").await, "canceled");
}

#[tokio::test]
async fn a_malformed_job_is_refused() {
    let emulator = start().await;
    for job in [
        json!({ "jobid": "a" }),
        json!({ "pendingMs": -1 }),
        json!({ "onCancel": "explode" }),
        json!({ "key": "unknown" }),
        json!([]),
    ] {
        let answer = emulator.post("/_emulator/jobs", job.clone()).await;
        assert_eq!(answer.status, 400, "{job}");
        answer.error();
    }
}

#[tokio::test]
async fn the_same_seed_gives_the_same_ids_and_durations() {
    let mut runs = Vec::new();
    for seed in [5, 5, 6] {
        let emulator = start_with(|config| {
            config.seed = seed;
            config.jobs = 20;
            config.lifetimes.pending = 0..=2000;
            config.lifetimes.processing = 0..=2000;
            config.lifetimes.fail_rate = 0.5;
        })
        .await;
        emulator.advance(2000);
        let jobs = emulator
            .send("GET", "/_emulator/jobs", &[], b"")
            .await
            .json();
        runs.push(jobs);
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
    assert_eq!(runs[0]["total"], 20);
}
