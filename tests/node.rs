//! The typed Rust API and the boundary, in Node.
#![cfg(target_arch = "wasm32")]

mod shared;
