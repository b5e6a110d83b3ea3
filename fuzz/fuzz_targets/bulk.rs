//! The target `bulk` of pulse-core's fuzz.rs.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pulse_core::fuzz::bulk(data));
