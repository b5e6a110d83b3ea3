//! What the JavaScript side holds: one engine a loaded module, one client an object.

use alloc::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::conversion::{self, CallRecipe, ClientOptions};
use crate::driver::Driver;

/// One loaded module: the calls that are pending in it.
#[wasm_bindgen]
#[derive(Default)]
pub struct Engine {
    driver: Rc<Driver<CallRecipe>>,
}

#[wasm_bindgen]
impl Engine {
    /// An engine without calls.
    #[must_use]
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// A client with these options.
    ///
    /// # Errors
    /// A `PulseValidationError` for what can be judged at once.
    pub fn client(&self, options: &JsValue) -> Result<Client, JsValue> {
        Ok(Client {
            driver: Rc::clone(&self.driver),
            options: Rc::new(ClientOptions::read(options, None)?),
        })
    }

    /// Something happened to a pending call: its response, failure, timer, signal or suppliers.
    pub fn wake(&self, slot: u32, event: u32, status: u32, bits: u32) {
        self.driver.wake(slot, event, status, bits);
    }
}

/// One client: its options, gate and retry budget.
#[wasm_bindgen]
pub struct Client {
    driver: Rc<Driver<CallRecipe>>,
    options: Rc<ClientOptions>,
}

#[wasm_bindgen]
impl Client {
    /// Begins a call, whose promise the host holds under `slot`.
    pub fn start(&self, slot: u32, kind: u32, job_id: &JsValue, options: &JsValue) {
        let call = conversion::ready(&self.options, slot, kind, job_id, options);
        self.driver.start(slot, call);
    }
}
