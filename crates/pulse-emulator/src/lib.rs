//! A local Pulse API for tests and demos: jobs that progress by themselves, keys, rate limits and
//! faults on request. It shares no code with the client, so that a bug in one cannot hide in the
//! other.
#![forbid(unsafe_code)]

mod app;
pub mod clock;
mod config;
mod connection;
mod connector;
mod cors;
mod errors;
mod events;
mod faults;
pub mod flags;
mod job;
mod limit;
mod names;
mod random;
mod record;
mod routes;
mod scrub;
mod serve;
mod server;
mod store;
mod upstream;

pub use config::{Config, Upstream};
pub use server::Server;
pub use store::Lifetimes;
