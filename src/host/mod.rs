//! The host: declarations of what `src/js` exports. It knows nothing of the rules.
//!
//! wasm-bindgen copies only the scripts that a declaration names. One that has nothing for Rust to call is named by an unused
//! type (`Carried…`), in a file with functions that are called: in a Rust module of its own the linker would drop it.

pub mod bulk;
pub mod call;
pub mod clock;
pub mod fetch;
pub mod observe;
pub mod options;
pub mod settle;
#[cfg(feature = "typed")]
pub mod typed;
pub mod values;
