//! The suppliers of a call, which are options that are functions, and what their values mean.

use alloc::rc::Rc;

use wasm_bindgen::prelude::*;

use super::headers::Headers;
use super::{ClientOptions, Validator, base_url, key};
use crate::driver::{ClientState, SupplierResolver, Target};
use crate::host::{call, fetch, values::Array};

/// The suppliers of a call: its client's, and those among its own headers.
pub struct CallSuppliers {
    pub client: Rc<ClientOptions>,
    /// The call's own headers.
    pub headers: Headers,
}

impl SupplierResolver for CallSuppliers {
    fn client(&self) -> &ClientState {
        &self.client.state
    }

    fn ask(&self, slot: u32) {
        let client = &self.client;
        let (mine, theirs) = (&client.headers.pairs, &self.headers.pairs);
        call::supply(slot, &client.key, &client.base, mine, theirs);
    }

    fn gives_key(&self) -> bool {
        !self.client.key.is_undefined() || self.client.headers.asks_key || self.headers.asks_key
    }

    fn resolve(&self, slot: u32, supplied: &JsValue) -> Result<Target, JsValue> {
        let supplied: &Array = supplied.unchecked_ref();
        let mut validator = Validator::begin();
        let client = &self.client;
        let mut target = (*client.state.target).clone();
        if !client.key.is_undefined() {
            target.key = key::check(key::NAME, supplied.get(0).as_string(), &mut validator);
        }
        let mut keyless = client.keyless;
        if !client.base.is_undefined() {
            let text = supplied.get(1).as_string();
            let base = base_url::parse("baseUrl", text, client.allow_insecure, &mut validator);
            (target.prefix, keyless) = (base.prefix, base.keyless);
        }
        let headers = Headers::check(&supplied.get(2), true, &mut validator);
        let own = self.headers.key.as_ref().or(headers.key.as_ref());
        match own.or(client.headers.key.as_ref()) {
            Some(key) => target.key = key.clone(),
            // A header's supplier was to give the key, and gave none.
            None if client.needs_key => validator.refuse(key::MISSING),
            None => {}
        }
        fetch::set_headers(slot, &headers.pairs);
        base_url::judge(keyless, &target.key, &mut validator);
        validator.finish()?;
        Ok(target)
    }
}
