//! The typed Rust API for Rust web apps: the same calls, over the same core and driver as the npm package.
//!
//! ```no_run
//! # async fn run() -> Result<(), pulse_wasm::Error> {
//! use pulse_wasm::{Client, ClientOptions};
//!
//! let client = Client::new(ClientOptions::default().api_key("YOUR_API_KEY"))?;
//! let response = client.cancel_job("abc123-def456-ghi789").await?;
//! println!("Job {} cancelled: {}", response.job_id, response.message);
//! # Ok(())
//! # }
//! ```

mod bulk;
mod bulk_options;
mod call;
mod error;
mod fields;
mod ids;
mod options;
mod outcomes;
mod types;

use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

pub use bulk::{BulkRun, SummaryFuture};
pub use bulk_options::BulkOptions;
pub use error::{Error, ErrorKind};
pub use ids::JobIds;
pub use options::{ClientOptions, RequestOptions, WaitOptions};
pub use outcomes::{JobFailure, JobOutcome, JobResult, Progress, SkipReason, StopReason, Summary};
pub use types::{
    CancellationOutcome, JobCancellationResponse, JobStatusResponse, Json, Outcome, RawResponse,
};

use crate::client::{ClientCore, JobOf};
use crate::options::{CallKind, RunKind};
use pulse_core::Endpoint;

/// A client of the Pulse API's jobs.
///
/// Cloning is cheap, and clones share the gate and the retry budget. Dropping a call's future aborts the call, dropping a
/// run's stream the run. A client is neither `Send` nor `Sync`: what it holds belongs to one thread's JavaScript.
#[derive(Clone)]
pub struct Client {
    core: ClientCore,
}

impl Client {
    /// A client with these options.
    ///
    /// # Errors
    /// [`ErrorKind::Validation`] for an option that can be checked at once: an invalid key or base URL, a timeout of 0.
    pub fn new(options: ClientOptions) -> Result<Self, Error> {
        let (key, value) = options.into_parts()?;
        Ok(Self {
            core: ClientCore::new(&value, Some(key))?,
        })
    }

    /// `DELETE /job/{jobId}`: attempts to cancel a job that is pending or processing.
    ///
    /// # Errors
    /// See [`ErrorKind`]. The call is idempotent and is tried again after network failures, 408, 429 and 5xx.
    pub async fn cancel_job(&self, job_id: &str) -> Result<JobCancellationResponse, Error> {
        self.cancel_job_with(job_id, &RequestOptions::default())
            .await
    }

    /// [`Client::cancel_job`] with options of its own.
    ///
    /// # Errors
    /// As [`Client::cancel_job`].
    pub async fn cancel_job_with(
        &self,
        job_id: &str,
        options: &RequestOptions,
    ) -> Result<JobCancellationResponse, Error> {
        self.call(
            CallKind::Once(Endpoint::CancelJob),
            job_id,
            options.to_value()?,
        )
        .await
    }

    /// [`Client::cancel_job_with`], with the response's status and headers beside the data.
    ///
    /// # Errors
    /// As [`Client::cancel_job`].
    pub async fn cancel_job_raw(
        &self,
        job_id: &str,
        options: &RequestOptions,
    ) -> Result<(JobCancellationResponse, RawResponse), Error> {
        let value = options.to_value()?;
        let pending = self.begin(CallKind::Once(Endpoint::CancelJob), job_id, &value);
        let both = pending.with_raw_response().await?;
        let data = fields::data(fields::field(&both, "data"))?;
        let raw = fields::field(&both, "rawResponse");
        Ok((data, RawResponse::of(&raw)))
    }

    /// `GET /job/{jobId}`: the job's state.
    ///
    /// # Errors
    /// As [`Client::cancel_job`].
    pub async fn get_job(&self, job_id: &str) -> Result<JobStatusResponse, Error> {
        self.get_job_with(job_id, &RequestOptions::default()).await
    }

    /// [`Client::get_job`] with options of its own.
    ///
    /// # Errors
    /// As [`Client::cancel_job`].
    pub async fn get_job_with(
        &self,
        job_id: &str,
        options: &RequestOptions,
    ) -> Result<JobStatusResponse, Error> {
        self.call(
            CallKind::Once(Endpoint::GetJob),
            job_id,
            options.to_value()?,
        )
        .await
    }

    /// Polls a job until it has ended, and returns its last state.
    ///
    /// # Errors
    /// As [`Client::cancel_job`]; a deadline covers the whole wait.
    pub async fn wait_for_job(
        &self,
        job_id: &str,
        options: &WaitOptions,
    ) -> Result<JobStatusResponse, Error> {
        self.call(CallKind::Wait, job_id, options.to_value()?).await
    }

    /// Cancels a job, then polls it until it has ended, and says how it really ended.
    ///
    /// # Errors
    /// As [`Client::cancel_job`]; a deadline covers the whole call.
    pub async fn cancel_job_and_wait(
        &self,
        job_id: &str,
        options: &WaitOptions,
    ) -> Result<CancellationOutcome, Error> {
        self.call(CallKind::CancelAndWait, job_id, options.to_value()?)
            .await
    }

    /// Cancels many jobs; each distinct id once. The run begins at the call.
    ///
    /// ```no_run
    /// # async fn run(client: pulse_wasm::Client) -> Result<(), pulse_wasm::Error> {
    /// use pulse_wasm::{BulkOptions, JobResult};
    ///
    /// let mut run = client.cancel_jobs(["job-1", "job-2"], &BulkOptions::default().confirm());
    /// while let Some(outcome) = run.next().await {
    ///     let outcome = outcome?;
    ///     match outcome.result {
    ///         JobResult::Cancelled { job, .. } => println!("{}: {job:?}", outcome.job_id),
    ///         other => println!("{}: {other:?}", outcome.job_id),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A job's failure is its outcome, and does not stop the rest. If the options are refused, the stream's last item, or the
    /// summary, is an error.
    pub fn cancel_jobs(&self, job_ids: impl Into<JobIds>, options: &BulkOptions) -> BulkRun {
        self.run(RunKind::Cancel, job_ids.into(), options)
    }

    /// Gets the state of many jobs.
    ///
    /// # Errors
    /// As [`Client::cancel_jobs`].
    pub fn get_jobs(&self, job_ids: impl Into<JobIds>, options: &BulkOptions) -> BulkRun {
        self.run(RunKind::Status, job_ids.into(), options)
    }

    /// Polls many jobs until each has ended.
    ///
    /// # Errors
    /// As [`Client::cancel_jobs`].
    pub fn wait_for_jobs(&self, job_ids: impl Into<JobIds>, options: &BulkOptions) -> BulkRun {
        self.run(RunKind::Wait, job_ids.into(), options)
    }

    fn run(&self, kind: RunKind, job_ids: JobIds, options: &BulkOptions) -> BulkRun {
        match options.to_value() {
            Ok(options) => {
                let (ids, remaining) = job_ids.into_parts();
                BulkRun::new(self.core.run(kind, &ids, &options), remaining)
            }
            Err(error) => BulkRun::refused(error),
        }
    }

    async fn call<T: DeserializeOwned>(
        &self,
        kind: CallKind,
        job_id: &str,
        options: JsValue,
    ) -> Result<T, Error> {
        fields::data(self.begin(kind, job_id, &options).data().await?)
    }

    fn begin(&self, kind: CallKind, job_id: &str, options: &JsValue) -> call::Pending {
        let job_id = JsValue::from_str(job_id);
        self.core.call(kind, JobOf::Id(&job_id), options).into()
    }
}
