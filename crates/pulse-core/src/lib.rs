//! The rules of a Pulse call, as state machines without clock, randomness or I/O.
#![no_std]
#![forbid(unsafe_code)]
extern crate alloc;
