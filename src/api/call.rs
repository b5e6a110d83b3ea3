//! One call as a Rust future: the host's promise, awaited, and aborted when it is dropped.

use alloc::rc::Rc;

use js_sys::Promise;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::Error;
use crate::conversion::{CallRecipe, ClientOptions, ready};
use crate::driver::Driver;

#[wasm_bindgen(module = "/src/js/host.js")]
extern "C" {
    fn connect(wake: &JsValue);
    #[wasm_bindgen(js_name = openSlot)]
    fn open_slot(job_id: &str) -> u32;
    #[wasm_bindgen(js_name = promiseOf)]
    fn promise_of(slot: u32) -> Promise;
    fn abandon(slot: u32, promise: &Promise);
}

#[wasm_bindgen(module = "/src/js/promise.js")]
extern "C" {
    #[wasm_bindgen(js_name = withRawResponse)]
    fn with_raw_response(promise: &Promise) -> Promise;
}

thread_local! {
    /// The calls of this thread's module, with the host's events connected once.
    static DRIVER: Rc<Driver<CallRecipe>> = {
        let driver = Rc::new(Driver::default());
        let ear = Rc::clone(&driver);
        let wake = Closure::<dyn Fn(u32, u32, u32, u32)>::new(move |slot, event, status, bits| {
            ear.wake(slot, event, status, bits);
        });
        connect(&wake.into_js_value());
        driver
    };
}

pub(super) fn driver() -> Rc<Driver<CallRecipe>> {
    DRIVER.with(Rc::clone)
}

/// A call that has begun.
pub(super) struct Begun {
    slot: u32,
    promise: Promise,
    settled: bool,
}

pub(super) fn begin(
    driver: &Driver<CallRecipe>,
    client: &Rc<ClientOptions>,
    kind: u32,
    job_id: &str,
    options: &JsValue,
) -> Begun {
    let slot = open_slot(job_id);
    let promise = promise_of(slot);
    let call = ready(client, slot, kind, &JsValue::from_str(job_id), options);
    driver.start(slot, call);
    Begun {
        slot,
        promise,
        settled: false,
    }
}

impl Begun {
    pub(super) async fn data(self) -> Result<JsValue, Error> {
        let promise = self.promise.clone();
        self.settle(promise).await
    }

    pub(super) async fn with_raw_response(self) -> Result<JsValue, Error> {
        let promise = with_raw_response(&self.promise);
        self.settle(promise).await
    }

    async fn settle(mut self, promise: Promise) -> Result<JsValue, Error> {
        let result = JsFuture::from(promise).await;
        self.settled = true;
        Ok(result?)
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        if !self.settled {
            abandon(self.slot, &self.promise);
        }
    }
}

/// A response's data as its type. The driver has checked its required fields.
pub(super) fn data<T: DeserializeOwned>(value: JsValue) -> Result<T, Error> {
    serde_wasm_bindgen::from_value(value).map_err(|error| Error::from(JsValue::from(error)))
}
