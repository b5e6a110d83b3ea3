//! Checks a job id and encodes it for a request's path.

use alloc::string::String;

use pulse_core::{JobIdProblem, check_job_id};
use wasm_bindgen::prelude::*;

use crate::host::values::encode_uri_component;

/// The id as it is, and percent-encoded for the path.
///
/// # Errors
/// Why the value is not a job id; nothing may be sent then.
pub fn job_path(job_id: JsValue) -> Result<(String, JsValue), &'static str> {
    let Some(id) = job_id.as_string() else {
        return Err("jobId must be a string");
    };
    match check_job_id(&id) {
        Ok(true) => Ok((id, job_id)),
        // A lone surrogate reaches Rust as U+FFFD, which is not a plain character.
        Ok(false) => match encode_uri_component(&job_id) {
            Ok(path) => Ok((id, path)),
            Err(_) => Err("jobId has a lone surrogate, which a URL cannot contain"),
        },
        Err(JobIdProblem::Empty) => Err("jobId is empty"),
        Err(JobIdProblem::DotSegment) => {
            Err("jobId must not be . or .., which would reach another resource")
        }
    }
}
