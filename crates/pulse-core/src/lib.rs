//! The rules of cancelling Pulse jobs, as state machines that do no I/O.
//!
//! [`Call`] is one request with its retries, [`Wait`] a sequence of requests until a job has ended,
//! [`Bulk`] a source of ids with many jobs under way.
//! Each is asked what to do next (`poll`) and told what happened (`handle_response`,
//! `handle_failure`, `handle_timeout`, `abort`). Time is an argument: an [`Instant`],
//! counted from any fixed point. Randomness comes from a seed handed in. Nothing here knows JavaScript.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod action;
mod backoff;
mod base_url;
mod budget;
mod bulk;
mod call;
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

#[cfg(test)]
mod harness;
#[cfg(test)]
mod testing;

pub use action::{Action, Failure, FailureKind, Pause};
pub use base_url::{BaseUrlProblem, check_base_url};
pub use bulk::{Bulk, BulkAction, BulkOptions, Counts, Goal, JobIndex, Outcome, Skip, Stop};
pub use call::Call;
pub use endpoint::Endpoint;
pub use header::{HeaderProblem, check_header};
pub use job_id::{JobIdProblem, check_job_id};
pub use key::{KeyProblem, check_key};
pub use limits::{Limits, NumberProblem, check_count, check_seconds};
pub use response::Response;
pub use retry::MAX_DELAY;
pub use shared::Shared;
pub use status::Terminal;
pub use time::{Duration, Instant};
pub use verdict::BodyError;
pub use wait::{Wait, WaitPlan};
