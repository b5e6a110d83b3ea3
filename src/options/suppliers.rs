//! The suppliers of a call, which are options that are functions, and what their values mean.

use alloc::rc::Rc;

use wasm_bindgen::prelude::*;

use super::headers::{Headers, Supplied};
use super::{ClientOptions, Validator, base_url, key};
use crate::driver::{SupplierResolver, Target};
use crate::host::{fetch, values::Array};

/// The suppliers of a call: its client's, and those among its own headers.
pub struct CallSuppliers {
    pub client: Rc<ClientOptions>,
    /// The call's own headers.
    pub headers: Headers,
}

impl SupplierResolver for CallSuppliers {
    fn suppliers(&self) -> JsValue {
        let all = Array::new();
        for (supplier, is_key) in [(&self.client.key, true), (&self.client.base, false)] {
            if supplier.is_function() {
                all.push(supplier);
                all.push(&JsValue::from_bool(is_key));
            }
        }
        self.client.headers.list_suppliers(&all);
        self.headers.list_suppliers(&all);
        all.into()
    }

    fn gives_key(&self) -> bool {
        self.client.key.is_function() || self.client.headers.asks_key || self.headers.asks_key
    }

    fn resolve(&self, slot: u32, supplied: &JsValue) -> Result<Target, JsValue> {
        let mut supplied = Supplied::new(supplied);
        let mut validator = Validator::begin();
        let client = &self.client;
        let mut target = (*client.state.target).clone();
        if client.key.is_function() {
            target.key = key::check(supplied.next().as_string(), &mut validator);
        }
        let mut keyless = client.keyless;
        if client.base.is_function() {
            let text = supplied.next().as_string();
            let base = base_url::parse(text, client.allow_insecure, &mut validator);
            (target.prefix, keyless) = (base.prefix, base.keyless);
        }
        let mine = client.headers.resolved(&mut supplied, &mut validator);
        let theirs = self.headers.resolved(&mut supplied, &mut validator);
        match theirs.key.or(mine.key) {
            Some(key) => target.key = key,
            // A header's supplier was to give the key, and gave none.
            None if client.needs_key => validator.refuse(key::MISSING),
            None => {}
        }
        fetch::set_headers(slot, &mine.pairs, &theirs.pairs);
        base_url::judge(keyless, &target.key, &mut validator);
        validator.finish()?;
        Ok(target)
    }
}
