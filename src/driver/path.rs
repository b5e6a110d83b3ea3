//! A job id as it stands in a request's path, checked.

use alloc::string::String;

use pulse_core::{Encoded, JobIdProblem, encode_job_id};
use wasm_bindgen::prelude::*;

use crate::errors;

#[wasm_bindgen]
extern "C" {
    /// The platform's own, which throws for a lone surrogate and does nothing else here.
    #[wasm_bindgen(catch, js_name = encodeURIComponent)]
    fn encode_uri_component(text: &JsValue) -> Result<JsValue, JsValue>;
}

/// The id, and what stands for it in the path.
///
/// # Errors
/// A validation error for what is no job id: nothing is sent.
pub fn job_path(job_id: &JsValue) -> Result<(String, JsValue), JsValue> {
    let Some(id) = job_id.as_string() else {
        return Err(errors::validation("jobId must be a string"));
    };
    // A lone surrogate reaches Rust as U+FFFD, so only then is there something to tell apart.
    if has_replacement(&id) && encode_uri_component(job_id).is_err() {
        return Err(errors::validation(
            "jobId has a lone surrogate, which no URL can carry",
        ));
    }
    let path = match encode_job_id(&id) {
        Ok(Encoded::AsIs) => job_id.clone(),
        Ok(Encoded::Escaped(text)) => JsValue::from_str(&text),
        Err(JobIdProblem::Empty) => return Err(errors::validation("jobId is empty")),
        Err(JobIdProblem::DotSegment) => {
            return Err(errors::validation(
                "jobId must not be . or .., which would reach another resource",
            ));
        }
    };
    Ok((id, path))
}

/// Whether U+FFFD is there; by bytes, which costs a tenth of a search for a char.
fn has_replacement(text: &str) -> bool {
    let mark = [0xEF, 0xBF, 0xBD];
    text.as_bytes()
        .windows(mark.len())
        .any(|bytes| bytes == mark)
}
