//! The options of a client.

use pulse_core::Limits;
use wasm_bindgen::prelude::*;

use super::base::check_keyless;
use super::{Base, Headers, Key, Value, flag, function, invalid, is_absent, limits};
use crate::settle::property;

#[wasm_bindgen(module = "/src/js/observe.js")]
extern "C" {
    /// An observer for these options, or undefined where nobody asked for anything.
    #[wasm_bindgen(catch)]
    fn observer(on_event: &JsValue, logging: &JsValue) -> Result<JsValue, JsValue>;
}

/// A client's options, checked as far as they can be before a call.
pub struct ClientOptions {
    /// The API key.
    pub key: Key,
    /// Where the API is.
    pub base: Base,
    /// Headers for each request.
    pub headers: Headers,
    /// Limits of a call that sets none of its own.
    pub limits: Limits,
    /// The fetch function; undefined for the runtime's own.
    pub fetch: JsValue,
    /// The observer; undefined where nobody listens.
    pub observer: JsValue,
    /// Plain http with a key to any host.
    pub allow_insecure: bool,
}

impl ClientOptions {
    /// Reads the argument of `new PulseClient`.
    #[cfg(feature = "npm")]
    pub fn read(options: &JsValue) -> Result<Self, JsValue> {
        Self::read_with(options, None)
    }

    /// Reads the options, with a key that does not come from them.
    pub fn read_with(options: &JsValue, key: Option<Key>) -> Result<Self, JsValue> {
        if !is_absent(options) && !options.is_object() {
            return invalid("the options of PulseClient must be an object");
        }
        let allow_insecure = flag(options, "allowInsecure");
        let headers = Headers::read(options)?;
        let in_headers = matches!(headers.key(), Some(Value::Text(_) | Value::Supplier(_)));
        let key = match key {
            Some(key) => key,
            None => Key::read(options, in_headers)?,
        };
        let base = Base::read(options, allow_insecure)?;
        if let Base::Fixed { keyless, .. } = base {
            let in_headers = matches!(headers.key(), Some(Value::Text(_)));
            check_keyless(keyless, in_headers || matches!(key, Key::Text(_)))?;
        }
        Ok(Self {
            key,
            base,
            headers,
            limits: limits(options, Limits::default())?,
            fetch: function(options, "fetch")?,
            observer: observer(&property(options, "onEvent"), &property(options, "logging"))?,
            allow_insecure,
        })
    }
}
