//! Carries out one operation of the core so many times: `instructions NAME COUNT`. bench/instructions.mjs runs it under callgrind.
#![forbid(unsafe_code)]

mod answer;

use std::env;
use std::hint::black_box;
use std::process::ExitCode;

use answer::{ACCEPTED, Answer, BUSY, CANCELED, PROCESSING};
use pulse_core::{
    Action, Bulk, BulkAction, BulkOptions, Duration, Endpoint, Goal, Instant, Limits, Shared, Wait,
    WaitPlan, check_base_url, check_job_id, check_key,
};

const ID: &str = "abc123-def456-ghi789";

fn main() -> ExitCode {
    let words: Vec<String> = env::args().collect();
    let (name, count) = match words.as_slice() {
        [_, name, count] => (name.as_str(), count.parse().ok()),
        _ => ("", None),
    };
    let operation: fn(u32) = match name {
        "checks" => checks,
        "call" => |count| each(count, |shared| once(shared, &[ACCEPTED])),
        "retry" => |count| each(count, |shared| once(shared, &[BUSY, ACCEPTED])),
        "wait" => |count| each(count, wait),
        "bulk" => |count| bulk(count, None),
        "bulk-dedupe" => |count| bulk(count, Some([1, 2])),
        _ => return usage(),
    };
    let Some(count) = count else { return usage() };
    operation(count);
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("usage: instructions checks|call|retry|wait|bulk|bulk-dedupe COUNT");
    ExitCode::from(2)
}

fn each(count: u32, mut operation: impl FnMut(&mut Shared)) {
    let mut shared = Shared::new(7);
    for _ in 0..count {
        operation(&mut shared);
    }
}

/// What is refused before anything is sent.
fn checks(count: u32) {
    for _ in 0..count {
        assert!(check_job_id(black_box(ID)).is_ok());
        assert!(check_key(black_box("pulse-key-0123456789")).is_ok());
        assert!(black_box(check_base_url(black_box("https://api.runpulse.com"), false)).is_ok());
    }
}

/// One request with its retries.
fn once(shared: &mut Shared, answers: &[Answer]) {
    let now = Instant::from_millis_f64(0.0);
    let wait = Wait::once(Endpoint::CancelJob, Limits::default(), now, false);
    drive(wait, now, shared, answers);
}

/// A cancellation, then polls until the job has ended.
fn wait(shared: &mut Shared) {
    let now = Instant::from_millis_f64(0.0);
    let plan = WaitPlan {
        cancel: true,
        cancel_on_abort: false,
        interval: Duration::from_secs(1),
    };
    let wait = Wait::new(plan, Limits::default(), now, false);
    drive(
        wait,
        now,
        shared,
        &[ACCEPTED, PROCESSING, PROCESSING, CANCELED],
    );
}

/// Answers each request in turn, on a clock that jumps.
fn drive(mut wait: Wait, mut now: Instant, shared: &mut Shared, answers: &[Answer]) {
    let mut answers = answers.iter();
    loop {
        match wait.poll(now, shared) {
            Action::Send { .. } => {
                assert!(wait.begin_attempt().is_some());
                let answer = answers.next().expect("no more is sent than was scripted");
                now = now.saturating_add(Duration::from_millis(100));
                wait.handle_response(now, black_box(answer), shared);
            }
            Action::Sleep { until, .. } | Action::Wait { until } => {
                now = until;
                wait.handle_timeout(now, shared);
            }
            Action::Succeed => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(answers.next().is_none(), "all that was scripted is sent");
}

/// Many jobs, 32 in flight, each accepted; the first that was sent is answered first.
fn bulk(count: u32, dedupe: Option<[u64; 2]>) {
    let mut bulk = Bulk::new(BulkOptions {
        goal: Goal::Cancel {
            filter: false,
            dry_run: false,
            confirm: None,
        },
        concurrency: 32,
        limits: Limits::default(),
        prepare: false,
        ignore_missing: false,
        stop_after: 20,
        dedupe,
        finite: false,
    });
    let now = Instant::from_millis_f64(0.0);
    let mut shared = Shared::new(7);
    let mut in_flight = std::collections::VecDeque::with_capacity(32);
    let mut pulled = 0;
    // As long as a real one, and different each time.
    let mut id = *b"job-00000000-abc123-def456-ghi789";
    loop {
        match bulk.poll(now, &mut shared) {
            BulkAction::Pull if pulled == count => bulk.handle_end(),
            BulkAction::Pull => {
                pulled += 1;
                number(&mut id[4..12], pulled);
                let text = str::from_utf8(&id).expect("it is ASCII");
                assert!(bulk.handle_id(black_box(text)).is_some());
            }
            BulkAction::Send { job, .. } => {
                assert!(bulk.begin_attempt(job).is_some());
                in_flight.push_back(job);
            }
            BulkAction::Settle { job, .. } => bulk.handle_taken(job),
            BulkAction::Idle { .. } => {
                let job = in_flight.pop_front().expect("something is in flight");
                bulk.handle_response(job, now, black_box(&ACCEPTED), &mut shared);
            }
            BulkAction::Done => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(bulk.counts().cancelled, count);
}

/// Writes a number's digits, which costs the same for each.
fn number(digits: &mut [u8], mut value: u32) {
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(value % 10).unwrap_or_default();
        value /= 10;
    }
}
