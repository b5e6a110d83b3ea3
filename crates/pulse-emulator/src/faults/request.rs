//! The JSON with which a test registers a fault, checked and turned into a rule.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::fault::{Content, Fault, Stage};
use super::registry::FaultRule;
use crate::errors::ApiError;

/// Bodies must be smaller than this: one tebibyte.
const MAX_PADDING: u64 = 1 << 40;

/// The JSON of `POST /_emulator/faults`.
///
/// `jobId` (decoded), `method` and `key` select requests, and `times` says how many (default 1; 0
/// means no limit). Without `status` and `body` the response is the usual one. Without `apply` the
/// request has no effect, even if its response is the usual one. A header set to null is left out.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FaultRequest {
    job_id: Option<String>,
    method: Option<String>,
    key: Option<String>,
    times: Option<u64>,
    #[serde(default)]
    apply: bool,
    status: Option<u16>,
    #[serde(default)]
    headers: BTreeMap<String, Values>,
    body: Option<String>,
    body_base64: Option<String>,
    body_bytes: Option<u64>,
    body_prefix: Option<String>,
    body_suffix: Option<String>,
    #[serde(default)]
    delay_ms: u64,
    #[serde(default)]
    body_delay_ms: u64,
    cut: Option<Stage>,
    #[serde(default)]
    reset: bool,
    hang: Option<Stage>,
    content_length: Option<bool>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Values {
    None(()),
    One(String),
    Many(Vec<String>),
}

impl FaultRequest {
    /// The rule, or an error that says what is wrong with the request.
    pub fn into_rule(self) -> Result<FaultRule, ApiError> {
        let method = self.method.as_deref().map(method).transpose()?;
        let body = self.content()?;
        let status = self.status.map(status).transpose()?;
        if self.hang.is_some() && (self.cut.is_some() || self.reset) {
            return Err(ApiError::field("hang excludes cut and reset"));
        }
        let headers = self
            .headers
            .into_iter()
            .map(header)
            .collect::<Result<_, _>>()?;
        let fault = Fault {
            apply: self.apply,
            status,
            headers,
            body,
            delay: Duration::from_millis(self.delay_ms),
            body_delay: Duration::from_millis(self.body_delay_ms),
            cut: self.cut.or(self.reset.then_some(Stage::BeforeHeaders)),
            reset: self.reset,
            hang: self.hang,
            content_length: self.content_length.unwrap_or(true),
        };
        Ok(FaultRule {
            job_id: self.job_id,
            method,
            key: self.key,
            remaining: match self.times {
                None => Some(1),
                Some(0) => None,
                times => times,
            },
            fault: Arc::new(fault),
        })
    }

    fn content(&self) -> Result<Option<Content>, ApiError> {
        let has_affixes = self.body_prefix.is_some() || self.body_suffix.is_some();
        match (&self.body, &self.body_base64, self.body_bytes) {
            (None, None, None) if has_affixes => {
                Err(ApiError::field("bodyPrefix and bodySuffix need bodyBytes"))
            }
            (None, None, None) => Ok(None),
            (Some(text), None, None) if !has_affixes => Ok(Some(copy(text).into())),
            (None, Some(text), None) if !has_affixes => {
                let bytes = STANDARD
                    .decode(text)
                    .map_err(|error| ApiError::field(format!("bodyBase64: {error}")))?;
                Ok(Some(Bytes::from(bytes).into()))
            }
            (None, None, Some(MAX_PADDING..)) => {
                Err(ApiError::field("bodyBytes must be less than 2^40"))
            }
            (None, None, Some(padding)) => Ok(Some(Content {
                prefix: copy(self.body_prefix.as_deref().unwrap_or("")),
                padding,
                suffix: copy(self.body_suffix.as_deref().unwrap_or("")),
            })),
            _ => Err(ApiError::field(
                "body, bodyBase64 and bodyBytes exclude each other; \
                 bodyPrefix and bodySuffix go with bodyBytes alone",
            )),
        }
    }
}

fn copy(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}

fn method(name: &str) -> Result<Method, ApiError> {
    match name {
        "DELETE" => Ok(Method::DELETE),
        "GET" => Ok(Method::GET),
        "POST" => Ok(Method::POST),
        "OPTIONS" => Ok(Method::OPTIONS),
        _ => Err(ApiError::field(
            "method must be DELETE, GET, POST or OPTIONS",
        )),
    }
}

fn status(number: u16) -> Result<StatusCode, ApiError> {
    let known = (200..=599)
        .contains(&number)
        .then(|| StatusCode::from_u16(number).ok())
        .flatten();
    known.ok_or_else(|| ApiError::field("status must be a number from 200 to 599"))
}

fn header((name, values): (String, Values)) -> Result<(HeaderName, Vec<HeaderValue>), ApiError> {
    let parsed = HeaderName::try_from(&name)
        .map_err(|_| ApiError::field(format!("headers: {name:?} is no header name")))?;
    let values = match values {
        Values::None(()) => Vec::new(),
        Values::One(value) => vec![value],
        Values::Many(values) => values,
    };
    let values = values.into_iter().map(|value| {
        HeaderValue::try_from(value)
            .map_err(|_| ApiError::field(format!("headers: the value of {name} is illegal")))
    });
    Ok((parsed, values.collect::<Result<_, _>>()?))
}
