//! Reads what JavaScript passes in: options and suppliers. Whatever is wrong becomes a validation error.

mod base_url;
mod bulk;
mod client;
mod headers;
mod key;
mod prepare;
mod suppliers;
mod validator;

pub use client::ClientOptions;
#[cfg(feature = "typed")]
pub use key::checked as check_key;
pub use prepare::{CallKind, RunKind, prepare_call, prepare_run};
pub use suppliers::CallSuppliers;
pub use validator::Validator;
