//! What all calls of one client share: the gate, the retry budget and the jitter.

use crate::{
    Duration, Limits,
    backoff::{self, Jitter},
    budget::Budget,
    gate::Gate,
};

/// What the machines of one client share: its gate, its retry budget (500 tokens, 5 a retry, 1 back for each success)
/// and its jitter. A driver hands it to each of them.
#[derive(Debug, Clone)]
pub struct Shared {
    pub(crate) gate: Gate,
    pub(crate) budget: Budget,
    jitter: Jitter,
}

impl Shared {
    /// A fresh client's; `seed` is any number, a random one outside tests.
    #[must_use]
    pub fn new(seed: u32) -> Self {
        Self {
            gate: Gate::default(),
            budget: Budget::full(),
            jitter: Jitter::new(seed),
        }
    }

    pub(crate) fn backoff(&mut self, retry: u32, limits: &Limits) -> Duration {
        backoff::delay(retry, limits, &mut self.jitter)
    }
}
