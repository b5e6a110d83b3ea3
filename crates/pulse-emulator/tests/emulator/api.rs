//! Every status that the API page documents, and the one shape of all errors.

use serde_json::json;

use crate::support::{exchange, parse, request, start, start_with};

#[tokio::test]
async fn a_request_without_a_key_is_401_auth_001() {
    let emulator = start().await;
    for headers in [&[][..], &[("x-api-key", "")]] {
        for (method, path) in [
            ("GET", "/job/a"),
            ("DELETE", "/job/a"),
            ("POST", "/extract"),
        ] {
            let answer = emulator.send(method, path, headers, b"").await;
            answer.expect_error(401, "AUTH_001");
        }
    }
}

#[tokio::test]
async fn an_unknown_key_is_401_auth_002_and_is_not_echoed() {
    let emulator = start().await;
    let headers = [("x-api-key", "stolen-secret")];
    let answer = emulator.send("DELETE", "/job/a", &headers, b"").await;
    answer.expect_error(401, "AUTH_002");
    assert!(!String::from_utf8_lossy(&answer.body).contains("stolen-secret"));
}

#[tokio::test]
async fn another_owners_job_is_403_and_stays_as_it_is() {
    let emulator = start().await;
    emulator.job(json!({ "jobId": "mine" })).await;
    let headers = [("x-api-key", "other-key")];
    for method in ["GET", "DELETE"] {
        let answer = emulator.send(method, "/job/mine", &headers, b"").await;
        answer.expect_error(403, "AUTH_004");
    }
    assert_eq!(emulator.status("mine").await, "pending");
}

#[tokio::test]
async fn an_unknown_job_is_404() {
    let emulator = start().await;
    for method in ["GET", "DELETE"] {
        let answer = emulator.ask(method, "/job/nobody").await;
        answer.expect_error(404, "JOB_001");
        assert_eq!(answer.json()["error"]["details"]["job_id"], "nobody");
    }
}

#[tokio::test]
async fn an_unknown_route_is_404_and_a_wrong_method_405() {
    let emulator = start().await;
    for path in [
        "/",
        "/job",
        "/job/",
        "/job/a/b",
        "/jobs",
        "/_emulator/nothing",
    ] {
        emulator.ask("GET", path).await.expect_error(404, "REQ_003");
    }
    for (method, path) in [("POST", "/job/a"), ("PUT", "/job/a"), ("GET", "/extract")] {
        emulator
            .ask(method, path)
            .await
            .expect_error(405, "REQ_004");
    }
}

#[tokio::test]
async fn an_accepted_cancellation_answers_as_the_api_page_says() {
    let emulator = start_with(|config| config.job_ids = vec!["job-111-aaa".into()]).await;
    let answer = emulator.ask("DELETE", "/job/job-111-aaa").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let expected = json!({ "job_id": "job-111-aaa", "message": "Job cancelled successfully" });
    assert_eq!(answer.json(), expected);
}

#[tokio::test]
async fn cancelling_a_finished_job_answers_200_and_changes_nothing() {
    let emulator = start().await;
    emulator.job(json!({ "jobId": "done" })).await;
    emulator.advance(60_000);
    let before = emulator.ask("GET", "/job/done").await.json();
    let answer = emulator.ask("DELETE", "/job/done").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["message"], "Job cancelled successfully");
    emulator.advance(60_000);
    assert_eq!(emulator.ask("GET", "/job/done").await.json(), before);
}

#[tokio::test]
async fn the_id_of_a_path_is_decoded_and_comes_back_decoded() {
    let emulator = start().await;
    for (id, path) in [
        ("a/b c", "/job/a%2Fb%20c"),
        ("\u{1F600}", "/job/%F0%9F%98%80"),
        ("..", "/job/%2E%2e"),
        ("a?b#c", "/job/a%3Fb%23c"),
        ("100%", "/job/100%25"),
    ] {
        emulator.job(json!({ "jobId": id })).await;
        assert_eq!(emulator.ask("GET", path).await.json()["job_id"], id);
        assert_eq!(emulator.ask("DELETE", path).await.json()["job_id"], id);
    }
    let answer = emulator.ask("GET", "/job/%FF").await;
    answer.expect_error(400, "REQ_001");
}

#[tokio::test]
async fn beyond_its_rate_a_key_gets_429_with_whole_seconds_and_the_reset() {
    let emulator = start_with(|config| config.rate_limit = Some(2.0)).await;
    emulator.job(json!({ "jobId": "a" })).await;
    for _ in 0..2 {
        assert_eq!(emulator.ask("GET", "/job/a").await.status, 200);
    }
    let answer = emulator.ask("DELETE", "/job/a").await;
    answer.expect_error(429, "REQ_006");
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert_eq!(answer.header("x-ratelimit-reset"), Some("1800000001"));

    let headers = [("x-api-key", "other-key")];
    let other = emulator.send("GET", "/job/a", &headers, b"").await;
    assert_eq!(other.status, 403, "another key has a bucket of its own");
    emulator.advance(1000);
    assert_eq!(
        emulator.status("a").await,
        "processing",
        "429 has no effect"
    );
    assert_eq!(emulator.ask("GET", "/job/a").await.status, 200);
    assert_eq!(emulator.ask("GET", "/job/a").await.status, 429);
}

#[tokio::test]
async fn a_request_with_an_unknown_key_counts_towards_no_rate_limit() {
    let emulator = start_with(|config| config.rate_limit = Some(1.0)).await;
    let headers = [("x-api-key", "unknown")];
    for _ in 0..5 {
        let answer = emulator.send("GET", "/job/a", &headers, b"").await;
        assert_eq!(answer.status, 401);
    }
    assert_eq!(emulator.ask("GET", "/job/a").await.status, 404);
}

#[tokio::test]
async fn the_list_needs_no_key_shows_none_and_begins_with_the_newest() {
    let emulator = start().await;
    emulator
        .job(json!({ "jobId": "first", "name": "first.pdf" }))
        .await;
    emulator.advance(10);
    let theirs = json!({ "jobId": "second", "key": "other-key", "name": "second.pdf" });
    emulator.job(theirs).await;
    let answer = emulator.send("GET", "/_emulator/jobs", &[], b"").await;
    let expected = json!({ "total": 2, "jobs": [
        { "job_id": "second", "status": "pending", "owner": 1, "name": "second.pdf",
          "created_at": "2027-01-15T08:00:00.010Z", "updated_at": "2027-01-15T08:00:00.010Z" },
        { "job_id": "first", "status": "pending", "owner": 0, "name": "first.pdf",
          "created_at": "2027-01-15T08:00:00.000Z", "updated_at": "2027-01-15T08:00:00.000Z" },
    ] });
    assert_eq!(answer.json(), expected);
    let one = emulator
        .send("GET", "/_emulator/jobs?limit=1", &[], b"")
        .await;
    assert_eq!(one.json()["jobs"][0]["job_id"], "second");
    assert_eq!(one.json()["jobs"].as_array().map(Vec::len), Some(1));
    let older = emulator
        .send("GET", "/_emulator/jobs?limit=1&offset=1", &[], b"")
        .await;
    assert_eq!(older.json()["jobs"][0]["job_id"], "first");
    assert_eq!(older.json()["total"], 2);
    for query in [
        "limit=x",
        "limit=-1",
        "offset=x",
        "size=3",
        "limit=1&limit=2",
    ] {
        let path = format!("/_emulator/jobs?{query}");
        assert_eq!(
            emulator.send("GET", &path, &[], b"").await.status,
            400,
            "{query}"
        );
    }
}

#[tokio::test]
async fn the_list_of_one_state_has_no_other_and_counts_no_other() {
    let emulator = start().await;
    for id in ["a", "b", "c"] {
        emulator.job(json!({ "jobId": id })).await;
    }
    emulator.ask("DELETE", "/job/b").await;
    for (state, ids) in [
        ("pending", json!(["c", "a"])),
        ("canceled", json!(["b"])),
        ("completed", json!([])),
        ("nonsense", json!([])),
    ] {
        let path = format!("/_emulator/jobs?state={state}");
        let answer = emulator.send("GET", &path, &[], b"").await.json();
        let found: Vec<_> = answer["jobs"].as_array().expect("a list").iter().collect();
        let found: Vec<_> = found.iter().map(|job| job["job_id"].clone()).collect();
        assert_eq!(serde_json::Value::Array(found.clone()), ids, "{state}");
        assert_eq!(answer["total"], found.len(), "{state}");
    }
}

#[tokio::test]
async fn a_job_is_listed_under_its_documents_name_and_has_one_of_its_own_without() {
    let emulator = start().await;
    let headers = [
        ("x-api-key", "test-key"),
        ("content-type", "application/json"),
    ];
    let body = br#"{"fileUrl":"https://example.com/a/report.pdf?x=1"}"#;
    let answer = emulator
        .send("POST", "/extract_async", &headers, body)
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    emulator.job(json!({ "jobId": "unnamed" })).await;
    let list = async || {
        emulator
            .send("GET", "/_emulator/jobs", &[], b"")
            .await
            .json()
    };
    let first = list().await;
    assert_eq!(first["jobs"][1]["name"], "report.pdf");
    let made_up = first["jobs"][0]["name"].as_str().expect("a name");
    assert!(made_up.contains('.'), "{made_up}");
    assert_eq!(list().await["jobs"][0]["name"], made_up);
    let api = emulator.ask("GET", "/job/unnamed").await.json();
    assert!(api.get("name").is_none(), "the API has no such field");
}

#[tokio::test]
async fn health_is_204_and_without_faults_nothing_can_be_changed() {
    let emulator = start_with(|config| config.faults = false).await;
    let health = emulator.send("GET", "/_emulator/health", &[], b"").await;
    assert_eq!(health.status, 204);
    for (method, path, status) in [
        ("POST", "/_emulator/jobs", 405),
        ("POST", "/_emulator/faults", 404),
        ("GET", "/_emulator/requests", 404),
    ] {
        assert_eq!(emulator.ask(method, path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn one_connection_serves_many_requests() {
    let emulator = start().await;
    let one = request(emulator.address, "GET", "/job/a", &[], b"");
    let text = String::from_utf8(one).unwrap();
    let kept = text.replace("connection: close\r\n", "");
    let (bytes, end) = exchange(emulator.address, (kept.repeat(2) + &text).as_bytes()).await;
    end.expect("closed in order");
    let answers = String::from_utf8(bytes).unwrap();
    assert_eq!(answers.matches("HTTP/1.1 401 Unauthorized").count(), 3);
    assert_eq!(parse(answers.as_bytes()).status, 401);
}
