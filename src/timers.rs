//! The clock and the one timer of each call. Knows nothing of the rules.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/host.js")]
extern "C" {
    /// Wakes the driver for `slot` after so many milliseconds.
    pub fn sleep(slot: u32, milliseconds: f64);
}

#[wasm_bindgen(module = "/src/js/runtime.js")]
extern "C" {
    #[wasm_bindgen(js_name = now)]
    fn milliseconds() -> f64;
}

/// Node fires a longer timer at once, so long waits are cut into pieces.
const LONGEST_IN_MILLIS: f64 = 2_147_483_647.0;

/// The monotonic time, in microseconds.
pub fn now() -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a clock's reading is positive and far below 2^64 µs"
    )]
    let micros = (milliseconds() * 1e3) as u64;
    micros
}

/// The time since 1970, in milliseconds.
pub fn wall_clock() -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "Date.now() is positive and far below 2^64"
    )]
    let millis = crate::values::wall_clock() as u64;
    millis
}

/// A span of microseconds as a timer takes it, at most the longest.
pub fn millis(micros: u64) -> f64 {
    // Rounded up: a timer that fires before its time would only have to be set again.
    #[expect(clippy::cast_precision_loss, reason = "cut right after")]
    let millis = micros.div_ceil(1_000) as f64;
    millis.min(LONGEST_IN_MILLIS)
}
