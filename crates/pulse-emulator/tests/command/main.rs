//! The command itself: its flags, its first line, how it exits, and how much memory it takes.

mod flags;
#[cfg(feature = "https")]
mod https;
mod running;
mod support;
