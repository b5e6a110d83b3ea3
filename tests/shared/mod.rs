//! The same tests for each runtime that wasm-bindgen-test drives: the typed API over a stub fetch.

mod bulk;
mod errors;
mod stub;

use core::time::Duration;
use std::cell::RefCell;
use std::rc::Rc;

use pulse_wasm::{Client, ClientOptions, ErrorKind, Outcome, RequestOptions, WaitOptions};
use wasm_bindgen_test::*;

use stub::{Stub, answer, failing, never};

const CANCELLED: &str = r#"{"job_id":"a","message":"Job cancelled successfully"}"#;

fn client(stub: &Stub) -> Client {
    let options = ClientOptions::default()
        .api_key("secret-key")
        .base_url("https://api.test/v1/")
        .fetch(stub.function());
    Client::new(options).expect("good options")
}

/// A list that a handler fills.
fn list<T>() -> (Rc<RefCell<Vec<T>>>, Rc<RefCell<Vec<T>>>) {
    let list = Rc::new(RefCell::new(Vec::new()));
    (Rc::clone(&list), list)
}

#[wasm_bindgen_test]
async fn a_cancellation_is_one_delete_with_the_key() {
    let stub = Stub::new(|_| stub::cancelled("a/b"));
    let response = client(&stub).cancel_job("a/b").await.expect("success");
    assert_eq!(response.message, "Job cancelled successfully");
    let calls = stub.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].url, "https://api.test/v1/job/a%2Fb");
    assert_eq!(calls[0].method, "DELETE");
    assert_eq!(calls[0].header("x-api-key").as_deref(), Some("secret-key"));
    assert_eq!(calls[0].redirect, "manual");
}

#[wasm_bindgen_test]
async fn an_error_keeps_what_the_server_said() {
    let body = r#"{"error":{"code":"JOB_001","message":"Job not found","details":{"id":"a"}}}"#;
    let stub = Stub::new(move |_| answer(404, body));
    let error = client(&stub).cancel_job("a").await.expect_err("404");
    assert_eq!(error.kind(), ErrorKind::Status(404));
    assert_eq!(error.code().as_deref(), Some("JOB_001"));
    assert_eq!(error.to_string(), "404: Job not found (JOB_001)");
    assert_eq!(error.attempts(), 1);
    #[derive(serde::Deserialize)]
    struct Body {
        error: Inner,
    }
    #[derive(serde::Deserialize)]
    struct Inner {
        code: String,
    }
    let body: Body = error.body().expect("the body");
    assert_eq!(body.error.code, "JOB_001");
    let headers = error.headers().expect("headers");
    assert_eq!(
        headers.get("content-type").as_deref(),
        Some("application/json")
    );
}

#[wasm_bindgen_test]
async fn a_bad_id_is_refused_and_nothing_is_sent() {
    let stub = Stub::new(|_| answer(200, CANCELLED));
    let client = client(&stub);
    for id in ["", ".", ".."] {
        let error = client.cancel_job(id).await.expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Validation, "{id:?}");
    }
    assert_eq!(stub.calls().len(), 0);
}

#[wasm_bindgen_test]
fn bad_options_are_refused_at_once() {
    let refused = |options: ClientOptions| match Client::new(options) {
        Ok(_) => panic!("the options were taken"),
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Validation, "{error}");
            error.message()
        }
    };
    let base = || ClientOptions::default().api_key("k");
    assert!(refused(base().base_url("api.runpulse.com")).contains("baseUrl"));
    assert!(refused(base().base_url("http://api.runpulse.com")).contains("allowInsecure"));
    assert!(refused(base().timeout(Duration::ZERO)).contains("timeoutInSeconds"));
    assert!(refused(ClientOptions::default().api_key("a\n")).contains("apiKey"));
}

#[wasm_bindgen_test]
async fn the_raw_response_stands_beside_the_data() {
    let stub = Stub::new(|_| answer(200, CANCELLED));
    let (data, raw) = client(&stub)
        .cancel_job_raw("a", &RequestOptions::default())
        .await
        .expect("success");
    assert_eq!(data.job_id, "a");
    assert_eq!(raw.status, 200);
    assert_eq!((raw.url.as_str(), raw.redirected), ("", false));
    assert_eq!(raw.response_type, "default");
    assert!(raw.headers.expect("headers").has("content-type"));
}

#[wasm_bindgen_test]
async fn a_server_that_says_when_is_asked_again_then() {
    let stub = Stub::new(|calls| {
        if calls == 1 {
            failing(503, "retry-after", "0")
        } else {
            answer(200, CANCELLED)
        }
    });
    assert!(client(&stub).cancel_job("a").await.is_ok());
    assert_eq!(stub.calls().len(), 2);
}

#[wasm_bindgen_test]
async fn a_network_failure_is_a_connection_error() {
    let stub = Stub::new(|_| Err(js_sys::TypeError::new("refused").into()));
    let options = RequestOptions::default().max_retries(0);
    let error = client(&stub)
        .cancel_job_with("a", &options)
        .await
        .expect_err("no network");
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert!(error.message().contains("refused"), "{error}");
}

#[wasm_bindgen_test]
async fn a_wait_polls_until_the_job_has_ended() {
    let stub = Stub::new(|calls| {
        let status = if calls < 3 { "processing" } else { "completed" };
        answer(
            200,
            &format!(r#"{{"job_id":"a","status":"{status}","created_at":"2026-01-01T00:00:00Z"}}"#),
        )
    });
    let (states, seen) = list();
    let options = WaitOptions::default()
        .poll_interval(Duration::from_millis(1))
        .on_update(move |job| seen.borrow_mut().push(job.status));
    let job = client(&stub)
        .wait_for_job("a", &options)
        .await
        .expect("an end");
    assert_eq!(job.status, "completed");
    assert_eq!(stub.calls().len(), 3);
    assert_eq!(*states.borrow(), ["processing", "processing", "completed"]);
}

#[wasm_bindgen_test]
async fn cancelling_and_waiting_tells_what_became_of_the_job() {
    let stub = Stub::new(|calls| match calls {
        1 => answer(200, CANCELLED),
        _ => answer(
            200,
            r#"{"job_id":"a","status":"cancelled","created_at":"2026-01-01T00:00:00Z"}"#,
        ),
    });
    let options = WaitOptions::default();
    let outcome = client(&stub)
        .cancel_job_and_wait("a", &options)
        .await
        .expect("an end");
    assert_eq!(outcome.outcome, Outcome::Canceled);
    assert_eq!(outcome.job.status, "cancelled");
}

#[wasm_bindgen_test]
async fn dropping_a_call_aborts_its_request() {
    let stub = Stub::new(|_| never());
    let client = client(&stub);
    {
        let mut call = Box::pin(client.cancel_job("a"));
        let waker = core::task::Waker::noop();
        let mut context = core::task::Context::from_waker(waker);
        assert!(call.as_mut().poll(&mut context).is_pending());
    }
    assert!(stub.calls()[0].is_aborted());
}

#[wasm_bindgen_test]
async fn an_aborted_signal_ends_a_call_before_anything_is_sent() {
    let stub = Stub::new(|_| answer(200, CANCELLED));
    let options = RequestOptions::default().signal(&web_sys::AbortSignal::abort());
    let error = client(&stub)
        .cancel_job_with("a", &options)
        .await
        .expect_err("aborted");
    assert_eq!(error.kind(), ErrorKind::Abort);
    assert_eq!(stub.calls().len(), 0);
}
