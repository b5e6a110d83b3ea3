//! What the fuzzer calls: each target takes any bytes and checks properties, not only that nothing panics. Built by fuzz/
//! alone, which has the second opinions as its dependencies.

mod inputs;
mod machines;
mod waits;

pub use crate::bulk::tests::fuzz::bulk;
pub use inputs::parsers;
pub use machines::calls;

/// Every target by its name.
pub const TARGETS: [(&str, fn(&[u8])); 3] =
    [("parsers", parsers), ("calls", calls), ("bulk", bulk)];
