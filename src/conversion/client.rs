//! The options of a client.

use alloc::rc::Rc;
use alloc::string::String;

use pulse_core::Limits;
use wasm_bindgen::prelude::*;

use super::{Headers, base, choice, function, invalid, key, limits, option};
use crate::driver::{Origin, Parts};

#[wasm_bindgen(module = "/src/js/observe.js")]
extern "C" {
    /// An observer for these options, or undefined where nobody asked for anything.
    #[wasm_bindgen(catch)]
    fn observer(on_event: &JsValue, logging: &JsValue) -> Result<JsValue, JsValue>;
}

/// A client's options, checked as far as they can be before a call.
pub struct ClientOptions {
    /// What its calls have in common.
    pub origin: Rc<Origin>,
    /// Limits of a call that sets none of its own.
    pub limits: Limits,
    /// The key's supplier.
    pub key: Option<JsValue>,
    /// Only a header's supplier gives the key, and it must.
    pub needs_key: bool,
    /// The base URL's supplier.
    pub base: Option<JsValue>,
    /// No key may go where the base URL leads.
    pub keyless: bool,
    /// Headers for each request.
    pub headers: Headers,
    /// The fetch function; undefined for the runtime's own.
    pub fetch: JsValue,
    /// The observer; undefined where nobody listens.
    pub observer: JsValue,
    /// Plain http with a key to any host.
    pub allow_insecure: bool,
}

impl ClientOptions {
    /// Reads the argument of `new PulseClient`; `own_key` is one that does not come from it.
    pub fn read(options: &JsValue, own_key: Option<String>) -> Result<Self, JsValue> {
        if !options.is_undefined() && !options.is_object() {
            return invalid("the options of PulseClient must be an object");
        }
        let allow_insecure = choice(options, "allowInsecure", false)?;
        let headers = Headers::read(options)?;
        let (text, key) = match own_key {
            Some(key) => (key, None),
            None => key::read(options, headers.asks_key || headers.key.is_some())?,
        };
        let needs_key =
            text.is_empty() && key.is_none() && headers.asks_key && !key::is_waived(options);
        let text = headers.key.clone().unwrap_or(text);
        let (prefix, keyless, base) = match base::read(options, allow_insecure)? {
            Ok(base) => (base.prefix, base.keyless, None),
            Err(supplier) => (JsValue::UNDEFINED, false, Some(supplier)),
        };
        base::judge(keyless, &text)?;
        let observer = observer(&option(options, "onEvent")?, &option(options, "logging")?)?;
        let parts = Parts { prefix, key: text };
        Ok(Self {
            origin: Rc::new(Origin::new(parts, observer.is_object())),
            limits: limits(options, Limits::default())?,
            key,
            needs_key,
            base,
            keyless,
            headers,
            fetch: function(options, "fetch")?,
            observer,
            allow_insecure,
        })
    }
}
