//! Many jobs in the typed API: the stream of outcomes, the summary, where ids come from, and what a drop does.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_core::Stream;
use pulse_wasm::{
    BulkOptions, BulkRun, ErrorKind, JobIds, JobOutcome, JobResult, RequestOptions, SkipReason,
    StopReason,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::*;

use super::stub::{Sent, Stub, answer, cancelled, failing, never, state};
use super::{client, list};

async fn all(mut run: BulkRun) -> Vec<JobOutcome> {
    let mut outcomes = Vec::new();
    while let Some(outcome) = run.next().await {
        outcomes.push(outcome.expect("an outcome"));
    }
    outcomes.sort_by(|a, b| a.job_id.cmp(&b.job_id));
    outcomes
}

/// Cancels what is to be cancelled, and has no job `lost`.
fn api(sent: &Sent, _: usize) -> Result<JsValue, JsValue> {
    match (sent.method.as_str(), sent.job_id()) {
        (_, "lost") => answer(
            404,
            r#"{"error":{"code":"JOB_001","message":"Job not found"}}"#,
        ),
        ("DELETE", id) => cancelled(id),
        (_, id) => state(
            id,
            if id == "late" {
                "completed"
            } else {
                "canceled"
            },
        ),
    }
}

#[wasm_bindgen_test]
async fn each_job_has_an_outcome_as_a_type() {
    let stub = Stub::of(api);
    let run = client(&stub).cancel_jobs(["a", "lost", "a", ".."], &BulkOptions::default());
    let outcomes = all(run).await;
    let ids: Vec<_> = outcomes.iter().map(|it| it.job_id.as_str()).collect();
    assert_eq!(ids, ["..", "a", "lost"]);
    let JobResult::Failed(error) = &outcomes[0].result else {
        panic!("{:?}", outcomes[0]);
    };
    assert_eq!(error.kind(), ErrorKind::Validation);
    let JobResult::Cancelled {
        response,
        job: None,
    } = &outcomes[1].result
    else {
        panic!("{:?}", outcomes[1]);
    };
    let response = response.as_ref().expect("a response");
    assert_eq!(response.message, "Job cancelled successfully");
    let JobResult::Failed(error) = &outcomes[2].result else {
        panic!("{:?}", outcomes[2]);
    };
    assert_eq!(error.kind(), ErrorKind::Status(404));
    assert_eq!(stub.calls().len(), 2);
}

#[wasm_bindgen_test]
async fn a_confirmed_cancellation_has_the_job_s_last_state() {
    let stub = Stub::of(api);
    let options = BulkOptions::default()
        .confirm()
        .poll_interval(Duration::from_millis(1));
    let outcomes = all(client(&stub).cancel_jobs(["a", "late"], &options)).await;
    let states = outcomes.iter().map(|outcome| match &outcome.result {
        JobResult::Cancelled {
            response: Some(_),
            job: Some(job),
        } => job.status.as_str(),
        other => panic!("{other:?}"),
    });
    assert_eq!(states.collect::<Vec<_>>(), ["canceled", "completed"]);
}

#[wasm_bindgen_test]
async fn a_summary_counts_what_became_of_all() {
    let stub = Stub::of(api);
    let options = BulkOptions::default()
        .confirm()
        .poll_interval(Duration::from_millis(1));
    let ids = ["a", "late", "lost", "a"].map(str::to_owned);
    let summary = client(&stub)
        .cancel_jobs(ids, &options)
        .await
        .expect("a summary");
    assert_eq!(summary.total, 4);
    let counts = [summary.cancelled, summary.finished, summary.fulfilled];
    assert_eq!(counts, [1, 1, 0]);
    let counts = [summary.failed, summary.skipped, summary.duplicates];
    assert_eq!(counts, [1, 0, 1]);
    assert_eq!(summary.failures.len(), 1);
    assert_eq!(summary.failures[0].job_id, "lost");
    assert_eq!(summary.failures[0].error.code().as_deref(), Some("JOB_001"));
    assert_eq!(summary.stopped_by, None);
}

#[wasm_bindgen_test]
async fn states_are_asked_and_ends_waited_for_without_a_cancellation() {
    let stub = Stub::of(|sent, number| {
        state(
            sent.job_id(),
            if number < 4 {
                "processing"
            } else {
                "completed"
            },
        )
    });
    let client = client(&stub);
    let outcomes = all(client.get_jobs(["a"], &BulkOptions::default())).await;
    let JobResult::Fulfilled(job) = &outcomes[0].result else {
        panic!("{:?}", outcomes[0]);
    };
    assert_eq!(job.status, "processing");
    let options = BulkOptions::default().poll_interval(Duration::from_millis(1));
    let summary = client.wait_for_jobs(["a", "b"], &options).summary().await;
    assert_eq!(summary.expect("a summary").fulfilled, 2);
    assert!(stub.calls().iter().all(|sent| sent.method == "GET"));
}

#[wasm_bindgen_test]
async fn skipped_jobs_say_why() {
    let stub = Stub::of(api);
    let client = client(&stub);
    let judged = BulkOptions::default()
        .only_if(|job| job.status == "canceled")
        .ignore_missing();
    let outcomes = all(client.cancel_jobs(["a", "late", "lost"], &judged)).await;
    assert!(matches!(outcomes[0].result, JobResult::Cancelled { .. }));
    let reasons = outcomes[1..].iter().map(|outcome| match &outcome.result {
        JobResult::Skipped { reason, job } => (*reason, job.is_some()),
        other => panic!("{other:?}"),
    });
    let expected = [(SkipReason::Filtered, true), (SkipReason::Missing, false)];
    assert_eq!(reasons.collect::<Vec<_>>(), expected);

    let outcomes = all(client.cancel_jobs(["a"], &BulkOptions::default().dry_run())).await;
    let JobResult::Skipped {
        reason: SkipReason::DryRun,
        job: Some(_),
    } = &outcomes[0].result
    else {
        panic!("{:?}", outcomes[0]);
    };
}

#[wasm_bindgen_test]
async fn a_401_stops_a_run_and_skips_what_is_left() {
    let stub = Stub::new(|_| answer(401, r#"{"error":{"code":"AUTH_002","message":"no"}}"#));
    let options = BulkOptions::default().concurrency(1);
    let ids = (0..5).map(|number| format!("job-{number}"));
    let summary = client(&stub).cancel_jobs(ids, &options).await;
    let summary = summary.expect("a summary");
    assert_eq!(summary.stopped_by, Some(StopReason::Unauthorized));
    assert_eq!((summary.failed, summary.skipped), (1, 4));
}

#[wasm_bindgen_test]
async fn ids_are_taken_as_jobs_are_begun() {
    let stub = Stub::of(api);
    let taken = Rc::new(Cell::new(0));
    let count = Rc::clone(&taken);
    let ids = (0..100).map(move |number| {
        count.set(count.get() + 1);
        format!("job-{number}")
    });
    let options = BulkOptions::default().concurrency(2);
    let mut run = client(&stub).cancel_jobs(ids, &options);
    for _ in 0..3 {
        run.next().await.expect("more").expect("an outcome");
    }
    assert!(taken.get() <= 5, "{} were taken", taken.get());
    assert_eq!(all(run).await.len(), 97);
}

/// Gives ids, each after it was asked twice.
struct Pages {
    left: Vec<&'static str>,
    is_ready: bool,
}

impl Stream for Pages {
    type Item = &'static str;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<&'static str>> {
        self.is_ready = !self.is_ready;
        if self.is_ready {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.left.pop())
    }
}

#[wasm_bindgen_test]
async fn ids_may_come_from_a_stream() {
    let stub = Stub::of(api);
    let pages = Pages {
        left: vec!["c", "b", "a"],
        is_ready: false,
    };
    let run = client(&stub).cancel_jobs(JobIds::from_stream(pages), &BulkOptions::default());
    let outcomes = all(run).await;
    assert_eq!(outcomes.len(), 3);
    assert!(
        outcomes
            .iter()
            .all(|it| matches!(it.result, JobResult::Cancelled { .. }))
    );
}

/// Says when it is let go.
struct Held(Rc<Cell<bool>>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.set(true);
    }
}

fn endless(is_gone: &Rc<Cell<bool>>) -> impl Iterator<Item = String> + use<> {
    let held = Held(Rc::clone(is_gone));
    (0_u64..).map(move |number| {
        let _ = &held;
        format!("job-{number}")
    })
}

fn poll_once<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}

/// Until what is due at once has been done.
async fn a_moment() {
    for _ in 0..20 {
        let turn = js_sys::Promise::resolve(&JsValue::UNDEFINED);
        wasm_bindgen_futures::JsFuture::from(turn)
            .await
            .expect("resolved");
    }
}

#[wasm_bindgen_test]
async fn dropping_the_stream_aborts_the_run_and_lets_the_ids_go() {
    let stub = Stub::of(|sent, number| {
        if number == 1 {
            cancelled(sent.job_id())
        } else {
            never()
        }
    });
    let is_gone = Rc::new(Cell::new(false));
    let options = BulkOptions::default().concurrency(3);
    let mut run = client(&stub).cancel_jobs(endless(&is_gone), &options);
    run.next().await.expect("more").expect("an outcome");
    a_moment().await;
    let sent = stub.calls().len();
    assert!(!is_gone.get());
    drop(run);
    a_moment().await;
    assert!(is_gone.get());
    assert_eq!(stub.calls().len(), sent);
    assert!(stub.calls()[1..].iter().all(|sent| sent.is_aborted()));
}

#[wasm_bindgen_test]
async fn dropping_the_summary_aborts_the_run_too() {
    let stub = Stub::new(|_| never());
    let is_gone = Rc::new(Cell::new(false));
    let mut summary = client(&stub)
        .cancel_jobs(endless(&is_gone), &BulkOptions::default())
        .summary();
    assert!(poll_once(&mut summary).is_pending());
    a_moment().await;
    assert_eq!(stub.calls().len(), 8);
    drop(summary);
    a_moment().await;
    assert!(is_gone.get());
    assert_eq!(stub.calls().len(), 8);
    assert!(stub.calls().iter().all(|sent| sent.is_aborted()));
}

#[wasm_bindgen_test]
async fn a_run_that_is_dropped_unread_sends_nothing_further() {
    let stub = Stub::new(|_| never());
    let is_gone = Rc::new(Cell::new(false));
    drop(client(&stub).cancel_jobs(endless(&is_gone), &BulkOptions::default()));
    a_moment().await;
    assert!(is_gone.get());
    assert!(stub.calls().iter().all(|sent| sent.is_aborted()));
    assert!(stub.calls().len() <= 8);
}

#[wasm_bindgen_test]
async fn a_stopped_run_lets_what_is_in_flight_finish() {
    let stub = Stub::of(api);
    let options = BulkOptions::default().concurrency(1);
    let run = client(&stub).cancel_jobs(["a", "b", "c"], &options);
    run.stop();
    let outcomes = all(run).await;
    assert!(matches!(outcomes[0].result, JobResult::Cancelled { .. }));
    for outcome in &outcomes[1..] {
        let JobResult::Skipped { reason, .. } = outcome.result else {
            panic!("{outcome:?}");
        };
        assert_eq!(reason, SkipReason::Aborted);
    }
}

#[wasm_bindgen_test]
async fn an_aborted_signal_ends_a_run() {
    let stub = Stub::of(api);
    let request = RequestOptions::default().signal(&web_sys::AbortSignal::abort());
    let options = BulkOptions::default().request(request);
    let summary = client(&stub).cancel_jobs(["a", "b"], &options).await;
    let summary = summary.expect("a summary");
    assert_eq!(summary.stopped_by, Some(StopReason::Aborted));
    assert_eq!((summary.skipped, stub.calls().len()), (2, 0));
}

#[wasm_bindgen_test]
async fn progress_is_told_with_the_total_of_an_exact_iterator() {
    let stub = Stub::of(api);
    let (told, seen) = list();
    let options = BulkOptions::default()
        .concurrency(1)
        .on_progress(move |progress| seen.borrow_mut().push(progress));
    let run = client(&stub).cancel_jobs(vec!["a", "lost", "a"], &options);
    run.await.expect("a summary");
    let told: &RefCell<Vec<pulse_wasm::Progress>> = &told;
    let told = told.borrow();
    let steps: Vec<_> = told
        .iter()
        .map(|it| (it.done, it.cancelled, it.failed))
        .collect();
    assert_eq!(steps, [(1, 1, 0), (2, 1, 1), (3, 1, 1)]);
    assert!(told.iter().all(|it| it.total == Some(3)));
}

#[wasm_bindgen_test]
async fn refused_options_are_the_one_error_of_the_stream_and_of_the_summary() {
    let stub = Stub::of(api);
    let client = client(&stub);
    let options = BulkOptions::default().concurrency(0);
    let mut run = client.cancel_jobs(["a"], &options);
    let error = run.next().await.expect("an item").expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert!(error.message().contains("concurrency"), "{error}");
    assert!(run.next().await.is_none());
    let error = client
        .cancel_jobs(["a"], &options)
        .await
        .expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert_eq!(stub.calls().len(), 0);
}

#[wasm_bindgen_test]
async fn a_run_is_read_in_one_way_or_the_other() {
    let stub = Stub::of(api);
    let options = BulkOptions::default().concurrency(1);
    let mut run = client(&stub).cancel_jobs(["a", "b", "c"], &options);
    run.next().await.expect("more").expect("an outcome");
    let error = run.summary().await.expect_err("it was iterated");
    assert!(error.message().contains("not both"), "{error}");
}

#[wasm_bindgen_test]
async fn a_job_that_fails_for_want_of_a_server_is_tried_again() {
    let stub = Stub::of(|sent, number| match number {
        1 => failing(503, "retry-after", "0"),
        _ => cancelled(sent.job_id()),
    });
    let summary = client(&stub)
        .cancel_jobs(["a"], &BulkOptions::default())
        .await;
    assert_eq!(summary.expect("a summary").cancelled, 1);
    assert_eq!(stub.calls().len(), 2);
}
