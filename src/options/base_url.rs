//! The base URL option: where the API is, checked on the URL as the platform parses it.

use alloc::string::String;

use pulse_core::{BaseUrlProblem, check_base_url};
use wasm_bindgen::prelude::*;

use super::Validator;
use crate::host::options::{absolute, env};

const DEFAULT: &str = "https://api.runpulse.com";

/// A base URL.
#[derive(Default)]
pub struct Base {
    /// The URL up to the job's id, `/job/` included, as a JavaScript string.
    pub prefix: JsValue,
    /// Whether it is plain http to a host that is not loopback: no key may be sent there.
    pub keyless: bool,
    /// The function that returns it; undefined if the prefix is known.
    pub supplier: JsValue,
}

/// Reads `baseUrl`, else `environment`, else the environment variable, else the API's own; or a supplier.
pub fn read(options: &JsValue, allow_insecure: bool, validator: &mut Validator) -> Base {
    for &name in &["baseUrl", "environment"] {
        let value = validator.option(options, name);
        if value.is_function() {
            return Base {
                supplier: value,
                ..Base::default()
            };
        }
        if !value.is_undefined() {
            return parse(name, value.as_string(), allow_insecure, validator);
        }
    }
    let name = "PULSE_BASE_URL";
    let text = env(name).unwrap_or_else(|| DEFAULT.into());
    parse(name, Some(text), allow_insecure, validator)
}

/// Parses and checks one base URL, which was given as `name`.
pub fn parse(
    name: &str,
    text: Option<String>,
    allow_insecure: bool,
    validator: &mut Validator,
) -> Base {
    let mut base = Base::default();
    let why = match text.map(|text| absolute(&text)) {
        None => " must be a string or a function that returns one",
        Some(None) => {
            " must be an absolute URL such as https://api.runpulse.com, or in a page a path such as /api"
        }
        Some(Some(href)) => {
            base.prefix = JsValue::from_str(&href);
            match check_base_url(&href, allow_insecure) {
                Ok(()) => "",
                Err(BaseUrlProblem::Insecure) => {
                    base.keyless = true;
                    ""
                }
                Err(BaseUrlProblem::Scheme) => " must begin with https:// or http://",
                Err(BaseUrlProblem::Credentials) => {
                    " must not contain a user name or password; pass the key as apiKey"
                }
                Err(BaseUrlProblem::QueryOrFragment) => {
                    " must not contain a query or fragment; pass a query as queryParams"
                }
            }
        }
    };
    if !why.is_empty() {
        validator.refuse_option(name, why);
    }
    base
}

/// Refuses a key over plain http to a host that is not loopback.
pub fn judge(keyless: bool, key: &str, validator: &mut Validator) {
    if keyless && !key.is_empty() {
        validator.refuse(
            "the base URL is plain http to a host that is not loopback, where others on the network could read the key; use https, or allowInsecure: true",
        );
    }
}
