//! Checks a job id and encodes it for a request's path.

use alloc::string::String;

use pulse_core::{JobIdProblem, check_job_id};
use wasm_bindgen::prelude::*;

use crate::host::{options::id_text, settle, values::encode_uri_component};

/// Why an id that is the key is refused: it would be in URLs and logs.
pub const IS_KEY: &str = "jobId is the API key";

/// The id as it is, and percent-encoded for the path. `slot` is that of the record that holds it; `key` is the API key, "" for none.
///
/// # Errors
/// Why the value is not a job id; nothing may be sent then.
pub fn job_path(slot: u32, job_id: JsValue, key: &str) -> Result<(String, JsValue), &'static str> {
    let Some(id) = id_text(&job_id) else {
        return Err("jobId must be a string (a promise has to be awaited first)");
    };
    // A file's last line is easily read with its line break.
    if id.trim_ascii() == key && settle::hide_id(slot, key) {
        return Err(IS_KEY);
    }
    match check_job_id(&id) {
        Ok(()) => match encode_uri_component(&job_id) {
            Ok(path) => Ok((id, path)),
            Err(_) => Err("jobId has a lone surrogate, which a URL cannot contain"),
        },
        Err(JobIdProblem::Empty) => Err("jobId is empty"),
        Err(JobIdProblem::TooLong) => Err("jobId is longer than 1024 characters"),
        Err(JobIdProblem::DotSegment) => {
            Err("jobId must not be . or .., which would reach another resource")
        }
    }
}
