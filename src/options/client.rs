//! The options of a client.

use alloc::string::String;

use pulse_core::Limits;
use wasm_bindgen::prelude::*;

use super::headers::Headers;
use super::key::{self, Key};
use super::validator::is_nothing;
use super::{Validator, base_url};
use crate::driver::{ClientState, Target};
use crate::host::{call::client_signal, observe::observer};

/// A client's options, checked as far as is possible before a call.
pub struct ClientOptions {
    /// What its calls share.
    pub state: ClientState,
    /// Limits of a call that sets none of its own.
    pub limits: Limits,
    /// The key's supplier; undefined for none.
    pub key: JsValue,
    /// Whether the key can come from a header's supplier alone, which must then give it.
    pub needs_key: bool,
    /// The base URL's supplier; undefined for none.
    pub base: JsValue,
    /// Whether no key may be sent to the base URL.
    pub keyless: bool,
    /// Headers for each request.
    pub headers: Headers,
    /// The fetch function; none for the runtime's own.
    pub fetch: JsValue,
    /// The observer; undefined if there is neither `onEvent` nor `logging`.
    pub observer: JsValue,
    /// Aborts all its calls; nothing for none.
    pub signal: JsValue,
    /// Whether a key may be sent over plain http to any host.
    pub allow_insecure: bool,
    /// Whether suppliers are called for each call.
    pub asks: bool,
    /// Whether some of it goes into each call's record.
    pub is_custom: bool,
}

impl ClientOptions {
    /// Reads the argument of `new PulseClient`; `own_key` is a key that does not come from it.
    pub fn read(options: &JsValue, own_key: Option<String>) -> Result<Self, JsValue> {
        let mut validator = Validator::begin();
        if !options.is_undefined() && !options.is_object() {
            validator.refuse("the options of PulseClient must be an object");
        }
        let allow_insecure = validator.choice(options, "allowInsecure", false);
        let headers = Headers::read(options, &mut validator);
        let mut key = match own_key {
            Some(text) => Key {
                text,
                ..Key::default()
            },
            None => key::read(
                options,
                headers.asks_key || headers.key.is_some(),
                &mut validator,
            ),
        };
        let needs_key = key.text.is_empty()
            && key.supplier.is_undefined()
            && headers.asks_key
            && !key.is_waived;
        if let Some(text) = &headers.key {
            key.text = text.clone();
        }
        let base = base_url::read(options, allow_insecure, &mut validator);
        base_url::judge(base.keyless, &key.text, &mut validator);
        let (on_event, logging) = (
            validator.option(options, "onEvent"),
            validator.option(options, "logging"),
        );
        let observer = observer(&on_event, &logging);
        let target = Target {
            prefix: base.prefix,
            key: key.text,
        };
        let limits = validator.limits(options, Limits::default());
        let fetch = validator.option(options, "fetch");
        if !fetch.is_function() && !is_nothing(&fetch) {
            validator.refuse("fetch must be a function");
        }
        // Asked of the host once here, and not at each call.
        let asks = key.supplier.is_function() || base.supplier.is_function() || headers.asks;
        let observed = observer.is_object();
        let signal = client_signal(options);
        let is_custom =
            observed || fetch.is_function() || headers.pairs.is_object() || signal.is_object();
        validator.finish()?;
        Ok(Self {
            state: ClientState::new(target, observed),
            limits,
            key: key.supplier,
            needs_key,
            base: base.supplier,
            keyless: base.keyless,
            headers,
            fetch,
            observer,
            signal,
            allow_insecure,
            asks,
            is_custom,
        })
    }
}
