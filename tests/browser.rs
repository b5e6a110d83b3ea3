//! The typed Rust API and the boundary, in a browser.
#![cfg(target_arch = "wasm32")]

mod shared;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
