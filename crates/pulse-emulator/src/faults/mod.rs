//! Faults on request: a test says how the next answers to a job, or to any, are to go wrong.

mod body;
mod control;
mod fault;
mod layer;
mod registry;
mod request;

pub use control::routes;
pub use layer::{NoEffect, layer};
pub use registry::FaultRegistry;
