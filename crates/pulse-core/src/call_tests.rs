//! Scenarios of one call with a made-up clock.
