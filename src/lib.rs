//! The wasm-bindgen boundary of pulse-wasm.
