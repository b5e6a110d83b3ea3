//! What a call's requests are made of: suppliers asked once a call, headers merged, the key judged.

use wasm_bindgen::prelude::*;

use super::pending::{Own, Pending};
use crate::conversion::{
    Base, ClientOptions, Headers, Key, RequestOptions, check_key, check_keyless, parse_base,
};

/// The headers of a call, where there are any.
pub fn headers(options: &ClientOptions, request: Option<&RequestOptions>) -> Option<Headers> {
    match request {
        Some(request) if !request.headers.is_empty() => {
            Some(options.headers.merged(&request.headers))
        }
        _ if options.headers.is_empty() => None,
        _ => Some(options.headers.clone()),
    }
}

/// Whether something has to be asked before anything can be sent.
pub fn has_suppliers(options: &ClientOptions, headers: Option<&Headers>) -> bool {
    matches!(options.key, Key::Supplier(_))
        || matches!(options.base, Base::Supplier(_))
        || headers.is_some_and(|headers| headers.suppliers().next().is_some())
}

impl Pending {
    /// The suppliers to ask: the key's, the base URL's, the headers'.
    pub fn suppliers(&self) -> JsValue {
        let all = js_sys::Array::new();
        if let Key::Supplier(supplier) = &self.origin.options.key {
            all.push(supplier);
        }
        if let Base::Supplier(supplier) = &self.origin.options.base {
            all.push(supplier);
        }
        if let Some(headers) = &self.unresolved {
            for supplier in headers.suppliers() {
                all.push(supplier);
            }
        }
        all.into()
    }

    /// Takes the suppliers' values, in the order they were asked.
    pub fn prepare(&self, supplied: &JsValue) -> Result<(), JsValue> {
        if !js_sys::Array::is_array(supplied) {
            return Err(self.thrown_error("an option's supplier function failed: "));
        }
        let mut values = js_sys::Array::from(supplied).into_iter();
        let options = &self.origin.options;
        let mut own = Own::default();
        if let Key::Supplier(_) = options.key {
            let key = values.next().unwrap_or(JsValue::UNDEFINED);
            own.key = Some(Some(check_key(key.as_string())?));
        }
        let mut keyless = options.base.keyless();
        if let Base::Supplier(_) = options.base {
            let text = values.next().unwrap_or(JsValue::UNDEFINED).as_string();
            let base = parse_base(text, options.allow_insecure)?;
            keyless = base.keyless();
            own.prefix = base.fixed().cloned();
        }
        if let Some(headers) = &self.unresolved {
            let (pairs, key) = headers.resolve(&mut values)?;
            own.key = key.or(own.key);
            crate::fetch::set_headers(self.slot(), &pairs);
        }
        self.judge(&own, keyless)?;
        *self.own.borrow_mut() = own;
        Ok(())
    }

    /// Headers without suppliers, as the host takes them, or undefined for none.
    pub fn settle_headers(&self, headers: Option<&Headers>) -> Result<JsValue, JsValue> {
        let Some(headers) = headers else {
            return Ok(JsValue::UNDEFINED);
        };
        let (pairs, key) = headers.resolve(&mut core::iter::empty())?;
        let own = Own { key, prefix: None };
        self.judge(&own, self.origin.options.base.keyless())?;
        *self.own.borrow_mut() = own;
        Ok(pairs.into())
    }

    /// No key goes over plain http to a host that is not loopback.
    fn judge(&self, own: &Own, keyless: bool) -> Result<(), JsValue> {
        check_keyless(keyless, !self.key(own).is_empty())
    }
}
