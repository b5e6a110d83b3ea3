//! A local Pulse API for tests and demos.
fn main() {}
