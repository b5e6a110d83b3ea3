//! One call as a Rust future: the host's promise, awaited, and aborted when it is dropped.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::Error;
use crate::client::Begun;
use crate::host::call::with_raw_response;
use crate::host::typed::abandon;

/// A call that has begun, as a future.
pub(super) struct Pending {
    slot: u32,
    promise: Promise,
    is_settled: bool,
}

impl From<Begun> for Pending {
    fn from(begun: Begun) -> Self {
        Self {
            slot: begun.slot,
            promise: begun.promise.unchecked_into(),
            is_settled: false,
        }
    }
}

impl Pending {
    pub(super) async fn data(self) -> Result<JsValue, Error> {
        let promise = self.promise.clone();
        self.settle(promise).await
    }

    pub(super) async fn with_raw_response(self) -> Result<JsValue, Error> {
        let promise = with_raw_response(&self.promise).unchecked_into();
        self.settle(promise).await
    }

    async fn settle(mut self, promise: Promise) -> Result<JsValue, Error> {
        let result = JsFuture::from(promise).await;
        self.is_settled = true;
        Ok(result?)
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if !self.is_settled {
            abandon(self.slot, &self.promise);
        }
    }
}
