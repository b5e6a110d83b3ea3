//! The wasm-bindgen boundary of pulse-wasm.
//!
//! `class` is what JavaScript sees (with its types in `types`) and `api` what Rust web apps see, both built on `client`.
//! `driver` carries out what the machines of pulse-core ask for, through the JavaScript functions that `host` declares.
//! `options` reads what callers pass in, `module` has the one driver and its events, and `errors` is the one place that makes
//! a JavaScript error.
#![cfg_attr(
    all(feature = "small", not(feature = "typed"), target_arch = "wasm32"),
    no_std
)]

extern crate alloc;

#[cfg(feature = "typed")]
mod api;
#[cfg(feature = "class")]
mod class;
mod client;
mod driver;
mod errors;
mod host;
mod module;
mod options;
#[cfg(all(feature = "small", not(feature = "typed"), target_arch = "wasm32"))]
mod small;
#[cfg(feature = "class")]
mod types;

#[cfg(feature = "typed")]
pub use api::*;
#[cfg(feature = "class")]
pub use class::*;

/// Holds the Rust examples of the documents to the code.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
#[doc = include_str!("../docs/rust.md")]
struct Documents;
