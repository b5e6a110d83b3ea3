//! The host's clock and timers in the core's terms.

use pulse_core::Duration;

use crate::timers;

/// The monotonic time.
pub fn now() -> Duration {
    Duration::from_micros(timers::now())
}

/// The time since 1970.
pub fn wall_clock() -> Duration {
    Duration::from_millis(timers::wall_clock())
}

/// The time until `until` as the host takes it, below 0 for none at all.
pub fn millis_until(until: Option<Duration>, now: Duration) -> f64 {
    until.map_or(-1.0, |until| {
        timers::millis(until.saturating_sub(now).as_micros())
    })
}

/// Wakes the driver for `slot` at `until`, or a piece of the way there.
pub fn sleep(slot: u32, until: Duration, now: Duration) {
    timers::sleep(slot, millis_until(Some(until), now));
}
