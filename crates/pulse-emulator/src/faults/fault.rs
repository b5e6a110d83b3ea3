//! What a fault does to one response.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use serde::Deserialize;

/// How far a response has got when something happens to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Nothing has been sent yet.
    BeforeHeaders,
    /// Half of the body has been sent.
    MidBody,
}

/// A body: a prefix, padding and a suffix.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// What comes first.
    pub prefix: Bytes,
    /// How many bytes of padding follow it.
    pub padding: u64,
    /// What comes last.
    pub suffix: Bytes,
}

impl From<Bytes> for Content {
    fn from(prefix: Bytes) -> Self {
        Self {
            prefix,
            ..Self::default()
        }
    }
}

/// What is done to a response.
#[derive(Debug)]
pub struct Fault {
    /// Whether the request takes its usual effect first.
    pub apply: bool,
    /// The status; `None`: the usual one.
    pub status: Option<StatusCode>,
    /// Headers that replace the usual ones of the same name; without values, the header is left out.
    pub headers: Vec<(HeaderName, Vec<HeaderValue>)>,
    /// The body; `None`: the usual one, or one that goes with the status.
    pub body: Option<Content>,
    /// A pause before the headers.
    pub delay: Duration,
    /// A pause after half of the body.
    pub body_delay: Duration,
    /// Where the connection is closed.
    pub cut: Option<Stage>,
    /// Whether it is closed with an RST.
    pub reset: bool,
    /// Where the response stops forever.
    pub hang: Option<Stage>,
    /// Whether the body's length is announced.
    pub content_length: bool,
}
