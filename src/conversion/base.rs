//! The base URL option: where the API is, judged on the URL as the platform parses it.

use alloc::string::String;

use pulse_core::{BaseUrlProblem, check_base_url};
use wasm_bindgen::prelude::*;

use super::{absolute, env, invalid, option};

const DEFAULT: &str = "https://api.runpulse.com";

/// A base URL.
pub struct Base {
    /// With `/job/`, as a JavaScript string: what stands before the id.
    pub prefix: JsValue,
    /// Plain http to a host that is not loopback: no key may go there.
    pub keyless: bool,
}

/// Reads `baseUrl`, else `environment`, else the environment variable, else the API's own; or a supplier.
pub fn read(options: &JsValue, allow_insecure: bool) -> Result<Result<Base, JsValue>, JsValue> {
    for name in ["baseUrl", "environment"] {
        let value = option(options, name)?;
        if value.is_function() {
            return Ok(Err(value));
        }
        if !value.is_undefined() {
            return Ok(Ok(parse(value.as_string(), allow_insecure)?));
        }
    }
    let text = env("PULSE_BASE_URL").unwrap_or_else(|| DEFAULT.into());
    Ok(Ok(parse(Some(text), allow_insecure)?))
}

/// Parses and judges one base URL.
pub fn parse(text: Option<String>, allow_insecure: bool) -> Result<Base, JsValue> {
    let Some(text) = text else {
        return invalid("baseUrl must be a string or a function that returns one");
    };
    let Some(href) = absolute(&text) else {
        return invalid(
            "baseUrl is no absolute URL such as https://api.runpulse.com (a path such as /api works in a page)",
        );
    };
    let keyless = match check_base_url(&href, true, allow_insecure) {
        Ok(()) => false,
        Err(BaseUrlProblem::Insecure) => true,
        Err(BaseUrlProblem::Scheme) => {
            return invalid("baseUrl must begin with https:// or http://");
        }
        Err(BaseUrlProblem::Credentials) => {
            return invalid("baseUrl must hold no user name or password; the key goes into apiKey");
        }
        Err(BaseUrlProblem::QueryOrFragment) => {
            return invalid("baseUrl must hold no query or fragment; queryParams is for a query");
        }
    };
    let mut stem = href.as_str();
    while let Some(shorter) = stem.strip_suffix("/") {
        stem = shorter;
    }
    let prefix = String::from(stem) + "/job/";
    Ok(Base {
        prefix: JsValue::from_str(&prefix),
        keyless,
    })
}

/// Refuses a key over plain http to a host that is not loopback.
pub fn judge(keyless: bool, key: &str) -> Result<(), JsValue> {
    if keyless && !key.is_empty() {
        return invalid(
            "baseUrl is plain http to a host that is not loopback, where anyone on the way could read the key; use https, or allowInsecure: true",
        );
    }
    Ok(())
}
