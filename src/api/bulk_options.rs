//! Options of a run over many jobs.

use core::time::Duration;

use serde::Serialize;
use wasm_bindgen::JsValue;

use super::fields::{data, function};
use super::{Error, JobStatusResponse, Progress, RequestOptions};

/// Options of a run over many jobs. Times and retries of its request options are each job's own.
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

    /// Jobs under way at once, those whose outcome was not read yet counted in; from 1, default 8.
    #[must_use]
    pub const fn concurrency(mut self, count: u32) -> Self {
        self.concurrency = Some(count);
        self
    }

    /// Of `cancel_jobs`: polls each cancelled job until it has ended, and tells how it really did.
    #[must_use]
    pub const fn confirm(mut self) -> Self {
        self.confirm = true;
        self
    }

    /// Of `cancel_jobs`: asks each job's state and cancels none; every job there is ends as skipped, with its state.
    #[must_use]
    pub const fn dry_run(mut self) -> Self {
        self.dry_run = true;
        self
    }

    /// Of `cancel_jobs`: judges each job's state, asked for before the cancellation; a job that is not wanted is skipped
    /// as filtered.
    #[must_use]
    pub fn only_if(mut self, wanted: impl Fn(&JobStatusResponse) -> bool + 'static) -> Self {
        self.only_if = function(move |job| Ok(wanted(&data(job)?)));
        self
    }

    /// Takes a 404 for a job skipped as missing; by default it is a failure.
    #[must_use]
    pub const fn ignore_missing(mut self) -> Self {
        self.missing = Some("ignore");
        self
    }

    /// Whether each id is taken once, at up to 64 bytes of memory an id; default true.
    #[must_use]
    pub const fn dedupe(mut self, dedupe: bool) -> Self {
        self.dedupe = Some(dedupe);
        self
    }

    /// Stops the run after so many jobs in a row that failed for want of a server, or so many 429s in a row; from 1,
    /// default 20. A 401 stops it at once.
    #[must_use]
    pub const fn stop_after(mut self, count: u32) -> Self {
        self.stop_after = Some(count);
        self
    }

    /// Of `wait_for_jobs`, and of `cancel_jobs` with `confirm`: the first interval between two polls of a job, 1 s by
    /// default; each further one is half as long again.
    #[must_use]
    pub const fn poll_interval(mut self, time: Duration) -> Self {
        self.poll_interval_in_seconds = Some(time.as_secs_f64());
        self
    }

    /// Told after each outcome, and at the end where duplicates came after the last.
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
