//! A job id as it stands in a request's path, checked.

use alloc::string::String;

use pulse_core::{JobIdProblem, check_job_id};
use wasm_bindgen::prelude::*;

use crate::errors;

#[wasm_bindgen]
extern "C" {
    /// The platform's own, which throws for a lone surrogate.
    #[wasm_bindgen(catch, js_name = encodeURIComponent)]
    fn encode_uri_component(text: &JsValue) -> Result<JsValue, JsValue>;
}

/// The id, and what stands for it in the path.
///
/// # Errors
/// A validation error for what is no job id: nothing is sent.
pub fn job_path(job_id: &JsValue) -> Result<(String, JsValue), JsValue> {
    let problem = match job_id.as_string() {
        None => "jobId must be a string",
        Some(id) => match check_job_id(&id) {
            Ok(true) => return Ok((id, job_id.clone())),
            // A lone surrogate reached Rust as U+FFFD, which is none of the plain characters.
            Ok(false) => match encode_uri_component(job_id) {
                Ok(path) => return Ok((id, path)),
                Err(_) => "jobId has a lone surrogate, which no URL can carry",
            },
            Err(JobIdProblem::Empty) => "jobId is empty",
            Err(JobIdProblem::DotSegment) => {
                "jobId must not be . or .., which would reach another resource"
            }
        },
    };
    Err(errors::validation(problem))
}
