//! Options of a bulk run.

use core::time::Duration;

use serde::Serialize;
use wasm_bindgen::JsValue;

use super::fields::{data, function};
use super::{Error, JobStatusResponse, Progress, RequestOptions};

/// Options of a bulk run. Timeouts, deadlines and retries of its request options are for each job.
#[derive(Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkOptions {
    #[serde(skip)]
    request: RequestOptions,
    concurrency: Option<u32>,
    confirm: bool,
    dry_run: bool,
    missing: Option<&'static str>,
    dedupe: Option<bool>,
    stop_after: Option<u32>,
    poll_interval_in_seconds: Option<f64>,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    only_if: JsValue,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    on_progress: JsValue,
}

impl BulkOptions {
    /// The options of each job's requests; the signal is for the whole run.
    #[must_use]
    pub fn request(mut self, request: RequestOptions) -> Self {
        self.request = request;
        self
    }

    /// How many jobs are under way at once, including those whose outcome has not been read yet; at least 1, default 8.
    #[must_use]
    pub const fn concurrency(mut self, count: u32) -> Self {
        self.concurrency = Some(count);
        self
    }

    /// For `cancel_jobs`: polls each cancelled job until it has ended, and says how it really ended.
    #[must_use]
    pub const fn confirm(mut self) -> Self {
        self.confirm = true;
        self
    }

    /// For `cancel_jobs`: gets each job's state and cancels nothing; every job that exists is skipped, with its state.
    #[must_use]
    pub const fn dry_run(mut self) -> Self {
        self.dry_run = true;
        self
    }

    /// For `cancel_jobs`: decides by each job's state, which is read first, whether to cancel it; a job for which it returns
    /// false is skipped as filtered.
    #[must_use]
    pub fn only_if(mut self, wanted: impl Fn(&JobStatusResponse) -> bool + 'static) -> Self {
        self.only_if = function(move |job| Ok(wanted(&data(job)?)));
        self
    }

    /// Counts a 404 as a job skipped as missing; by default it is a failure.
    #[must_use]
    pub const fn ignore_missing(mut self) -> Self {
        self.missing = Some("ignore");
        self
    }

    /// Whether each id is taken once, at up to 64 bytes of memory per id; default true.
    #[must_use]
    pub const fn dedupe(mut self, dedupe: bool) -> Self {
        self.dedupe = Some(dedupe);
        self
    }

    /// Stops the run after this many jobs in a row that failed because the server was unreachable, or this many 429s in a row;
    /// at least 1, default 20. A 401 stops it at once.
    #[must_use]
    pub const fn stop_after(mut self, count: u32) -> Self {
        self.stop_after = Some(count);
        self
    }

    /// For `wait_for_jobs`, and `cancel_jobs` with `confirm`: the first interval between two polls of a job, 1 s by
    /// default; each further one is half as long again.
    #[must_use]
    pub const fn poll_interval(mut self, time: Duration) -> Self {
        self.poll_interval_in_seconds = Some(time.as_secs_f64());
        self
    }

    /// Called after each outcome, and at the end if duplicates came after the last one.
    #[must_use]
    pub fn on_progress(mut self, handler: impl Fn(Progress) + 'static) -> Self {
        self.on_progress = function(move |value| {
            handler(Progress::of(&value));
            Ok(JsValue::UNDEFINED)
        });
        self
    }

    pub(super) fn to_value(&self) -> Result<JsValue, Error> {
        self.request.with(self)
    }
}
