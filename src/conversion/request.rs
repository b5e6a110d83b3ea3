//! The arguments of one call: the job's id and the request options.

use alloc::string::String;
use pulse_core::Duration;

use pulse_core::{Encoded, JobIdProblem, Limits, encode_job_id};
use wasm_bindgen::prelude::*;

use super::{Headers, entries, flag, function, invalid, is_absent, limits, seconds};
use crate::settle::property;

/// The options of one call, over its client's.
pub struct RequestOptions {
    /// Its limits.
    pub limits: Limits,
    /// Its headers, over the client's.
    pub headers: Headers,
    /// The caller's signal, or undefined.
    pub signal: JsValue,
    /// `?` and the query, or nothing.
    pub query: String,
    /// Outlives the page.
    pub keepalive: bool,
    /// Told of each state a wait sees; undefined where nobody listens.
    pub on_update: JsValue,
    /// Aborting a wait cancels the remote job.
    pub cancel_on_abort: bool,
    /// The first interval between two polls.
    pub interval: Duration,
}

impl RequestOptions {
    /// Reads a call's second argument; None where there is none.
    pub fn read(options: &JsValue, client: Limits) -> Result<Option<Self>, JsValue> {
        if is_absent(options) || options.is_null() {
            return Ok(None);
        }
        if !options.is_object() {
            return invalid("the request options must be an object");
        }
        let mut signal = property(options, "abortSignal");
        if is_absent(&signal) || signal.is_null() {
            signal = property(options, "signal");
        }
        if !is_absent(&signal)
            && !signal.is_null()
            && !property(&signal, "addEventListener").is_function()
        {
            return invalid("abortSignal must be an AbortSignal");
        }
        let Some(interval) = seconds(options, "pollIntervalInSeconds", Some(DEFAULT_INTERVAL))?
        else {
            return invalid("pollIntervalInSeconds must be finite");
        };
        Ok(Some(Self {
            limits: limits(options, client)?,
            headers: Headers::read(options)?,
            signal,
            query: query(&property(options, "queryParams"))?,
            keepalive: flag(options, "keepalive"),
            on_update: function(options, "onUpdate")?,
            cancel_on_abort: flag(options, "cancelOnAbort"),
            interval,
        }))
    }
}

/// The first interval between two polls, unless a call sets its own.
pub const DEFAULT_INTERVAL: Duration = Duration::from_secs(1);

/// A job id, checked, and how it stands in the path.
pub fn job_path(job_id: &JsValue) -> Result<(String, JsValue), JsValue> {
    let Some(id) = job_id.as_string() else {
        return invalid("jobId must be a string");
    };
    // A lone surrogate reaches Rust as U+FFFD, so only then is there something to tell apart.
    if has_replacement(&id) && !js_sys::JsString::from(job_id.clone()).is_valid_utf16() {
        return invalid("jobId has a lone surrogate, which no URL can carry");
    }
    match encode_job_id(&id) {
        Ok(Encoded::AsIs) => Ok((id, job_id.clone())),
        Ok(Encoded::Escaped(text)) => Ok((id, JsValue::from_str(&text))),
        Err(JobIdProblem::Empty) => invalid("jobId is empty"),
        Err(JobIdProblem::DotSegment) => {
            invalid("jobId must not be . or .., which would reach another resource")
        }
    }
}

/// Whether U+FFFD is there; by bytes, which costs a tenth of a search for a char.
fn has_replacement(text: &str) -> bool {
    let mark = [0xEF, 0xBF, 0xBD];
    text.as_bytes()
        .windows(mark.len())
        .any(|bytes| bytes == mark)
}

/// A query of texts, numbers and booleans; an array is its name several times, null and undefined are left out.
fn query(params: &JsValue) -> Result<String, JsValue> {
    let mut query = String::new();
    if is_absent(params) || params.is_null() {
        return Ok(query);
    }
    if !params.is_object() {
        return invalid("queryParams must be an object of names and values");
    }
    for pair in entries(params, "queryParams")?.iter() {
        let name = js_sys::Reflect::get_u32(&pair, 0)?;
        let value = js_sys::Reflect::get_u32(&pair, 1)?;
        if js_sys::Array::is_array(&value) {
            for item in js_sys::Array::from(&value).iter() {
                push(&mut query, &name, &item)?;
            }
        } else {
            push(&mut query, &name, &value)?;
        }
    }
    Ok(query)
}

fn push(query: &mut String, name: &JsValue, value: &JsValue) -> Result<(), JsValue> {
    if is_absent(value) || value.is_null() {
        return Ok(());
    }
    if !(value.is_string() || value.as_f64().is_some() || value.as_bool().is_some()) {
        return invalid("queryParams takes strings, numbers, booleans and arrays of them");
    }
    query.push(if query.is_empty() { '?' } else { '&' });
    query.push_str(&encode(name)?);
    query.push('=');
    query.push_str(&encode(value)?);
    Ok(())
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = encodeURIComponent)]
    fn encode_uri_component(value: &JsValue) -> Result<String, JsValue>;
}

fn encode(value: &JsValue) -> Result<String, JsValue> {
    encode_uri_component(value)
        .or_else(|_| invalid("queryParams has a lone surrogate, which no URL can carry"))
}
