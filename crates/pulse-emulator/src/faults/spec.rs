//! How a test words a fault, and what is made of it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::book::Rule;
use crate::errors::Failure;

/// Where in an answer something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Point {
    /// Nothing has been sent yet.
    BeforeHeaders,
    /// Half of the body has been sent.
    MidBody,
}

/// A body: some text, filler, some text.
#[derive(Debug, Clone, Default)]
pub struct Filling {
    /// What comes first.
    pub prefix: Bytes,
    /// How many bytes of filler follow.
    pub filler: u64,
    /// What comes last.
    pub suffix: Bytes,
}

impl From<Bytes> for Filling {
    fn from(prefix: Bytes) -> Self {
        Self {
            prefix,
            ..Self::default()
        }
    }
}

/// What is done to an answer.
#[derive(Debug)]
pub struct Spoil {
    /// Whether the request has its usual effect first.
    pub apply: bool,
    /// The status; none: the usual one.
    pub status: Option<StatusCode>,
    /// Headers that replace the usual ones of their name; no values: the header is left out.
    pub headers: Vec<(HeaderName, Vec<HeaderValue>)>,
    /// The body; none: the usual one, or one that fits the status.
    pub body: Option<Filling>,
    /// A pause before the headers.
    pub delay: Duration,
    /// A pause after half of the body.
    pub body_delay: Duration,
    /// Where the connection is closed.
    pub cut: Option<Point>,
    /// Whether it is closed by a RST.
    pub reset: bool,
    /// Where the answer stops for ever.
    pub hang: Option<Point>,
    /// Whether the body's length is announced.
    pub content_length: bool,
}

/// The largest body that can be asked for: a terabyte.
const MAX_FILLER: u64 = 1 << 40;

/// The JSON of `POST /_emulator/faults`.
///
/// Which requests: `jobId` (decoded), `method`, `key`; how many of them: `times` (1; 0 for ever).
/// Without `status` and `body` the answer is the usual one. Without `apply` the request has no
/// effect, even where its answer is the usual one. A header of the value null is left out.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Spec {
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
    cut: Option<Point>,
    #[serde(default)]
    reset: bool,
    hang: Option<Point>,
    content_length: Option<bool>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Values {
    None(()),
    One(String),
    Many(Vec<String>),
}

impl Spec {
    /// The fault, or what is wrong with its wording.
    pub fn into_rule(self) -> Result<Rule, Failure> {
        let method = self.method.as_deref().map(method).transpose()?;
        let body = self.filling()?;
        let status = self.status.map(status).transpose()?;
        if self.hang.is_some() && (self.cut.is_some() || self.reset) {
            return Err(Failure::field("hang excludes cut and reset"));
        }
        let headers = self
            .headers
            .into_iter()
            .map(header)
            .collect::<Result<_, _>>()?;
        let spoil = Spoil {
            apply: self.apply,
            status,
            headers,
            body,
            delay: Duration::from_millis(self.delay_ms),
            body_delay: Duration::from_millis(self.body_delay_ms),
            cut: self.cut.or(self.reset.then_some(Point::BeforeHeaders)),
            reset: self.reset,
            hang: self.hang,
            content_length: self.content_length.unwrap_or(true),
        };
        Ok(Rule {
            job_id: self.job_id,
            method,
            key: self.key,
            left: match self.times {
                None => Some(1),
                Some(0) => None,
                times => times,
            },
            spoil: Arc::new(spoil),
        })
    }

    fn filling(&self) -> Result<Option<Filling>, Failure> {
        let framed = self.body_prefix.is_some() || self.body_suffix.is_some();
        match (&self.body, &self.body_base64, self.body_bytes) {
            (None, None, None) if framed => {
                Err(Failure::field("bodyPrefix and bodySuffix need bodyBytes"))
            }
            (None, None, None) => Ok(None),
            (Some(text), None, None) if !framed => Ok(Some(copy(text).into())),
            (None, Some(text), None) if !framed => {
                let bytes = STANDARD
                    .decode(text)
                    .map_err(|error| Failure::field(format!("bodyBase64: {error}")))?;
                Ok(Some(Bytes::from(bytes).into()))
            }
            (None, None, Some(MAX_FILLER..)) => {
                Err(Failure::field("bodyBytes must be less than 2^40"))
            }
            (None, None, Some(filler)) => Ok(Some(Filling {
                prefix: copy(self.body_prefix.as_deref().unwrap_or("")),
                filler,
                suffix: copy(self.body_suffix.as_deref().unwrap_or("")),
            })),
            _ => Err(Failure::field(
                "body, bodyBase64 and bodyBytes exclude each other; \
                 bodyPrefix and bodySuffix go with bodyBytes alone",
            )),
        }
    }
}

fn copy(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}

fn method(name: &str) -> Result<Method, Failure> {
    match name {
        "DELETE" => Ok(Method::DELETE),
        "GET" => Ok(Method::GET),
        "POST" => Ok(Method::POST),
        "OPTIONS" => Ok(Method::OPTIONS),
        _ => Err(Failure::field(
            "method must be DELETE, GET, POST or OPTIONS",
        )),
    }
}

fn status(number: u16) -> Result<StatusCode, Failure> {
    let known = (200..=599)
        .contains(&number)
        .then(|| StatusCode::from_u16(number).ok())
        .flatten();
    known.ok_or_else(|| Failure::field("status must be a number from 200 to 599"))
}

fn header((name, values): (String, Values)) -> Result<(HeaderName, Vec<HeaderValue>), Failure> {
    let parsed = HeaderName::try_from(&name)
        .map_err(|_| Failure::field(format!("headers: {name:?} is no header name")))?;
    let values = match values {
        Values::None(()) => Vec::new(),
        Values::One(value) => vec![value],
        Values::Many(values) => values,
    };
    let values = values.into_iter().map(|value| {
        HeaderValue::try_from(value)
            .map_err(|_| Failure::field(format!("headers: the value of {name} is illegal")))
    });
    Ok((parsed, values.collect::<Result<_, _>>()?))
}
