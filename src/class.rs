//! The classes that JavaScript sees: `PulseClient`, and `Jobs` behind its property `jobs`. The npm package has a `PulseClient` of its
//! own, over `Jobs` alone: a second class would weigh half a kilobyte.
//!
//! Their types are written by hand, in types/, once for this crate's own package and for the npm package.

use wasm_bindgen::prelude::*;

use crate::client::{ClientCore, JobOf};
use crate::options::{CallKind, RunKind};
use pulse_core::Endpoint;

#[cfg(not(all(feature = "small", not(feature = "typed"), target_arch = "wasm32")))]
pub use client::PulseClient;

#[cfg(not(all(feature = "small", not(feature = "typed"), target_arch = "wasm32")))]
mod client;

/// The methods about jobs. A method does not throw: whatever is wrong rejects what it returns.
#[wasm_bindgen(skip_typescript)]
pub struct Jobs {
    core: ClientCore,
}

/// For the npm package.
#[cfg(all(feature = "small", not(feature = "typed"), target_arch = "wasm32"))]
#[wasm_bindgen]
impl Jobs {
    /// The jobs of a client with these options.
    ///
    /// # Errors
    /// A `PulseValidationError` for an option that can be checked at once.
    #[wasm_bindgen(constructor, skip_typescript)]
    pub fn new(options: &JsValue) -> Result<Self, JsValue> {
        let core = ClientCore::new(options, None)?;
        Ok(Self { core })
    }
}

#[wasm_bindgen]
impl Jobs {
    /// `DELETE /job/{jobId}`.
    #[must_use]
    #[wasm_bindgen(js_name = cancelJob, skip_typescript)]
    pub fn cancel_job(&self, request: &JsValue, options: &JsValue) -> JsValue {
        self.call(CallKind::Once(Endpoint::CancelJob), request, options)
    }

    /// `GET /job/{jobId}`.
    #[must_use]
    #[wasm_bindgen(js_name = getJob, skip_typescript)]
    pub fn get_job(&self, request: &JsValue, options: &JsValue) -> JsValue {
        self.call(CallKind::Once(Endpoint::GetJob), request, options)
    }

    /// Polls until the job has ended.
    #[must_use]
    #[wasm_bindgen(js_name = waitForJob, skip_typescript)]
    pub fn wait_for_job(&self, request: &JsValue, options: &JsValue) -> JsValue {
        self.call(CallKind::Wait, request, options)
    }

    /// Cancels the job, then polls until it has ended.
    #[must_use]
    #[wasm_bindgen(js_name = cancelJobAndWait, skip_typescript)]
    pub fn cancel_job_and_wait(&self, request: &JsValue, options: &JsValue) -> JsValue {
        self.call(CallKind::CancelAndWait, request, options)
    }

    /// Cancels many jobs.
    #[must_use]
    #[wasm_bindgen(js_name = cancelJobs, skip_typescript)]
    pub fn cancel_jobs(&self, job_ids: &JsValue, options: &JsValue) -> JsValue {
        self.core.run(RunKind::Cancel, job_ids, options).promise
    }

    /// Gets the state of many jobs.
    #[must_use]
    #[wasm_bindgen(js_name = getJobs, skip_typescript)]
    pub fn get_jobs(&self, job_ids: &JsValue, options: &JsValue) -> JsValue {
        self.core.run(RunKind::Status, job_ids, options).promise
    }

    /// Polls many jobs until each has ended.
    #[must_use]
    #[wasm_bindgen(js_name = waitForJobs, skip_typescript)]
    pub fn wait_for_jobs(&self, job_ids: &JsValue, options: &JsValue) -> JsValue {
        self.core.run(RunKind::Wait, job_ids, options).promise
    }

    fn call(&self, kind: CallKind, request: &JsValue, options: &JsValue) -> JsValue {
        self.core
            .call(kind, JobOf::Request(request), options)
            .promise
    }
}
