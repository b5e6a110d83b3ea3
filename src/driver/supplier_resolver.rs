//! How the driver resolves options that are functions without knowing what they mean.

use wasm_bindgen::prelude::*;

use super::{ClientState, Target};

/// The suppliers of a call, called before each of its requests. The driver calls them; `options` knows what their values mean.
pub trait SupplierResolver {
    /// The client whose call it is.
    fn client(&self) -> &ClientState;

    /// Calls them; the host reports when they have answered.
    fn ask(&self, slot: u32);

    /// Whether one of them gives the key.
    fn gives_key(&self) -> bool;

    /// The target that their values make; headers go to the host's record of `slot`.
    ///
    /// # Errors
    /// A validation error if the option does not take a value.
    fn resolve(&self, slot: u32, supplied: &JsValue) -> Result<Target, JsValue>;
}
