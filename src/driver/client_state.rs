//! What all calls of one client share.

use alloc::rc::Rc;
use alloc::string::String;
use core::cell::{Cell, RefMut};

use pulse_core::{Clock, Instant, Shared};
use wasm_bindgen::prelude::*;

use super::TrapCell;
use crate::host::clock::{now, random};

/// Where requests go, and with which key. Invariant: a key's text stays in wasm memory.
#[derive(Clone)]
pub struct Target {
    /// The URL up to the job's id, as a JavaScript string; undefined if a supplier gives it.
    pub prefix: JsValue,
    /// The key, "" for none.
    pub key: String,
}

/// One client, as its calls see it.
pub struct ClientState {
    /// Where its requests go, unless a call has a target of its own.
    pub target: Rc<Target>,
    /// Whether there is an `onEvent` handler or a logger.
    pub is_observed: bool,
    shared: TrapCell<Option<Shared>>,
    clock: Cell<Clock>,
}

impl ClientState {
    /// A client that has made no call yet.
    pub fn new(target: Target, is_observed: bool) -> Self {
        Self {
            target: Rc::new(target),
            is_observed,
            shared: TrapCell::new(None),
            clock: Cell::new(Clock::new()),
        }
    }

    /// The time. `due` is that of a timer that has just fired, or the default.
    #[inline(never)]
    pub fn now(&self, due: Instant) -> Instant {
        // Read first: a clock of the caller's own may call into the client.
        let shown = now();
        let mut clock = self.clock.get();
        clock.read(shown);
        let now = clock.reach(due);
        self.clock.set(clock);
        now
    }

    /// Runs `run` with the gate and the budget. They are seeded at the first call: workerd forbids randomness before that.
    pub fn with_shared<T>(&self, run: impl FnOnce(&mut Shared) -> T) -> T {
        run(&mut self.shared())
    }

    // Generic code around it would be repeated for each caller.
    #[inline(never)]
    fn shared(&self) -> RefMut<'_, Shared> {
        // Drawn while nothing is borrowed: a Math.random of the caller's own may call into the client.
        let is_new = self.shared.borrow().is_none();
        let seed = if is_new { seed() } else { 0 };
        RefMut::map(self.shared.borrow(), |shared| {
            shared.get_or_insert_with(|| Shared::new(seed))
        })
    }
}

fn seed() -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "Math.random() is from 0 to 1"
    )]
    let seed = (random() * 4_294_967_295.0) as u32;
    seed
}
