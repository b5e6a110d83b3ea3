//! Options of the typed API. They become JavaScript options, so that one set of checks serves both.

use alloc::collections::BTreeMap;
use alloc::string::String;
use core::time::Duration;

use js_sys::Object;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

use super::fields::{data, function};
use super::{Error, JobStatusResponse};
use crate::options;

/// Options of a [`super::Client`]. The defaults are those of the npm package.
#[derive(Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientOptions {
    /// Never serialised: the key stays in wasm memory.
    #[serde(skip)]
    api_key: Option<String>,
    base_url: Option<String>,
    headers: BTreeMap<String, String>,
    timeout_in_seconds: Option<f64>,
    deadline_in_seconds: Option<f64>,
    max_retries: Option<u32>,
    initial_retry_delay_in_seconds: Option<f64>,
    max_retry_delay_in_seconds: Option<f64>,
    allow_insecure: bool,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    fetch: JsValue,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    on_event: JsValue,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    signal: JsValue,
}

impl ClientOptions {
    /// The API key. Without it no key is sent, for a same-origin proxy that adds it.
    #[must_use]
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// The API's URL; default `https://api.runpulse.com`. A path such as `/api` is resolved against the page's origin.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// A header for each request.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }

    /// The time limit of one attempt, from sending to the last byte of the body; default 60 s.
    #[must_use]
    pub const fn timeout(mut self, time: Duration) -> Self {
        self.timeout_in_seconds = Some(time.as_secs_f64());
        self
    }

    /// The time limit of one call, all attempts and waits together; default none.
    #[must_use]
    pub const fn deadline(mut self, time: Duration) -> Self {
        self.deadline_in_seconds = Some(time.as_secs_f64());
        self
    }

    /// Attempts after the first; default 2.
    #[must_use]
    pub const fn max_retries(mut self, count: u32) -> Self {
        self.max_retries = Some(count);
        self
    }

    /// The first backoff, give or take a tenth; each further one is twice as long. At least a millisecond; default 1 s.
    #[must_use]
    pub const fn initial_retry_delay(mut self, time: Duration) -> Self {
        self.initial_retry_delay_in_seconds = Some(time.as_secs_f64());
        self
    }

    /// The longest backoff, and the longest wait that a server may ask for; default 60 s.
    #[must_use]
    pub const fn max_retry_delay(mut self, time: Duration) -> Self {
        self.max_retry_delay_in_seconds = Some(time.as_secs_f64());
        self
    }

    /// Allows the key over plain http to a host that is not loopback.
    #[must_use]
    pub const fn allow_insecure(mut self) -> Self {
        self.allow_insecure = true;
        self
    }

    /// A fetch function instead of the runtime's own.
    #[must_use]
    pub fn fetch(mut self, fetch: js_sys::Function) -> Self {
        self.fetch = fetch.into();
        self
    }

    /// Called for each attempt, response, retry and wait at the gate.
    #[must_use]
    pub fn on_event(mut self, handler: js_sys::Function) -> Self {
        self.on_event = handler.into();
        self
    }

    /// Ends every call of the client when it aborts, those to come included.
    #[must_use]
    pub fn signal(mut self, signal: &AbortSignal) -> Self {
        self.signal = signal.into();
        self
    }

    pub(super) fn into_parts(self) -> Result<(String, JsValue), Error> {
        let value = to_value(&self)?;
        let key = match self.api_key {
            Some(key) => options::check_key(Some(key))?,
            None => String::new(),
        };
        Ok((key, value))
    }
}

/// Options of one call; they override its client's.
#[derive(Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestOptions {
    timeout_in_seconds: Option<f64>,
    deadline_in_seconds: Option<f64>,
    max_retries: Option<u32>,
    initial_retry_delay_in_seconds: Option<f64>,
    max_retry_delay_in_seconds: Option<f64>,
    headers: BTreeMap<String, String>,
    query_params: BTreeMap<String, String>,
    keepalive: bool,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    signal: JsValue,
}

impl RequestOptions {
    /// The time limit of one attempt.
    #[must_use]
    pub const fn timeout(mut self, time: Duration) -> Self {
        self.timeout_in_seconds = Some(time.as_secs_f64());
        self
    }

    /// The time limit of the call, all attempts and waits together.
    #[must_use]
    pub const fn deadline(mut self, time: Duration) -> Self {
        self.deadline_in_seconds = Some(time.as_secs_f64());
        self
    }

    /// Attempts after the first.
    #[must_use]
    pub const fn max_retries(mut self, count: u32) -> Self {
        self.max_retries = Some(count);
        self
    }

    /// The first backoff, give or take a tenth; each further one is twice as long. At least a millisecond.
    #[must_use]
    pub const fn initial_retry_delay(mut self, time: Duration) -> Self {
        self.initial_retry_delay_in_seconds = Some(time.as_secs_f64());
        self
    }

    /// The longest backoff, and the longest wait that a server may ask for.
    #[must_use]
    pub const fn max_retry_delay(mut self, time: Duration) -> Self {
        self.max_retry_delay_in_seconds = Some(time.as_secs_f64());
        self
    }

    /// A header of this call.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }

    /// A parameter of this call's query.
    #[must_use]
    pub fn query_param(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query_params.insert(name.into(), value.into());
        self
    }

    /// Lets the request outlive the page.
    #[must_use]
    pub const fn keepalive(mut self) -> Self {
        self.keepalive = true;
        self
    }

    /// An `AbortSignal` of the caller's. Dropping the call's future aborts it too.
    #[must_use]
    pub fn signal(mut self, signal: &AbortSignal) -> Self {
        self.signal = signal.into();
        self
    }

    pub(super) fn to_value(&self) -> Result<JsValue, Error> {
        to_value(self)
    }

    /// An object with these options and those of a longer call.
    pub(super) fn with(&self, others: &impl Serialize) -> Result<JsValue, Error> {
        let all = self.to_value()?;
        Object::<JsValue>::assign(all.unchecked_ref(), to_value(others)?.unchecked_ref());
        Ok(all)
    }
}

/// Options of a wait.
#[derive(Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WaitOptions {
    #[serde(skip)]
    request: RequestOptions,
    poll_interval_in_seconds: Option<f64>,
    cancel_on_abort: bool,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    on_update: JsValue,
}

impl WaitOptions {
    /// The options of each request of the wait; the deadline covers the whole wait.
    #[must_use]
    pub fn request(mut self, request: RequestOptions) -> Self {
        self.request = request;
        self
    }

    /// The first interval between two polls, 1 s by default; each further one is half as long again.
    #[must_use]
    pub const fn poll_interval(mut self, time: Duration) -> Self {
        self.poll_interval_in_seconds = Some(time.as_secs_f64());
        self
    }

    /// Aborting the wait cancels the job.
    #[must_use]
    pub const fn cancel_on_abort(mut self) -> Self {
        self.cancel_on_abort = true;
        self
    }

    /// Called with each state that a poll sees, the last one included.
    #[must_use]
    pub fn on_update(mut self, handler: impl Fn(JobStatusResponse) + 'static) -> Self {
        self.on_update = function(move |job| {
            handler(data(job)?);
            Ok(JsValue::UNDEFINED)
        });
        self
    }

    pub(super) fn to_value(&self) -> Result<JsValue, Error> {
        self.request.with(self)
    }
}

fn to_value(options: &impl Serialize) -> Result<JsValue, Error> {
    // Objects rather than Maps, whose entries are not properties.
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    options
        .serialize(&serializer)
        .map_err(|error| Error::from(JsValue::from(error)))
}
