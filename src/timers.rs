//! The clock and the one timer of each call. Knows nothing of the rules.

use pulse_core::Duration;

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/host.js")]
extern "C" {
    #[wasm_bindgen(js_name = sleep)]
    fn set_timer(slot: u32, milliseconds: f64);
}

#[wasm_bindgen(module = "/src/js/runtime.js")]
extern "C" {
    #[wasm_bindgen(js_name = now)]
    fn milliseconds() -> f64;
}

/// Node fires a longer timer at once, so long waits are cut into pieces.
const LONGEST_IN_MILLIS: f64 = 2_147_483_647.0;

/// The monotonic time.
pub fn now() -> Duration {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a clock's reading is positive and far below 2^64 µs"
    )]
    let micros = (milliseconds() * 1e3) as u64;
    Duration::from_micros(micros)
}

/// The time since 1970.
pub fn wall_clock() -> Duration {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "Date.now() is positive and far below 2^64"
    )]
    let millis = js_sys::Date::now() as u64;
    Duration::from_millis(millis)
}

/// The time until `until` as a timer takes it, below 0 for none at all.
pub fn millis_until(until: Option<Duration>, now: Duration) -> f64 {
    let Some(until) = until else { return -1.0 };
    // Rounded up: a timer that fires before its time would only have to be set again.
    let millis = until.saturating_sub(now).as_micros().div_ceil(1_000);
    #[expect(clippy::cast_precision_loss, reason = "cut right after")]
    let millis = millis as f64;
    millis.min(LONGEST_IN_MILLIS)
}

/// Wakes the driver for `slot` at `until`, or a piece of the way there.
pub fn sleep(slot: u32, until: Duration, now: Duration) {
    set_timer(slot, millis_until(Some(until), now));
}
