//! The bodies of the API's responses, as types.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use gloo_net::http::Headers;
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};

use super::fields::{count, field, text};

/// Confirmation that a cancellation was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct JobCancellationResponse {
    /// Identifier of the job that was cancelled.
    pub job_id: String,
    /// Human-readable confirmation message.
    pub message: String,
}

/// A job's state.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct JobStatusResponse {
    /// Identifier of the job.
    pub job_id: String,
    /// As the server spelt it: pending, processing, completed, failed, canceled, expired, or something new.
    pub status: String,
    /// ISO 8601.
    pub created_at: String,
    /// ISO 8601.
    #[serde(default)]
    pub updated_at: Option<String>,
    /// What went wrong, if the job failed.
    #[serde(default)]
    pub error: Option<String>,
    /// What was extracted, if the job completed.
    #[serde(default)]
    pub result: Option<Json>,
}

/// A JSON value whose shape the API does not specify.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Json {
    /// true or false
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Self>),
    /// An object.
    Object(BTreeMap<String, Self>),
    /// null
    Null,
}

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It was cancelled.
    Canceled,
    /// It was completed before the cancellation took effect.
    Completed,
    /// It failed.
    Failed,
    /// Its output was purged.
    Expired,
}

/// What became of a job that was cancelled.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct CancellationOutcome {
    /// How it ended.
    pub outcome: Outcome,
    /// Its last state.
    pub job: JobStatusResponse,
}

/// A response without its body.
#[derive(Debug)]
#[non_exhaustive]
pub struct RawResponse {
    /// The status code.
    pub status: u16,
    /// The status text; empty over HTTP/2, which has none.
    pub status_text: String,
    /// The headers; None if a custom fetch returned something else.
    pub headers: Option<Headers>,
    /// The response's URL.
    pub url: String,
    /// Whether redirects were followed; only a custom fetch does that.
    pub redirected: bool,
    /// The response's type as fetch has it: `basic`, `cors` or `default`.
    pub response_type: String,
}

impl RawResponse {
    pub(super) fn of(raw: &JsValue) -> Self {
        Self {
            status: u16::try_from(count(raw, "status")).unwrap_or_default(),
            status_text: text(raw, "statusText").unwrap_or_default(),
            headers: field(raw, "headers").dyn_into().ok().map(Headers::from_raw),
            url: text(raw, "url").unwrap_or_default(),
            redirected: field(raw, "redirected").is_truthy(),
            response_type: text(raw, "type").unwrap_or_default(),
        }
    }
}
