//! How a call learns what its requests are made of, where its options are functions.

use wasm_bindgen::prelude::*;

use super::Target;

/// Who is asked once a call. The driver asks; what the values mean is the options' affair.
pub trait SupplierResolver {
    /// The suppliers, in the order they are to be asked.
    fn suppliers(&self) -> JsValue;

    /// The target that their values make; headers go to the host's record of `slot`.
    ///
    /// # Errors
    /// A validation error where a value is not what the option takes.
    fn resolve(&self, slot: u32, supplied: &JsValue) -> Result<Target, JsValue>;
}
