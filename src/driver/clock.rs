//! The host's clocks in the core's terms.

use pulse_core::{Duration, Instant};

use crate::host::clock;

/// The monotonic time.
pub fn now() -> Instant {
    Instant::from_millis_f64(clock::now())
}

/// The time since 1970.
pub fn wall_clock() -> Duration {
    Duration::from_millis_f64(clock::wall_clock())
}

/// The time until `until` as the host takes it.
pub fn millis_until(until: Instant, now: Instant) -> f64 {
    until.saturating_duration_since(now).as_millis_f64()
}
