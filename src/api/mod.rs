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

mod call;
mod error;
mod options;
mod types;

use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

pub use error::{Error, ErrorKind};
pub use options::{ClientOptions, RequestOptions, WaitOptions};
pub use types::{
    CancellationOutcome, JobCancellationResponse, JobStatusResponse, Outcome, RawResponse,
};

use crate::client::{ClientCore, JobOf};
use crate::host::values::property;
use crate::options::CallKind;
use pulse_core::Endpoint;

/// A client of the Pulse API's jobs.
///
/// Cloning is cheap, and clones share the gate and the retry budget. Dropping a call's future aborts the call.
#[derive(Clone)]
pub struct Client {
    core: ClientCore,
}

impl Client {
    /// A client with these options.
    ///
    /// # Errors
    /// [`ErrorKind::Validation`] for what can be judged at once: no key, a base URL that is no URL, a time of 0.
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
        let data = call::data(property(&both, "data"))?;
        let raw = property(&both, "rawResponse");
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
    /// As [`Client::cancel_job`]; a deadline is for the whole wait.
    pub async fn wait_for_job(
        &self,
        job_id: &str,
        options: &WaitOptions,
    ) -> Result<JobStatusResponse, Error> {
        self.call(CallKind::Wait, job_id, options.to_value()?).await
    }

    /// Cancels a job, then polls it until it has ended: what really became of it.
    ///
    /// # Errors
    /// As [`Client::cancel_job`]; a deadline is for all of it.
    pub async fn cancel_job_and_wait(
        &self,
        job_id: &str,
        options: &WaitOptions,
    ) -> Result<CancellationOutcome, Error> {
        self.call(CallKind::CancelAndWait, job_id, options.to_value()?)
            .await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        kind: CallKind,
        job_id: &str,
        options: JsValue,
    ) -> Result<T, Error> {
        call::data(self.begin(kind, job_id, &options).data().await?)
    }

    fn begin(&self, kind: CallKind, job_id: &str, options: &JsValue) -> call::Pending {
        let job_id = JsValue::from_str(job_id);
        self.core.call(kind, JobOf::Id(&job_id), options).into()
    }
}
