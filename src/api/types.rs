//! What the API answers, as types.

use alloc::collections::BTreeMap;
use alloc::string::String;

use gloo_net::http::Headers;
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};

use crate::host::values::property;

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
    /// What went wrong, where the job failed.
    #[serde(default)]
    pub error: Option<String>,
    /// What was extracted, where the job completed.
    #[serde(default)]
    pub result: Option<Json>,
}

/// A JSON value of a shape that the API leaves open.
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
    Array(alloc::vec::Vec<Self>),
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

/// What is told of a response beside its data.
#[derive(Debug)]
pub struct RawResponse {
    /// The status code.
    pub status: u16,
    /// The headers; None where a custom fetch gave something else.
    pub headers: Option<Headers>,
    /// Where the response came from.
    pub url: String,
}

impl RawResponse {
    pub(super) fn of(raw: &JsValue) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a status is a small whole number; `as` saturates"
        )]
        let status = property(raw, "status").as_f64().unwrap_or_default() as u16;
        Self {
            status,
            headers: property(raw, "headers")
                .dyn_into()
                .ok()
                .map(Headers::from_raw),
            url: property(raw, "url").as_string().unwrap_or_default(),
        }
    }
}
