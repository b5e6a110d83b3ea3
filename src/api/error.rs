//! The error of the typed API: an opaque wrapper of the JavaScript error, so that nothing of it is lost.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use core::cell::OnceCell;
use core::fmt;
use core::time::Duration;

use gloo_net::http::Headers;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

use super::fields::{count, field, number, text};
use crate::host::typed::kind_of;

/// Deeper causes are left out: a chain of JavaScript errors may be circular.
const DEEPEST: u8 = 16;

/// Why a call failed.
///
/// It wraps the JavaScript error that the npm package would have thrown, which `JsValue::from` returns, so that `?` works in an
/// exported function. Like any JavaScript value, it is neither `Send` nor `Sync`.
#[derive(Clone)]
pub struct Error {
    value: JsValue,
    /// Its cause, made when it is first asked for.
    source: OnceCell<Option<Box<Self>>>,
    depth: u8,
}

/// What kind of failure it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The server responded with an error status, or with something that the API does not promise.
    Status(u16),
    /// An attempt took longer than its timeout, or the call longer than its deadline.
    Timeout,
    /// The server could not be reached, or its response was cut off.
    Connection,
    /// The signal was aborted.
    Abort,
    /// Bad arguments; nothing was sent.
    Validation,
    /// An earlier 429 asked for a longer wait than a call allows; nothing was sent.
    RateLimited,
    /// Anything else, such as a redirect or a supplier that threw.
    Other,
}

impl Error {
    /// What kind of failure it was.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        if let Some(status) = self.status_code() {
            return ErrorKind::Status(status);
        }
        match kind_of(&self.value).as_str() {
            "timeout" => ErrorKind::Timeout,
            "connection" => ErrorKind::Connection,
            "abort" => ErrorKind::Abort,
            "validation" => ErrorKind::Validation,
            "rate-limited" => ErrorKind::RateLimited,
            _ => ErrorKind::Other,
        }
    }

    /// The status the server answered with.
    #[must_use]
    pub fn status_code(&self) -> Option<u16> {
        number(&self.value, "statusCode")?;
        u16::try_from(count(&self.value, "statusCode")).ok()
    }

    /// One readable line, with the server's own message and code. It never contains the key.
    #[must_use]
    pub fn message(&self) -> String {
        text(&self.value, "message")
            .or_else(|| self.value.as_string())
            // A cause may be any value that was thrown.
            .unwrap_or_else(|| format!("{:?}", self.value))
    }

    /// The server's error code, such as `AUTH_002`.
    #[must_use]
    pub fn code(&self) -> Option<String> {
        text(&self.value, "code")
    }

    /// The job that the call was about; None where its id was refused.
    #[must_use]
    pub fn job_id(&self) -> Option<String> {
        text(&self.value, "jobId")
    }

    /// Requests sent before the call failed.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        count(&self.value, "attempts")
    }

    /// How long the server asked to wait before another attempt.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let seconds = number(&self.value, "retryAfterInSeconds")?;
        Duration::try_from_secs_f64(seconds).ok()
    }

    /// The body that the server sent, as a type: None if there is no body of that shape. It is as received: if the server
    /// echoed the key, it contains it.
    #[must_use]
    pub fn body<T: DeserializeOwned>(&self) -> Option<T> {
        serde_wasm_bindgen::from_value(field(&self.value, "body")).ok()
    }

    /// The headers of the response.
    #[must_use]
    pub fn headers(&self) -> Option<Headers> {
        let raw = field(&field(&self.value, "rawResponse"), "headers");
        raw.dyn_into().ok().map(Headers::from_raw)
    }

    /// The JavaScript error.
    #[must_use]
    pub fn into_value(self) -> JsValue {
        self.value
    }

    fn cause(&self) -> Option<Box<Self>> {
        let value = field(&self.value, "cause");
        let depth = self.depth.saturating_add(1);
        (!value.is_undefined() && depth <= DEEPEST).then(|| {
            Box::new(Self {
                depth,
                ..Self::from(value)
            })
        })
    }
}

/// What JavaScript threw, whatever it is.
impl From<JsValue> for Error {
    fn from(value: JsValue) -> Self {
        Self {
            value,
            source: OnceCell::new(),
            depth: 0,
        }
    }
}

/// The JavaScript error.
impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        error.value
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("message", &self.message())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl core::error::Error for Error {
    /// What was thrown, or why the signal was aborted: the JavaScript error's `cause`, as received.
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        let source = self.source.get_or_init(|| self.cause()).as_deref()?;
        Some(source)
    }
}
