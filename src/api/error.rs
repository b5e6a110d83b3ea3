//! The error of the typed API: an opaque wrapper of the JavaScript error, so that nothing of it is lost.

use alloc::string::String;
use core::fmt;
use core::time::Duration;

use gloo_net::http::Headers;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

use crate::host::values::property;

/// Why a call failed.
#[derive(Clone)]
pub struct Error {
    value: JsValue,
}

/// What kind of failure it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The server answered with an error status, or with what the API does not promise.
    Status(u16),
    /// An attempt took longer than its timeout, or the call longer than its deadline.
    Timeout,
    /// The server was not reached, or its answer did not arrive whole.
    Connection,
    /// The signal was aborted.
    Abort,
    /// Bad arguments; nothing was sent.
    Validation,
    /// Anything else, such as a supplier that threw.
    Other,
}

impl Error {
    /// What kind of failure it was.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        let name = property(&self.value, "name").as_string();
        match (self.status_code(), name.as_deref()) {
            (Some(status), _) => ErrorKind::Status(status),
            (None, Some("PulseTimeoutError")) => ErrorKind::Timeout,
            (None, Some("PulseConnectionError")) => ErrorKind::Connection,
            (None, Some("AbortError")) => ErrorKind::Abort,
            (None, Some("PulseValidationError")) => ErrorKind::Validation,
            _ => ErrorKind::Other,
        }
    }

    /// The status the server answered with.
    #[must_use]
    pub fn status_code(&self) -> Option<u16> {
        number(&self.value, "statusCode")
            .filter(|status| (0.0..=999.0).contains(status))
            .map(|status| {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "from 0 to 999"
                )]
                let status = status as u16;
                status
            })
    }

    /// One readable line, with the server's own message and code.
    #[must_use]
    pub fn message(&self) -> String {
        property(&self.value, "message")
            .as_string()
            .unwrap_or_default()
    }

    /// The server's error code, such as `AUTH_002`.
    #[must_use]
    pub fn code(&self) -> Option<String> {
        property(&self.value, "code").as_string()
    }

    /// Requests sent before the call failed.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count; `as` saturates"
        )]
        let attempts = number(&self.value, "attempts").unwrap_or_default() as u32;
        attempts
    }

    /// How long the server asked to wait before another try.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let seconds = number(&self.value, "retryAfterInSeconds")?;
        Duration::try_from_secs_f64(seconds).ok()
    }

    /// The body the server sent, as a type: None where there is none of that shape.
    #[must_use]
    pub fn body<T: DeserializeOwned>(&self) -> Option<T> {
        serde_wasm_bindgen::from_value(property(&self.value, "body")).ok()
    }

    /// The headers of the response.
    #[must_use]
    pub fn headers(&self) -> Option<Headers> {
        let raw = property(&property(&self.value, "rawResponse"), "headers");
        raw.dyn_into().ok().map(Headers::from_raw)
    }

    /// The JavaScript error.
    #[must_use]
    pub fn into_value(self) -> JsValue {
        self.value
    }
}

fn number(value: &JsValue, name: &str) -> Option<f64> {
    property(value, name).as_f64()
}

impl From<JsValue> for Error {
    fn from(value: JsValue) -> Self {
        Self { value }
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

impl core::error::Error for Error {}
