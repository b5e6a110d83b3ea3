//! The wasm-bindgen boundary of pulse-wasm.
//!
//! `classes` is what JavaScript sees, `driver` carries out what the machines of pulse-core ask for,
//! `fetch`, `timers`, `settle` and `bulk` are the host it does so with, `conversion` reads options, and
//! `errors` is the one place that makes a JavaScript error.
#![cfg_attr(
    all(feature = "npm", not(feature = "typed"), target_arch = "wasm32"),
    no_std
)]

extern crate alloc;

#[cfg(feature = "typed")]
mod api;
mod bulk;
#[cfg(feature = "npm")]
mod classes;
mod conversion;
mod driver;
mod errors;
mod fetch;
#[cfg(all(feature = "npm", not(feature = "typed"), target_arch = "wasm32"))]
mod npm;
mod settle;
mod timers;
mod values;

#[cfg(feature = "typed")]
pub use api::*;

/// Holds the README's Rust example to the code.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
