//! The emulator driven over real sockets, on a clock that only the tests advance.

mod api;
mod cors;
mod events;
mod fault_answers;
mod fault_wire;
mod latency;
mod lifecycle;
mod recording;
mod static_files;
mod submitting;
mod support;
mod upstream;
mod upstream_broken;
