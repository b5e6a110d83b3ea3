//! A job id as it stands in a request's path, checked.

use alloc::string::String;

use pulse_core::{JobIdProblem, check_job_id};
use wasm_bindgen::prelude::*;

use crate::host::values::encode_uri_component;

/// The id, and what stands for it in the path.
///
/// # Errors
/// What is wrong with what is no job id: nothing is to be sent.
pub fn job_path(job_id: JsValue) -> Result<(String, JsValue), &'static str> {
    let Some(id) = job_id.as_string() else {
        return Err("jobId must be a string");
    };
    match check_job_id(&id) {
        Ok(true) => Ok((id, job_id)),
        // A lone surrogate reached Rust as U+FFFD, which is none of the plain characters.
        Ok(false) => match encode_uri_component(&job_id) {
            Ok(path) => Ok((id, path)),
            Err(_) => Err("jobId has a lone surrogate, which no URL can carry"),
        },
        Err(JobIdProblem::Empty) => Err("jobId is empty"),
        Err(JobIdProblem::DotSegment) => {
            Err("jobId must not be . or .., which would reach another resource")
        }
    }
}
