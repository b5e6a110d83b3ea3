//! How a call learns what its requests are made of, where its options are functions.

use wasm_bindgen::prelude::*;

use super::Parts;

/// What is asked once a call. The driver asks; what the answers mean is the options' affair.
pub trait Recipe {
    /// The suppliers, in the order they are to be asked.
    fn suppliers(&self) -> JsValue;

    /// The parts that their values make; headers go to the host's record of `slot`.
    ///
    /// # Errors
    /// A validation error where a value is not what the option takes.
    fn parts(&self, slot: u32, supplied: &JsValue) -> Result<Parts, JsValue>;
}
