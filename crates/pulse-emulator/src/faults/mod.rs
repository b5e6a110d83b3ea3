//! Faults on request: the next answers of a job, or of all, are spoilt as a test says.

mod body;
mod book;
mod control;
mod layer;
mod spec;

pub use book::Book;
pub use control::routes;
pub use layer::{NoEffect, layer};
