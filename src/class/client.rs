//! The class `PulseClient`, for all but the npm package.

use pulse_core::Endpoint;
use wasm_bindgen::prelude::*;

use super::Jobs;
use crate::client::{ClientCore, JobOf};
use crate::errors;
use crate::options::CallKind;

/// A client of the Pulse API. Making one sends nothing.
#[wasm_bindgen(skip_typescript)]
pub struct PulseClient {
    core: ClientCore,
    jobs: JsValue,
}

#[wasm_bindgen]
impl PulseClient {
    /// A client with these options.
    ///
    /// # Errors
    /// A `PulseValidationError` for an option that can be checked at once.
    #[wasm_bindgen(constructor, skip_typescript)]
    pub fn new(options: &JsValue) -> Result<Self, JsValue> {
        let core = ClientCore::new(options, None)?;
        let jobs = JsValue::from(Jobs { core: core.clone() });
        Ok(Self { core, jobs })
    }

    /// The error classes, by their names: wasm-bindgen cannot export classes written in JavaScript.
    #[must_use]
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn errors() -> JsValue {
        errors::classes()
    }

    /// The methods about jobs.
    #[must_use]
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn jobs(&self) -> JsValue {
        self.jobs.clone()
    }

    /// `DELETE /job/{jobId}`, short for `jobs.cancelJob({ jobId })`.
    #[must_use]
    #[wasm_bindgen(js_name = cancelJob, skip_typescript)]
    pub fn cancel_job(&self, job_id: &JsValue, options: &JsValue) -> JsValue {
        let kind = CallKind::Once(Endpoint::CancelJob);
        self.core.call(kind, JobOf::Id(job_id), options).promise
    }
}
