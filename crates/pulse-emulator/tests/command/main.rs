//! The command itself: its flags, its first line, how it ends, and what it weighs.

mod flags;
mod https;
mod running;
mod support;
