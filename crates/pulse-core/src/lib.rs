//! The rules of cancelling Pulse jobs, as state machines that do no I/O.
//!
//! [`Call`] is one request with its retries, [`Wait`] a sequence of requests until a job has ended,
//! [`Bulk`] a source of ids with many jobs under way. All have one shape:
//!
//! - `poll(now)` says what to do next: send this, sleep until then, done, failed.
//! - `handle_response`, `handle_failure`, `handle_timeout` and `abort` tell what happened.
//!
//! Whoever does what they ask for is called a driver here: it has the clock, the network and the timers. Time is an
//! argument: an [`Instant`], counted from any fixed point. Randomness comes from a seed handed in, and what the calls
//! of one client have in common (the gate that a 429 closes, the retry budget) is a [`Shared`] handed to each. Nothing
//! here knows JavaScript.
//!
//! # A whole run
//!
//! A call that cancels a job. The server is busy at first and asks for two seconds; then it accepts.
//!
//! ```
//! use pulse_core::{
//!     Action, BodyError, Call, Duration, Endpoint, Instant, Limits, Response, Shared,
//! };
//!
//! /// What the rules may ask about an answer of the scripted server.
//! struct Answer {
//!     status: u16,
//!     retry_after: Option<&'static str>,
//!     fields: &'static [&'static str],
//! }
//!
//! impl Response for Answer {
//!     fn status(&self) -> u16 {
//!         self.status
//!     }
//!     fn is_complete(&self) -> bool {
//!         let required = Endpoint::CancelJob.required_fields();
//!         required.iter().all(|name| self.fields.contains(name))
//!     }
//!     fn body_error(&self) -> Option<BodyError> {
//!         None
//!     }
//!     fn header(&self, name: &str) -> Option<String> {
//!         let value = self.retry_after.filter(|_| name == "retry-after");
//!         value.map(String::from)
//!     }
//!     fn error_code(&self) -> Option<String> {
//!         None
//!     }
//!     fn job_status(&self) -> Option<String> {
//!         None
//!     }
//!     fn wall_clock(&self) -> Duration {
//!         Duration::from_secs(1_700_000_000)
//!     }
//! }
//!
//! let mut server = [
//!     Answer { status: 503, retry_after: Some("2"), fields: &[] },
//!     Answer { status: 200, retry_after: None, fields: &["job_id", "message"] },
//! ]
//! .into_iter();
//!
//! let mut now = Instant::from_millis_f64(0.0);
//! let mut shared = Shared::new(7);
//! let mut call = Call::new(Endpoint::CancelJob, Limits::default(), now, false);
//! let mut log = Vec::new();
//!
//! loop {
//!     // Ask what to do, do it, tell what happened.
//!     match call.poll(now, &mut shared) {
//!         Action::Send { endpoint, attempt, .. } => {
//!             call.begin_attempt();
//!             log.push(format!("attempt {attempt}: {}", endpoint.method()));
//!             // The answer takes a tenth of a second.
//!             now = now.saturating_add(Duration::from_millis(100));
//!             match server.next() {
//!                 Some(answer) => call.handle_response(now, &answer, &mut shared),
//!                 None => call.handle_failure(now, &mut shared),
//!             }
//!         }
//!         // A real driver sets a timer here. This clock jumps.
//!         Action::Sleep { until, delay, .. } => {
//!             log.push(format!("sleep for {} s", delay.as_secs_f64()));
//!             now = until;
//!             call.handle_timeout(now, &mut shared);
//!         }
//!         // A request is still in flight: here that never happens, since each is answered at once.
//!         Action::Wait { until } => {
//!             now = until;
//!             call.handle_timeout(now, &mut shared);
//!         }
//!         Action::Prepare { .. } => call.handle_prepared(false),
//!         Action::Succeed => break log.push("accepted".into()),
//!         Action::Fail(failure) => break log.push(failure.kind.name().into()),
//!     }
//! }
//!
//! assert_eq!(log, ["attempt 1: DELETE", "sleep for 2 s", "attempt 2: DELETE", "accepted"]);
//! assert_eq!(now.as_millis_f64(), 2_200.0);
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
// pulse_fuzz is set by fuzz/build.rs alone.
#[cfg(any(test, pulse_fuzz))]
extern crate std;

mod action;
mod backoff;
mod base_url;
mod budget;
mod bulk;
mod call;
mod clock;
mod endpoint;
mod gate;
mod header;
mod http_date;
mod job_id;
mod key;
mod limits;
mod response;
mod retry;
mod retry_after;
mod shared;
mod status;
mod time;
mod verdict;
mod wait;

#[cfg(pulse_fuzz)]
pub mod fuzz;
#[cfg(any(test, pulse_fuzz))]
mod harness;
#[cfg(any(test, pulse_fuzz))]
mod promises;
#[cfg(any(test, pulse_fuzz))]
mod testing;

pub use action::{Action, Failure, FailureKind, Pause};
pub use base_url::{BaseUrlProblem, check_base_url};
pub use bulk::{Bulk, BulkAction, BulkOptions, Counts, Goal, JobIndex, Outcome, Skip, Stop};
pub use call::Call;
pub use clock::Clock;
pub use endpoint::Endpoint;
pub use header::{HeaderProblem, check_header};
pub use job_id::{JobIdProblem, check_job_id};
pub use key::{KeyProblem, check_key};
pub use limits::{Limits, NumberProblem, check_count, check_pause, check_seconds};
pub use response::Response;
pub use shared::Shared;
pub use status::Terminal;
pub use time::{Duration, Instant};
pub use verdict::BodyError;
pub use wait::{Wait, WaitPlan};
