//! Scenarios of a wait with a made-up clock.
