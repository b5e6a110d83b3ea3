//! What calls and waits promise whatever happens to them: random tests and the fuzzer put the events together, this holds
//! the machines to it.

mod call;
mod wait;

pub(crate) use call::{CallEvent, hold_calls};
pub(crate) use wait::{WaitEvent, hold_wait};
