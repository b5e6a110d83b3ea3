//! What all calls of one client have in common.

use alloc::rc::Rc;
use alloc::string::String;
use core::cell::RefMut;

use pulse_core::Shared;
use wasm_bindgen::prelude::*;

use super::Lent;
use crate::values::random;

/// Where requests go, and with which key. Invariant: a key's text stays in wasm memory.
#[derive(Clone)]
pub struct Parts {
    /// What stands before the id, as a JavaScript string; undefined while only a supplier knows.
    pub prefix: JsValue,
    /// The key, "" for none.
    pub key: String,
}

/// One client, as its calls see it.
pub struct Origin {
    /// What its requests are made of, unless a call has its own.
    pub parts: Rc<Parts>,
    /// Whether anyone listens to events or reads logs.
    pub observed: bool,
    shared: Lent<Option<Shared>>,
}

impl Origin {
    /// A client that has made no call yet.
    pub fn new(parts: Parts, observed: bool) -> Self {
        Self {
            parts: Rc::new(parts),
            observed,
            shared: Lent::new(None),
        }
    }

    /// Lends the gate and the budget. They are seeded at the first call: workerd allows no randomness before.
    pub fn with_shared<T>(&self, run: impl FnOnce(&mut Shared) -> T) -> T {
        run(&mut self.lent())
    }

    // Generic code around it would be repeated for each caller.
    #[inline(never)]
    fn lent(&self) -> RefMut<'_, Shared> {
        RefMut::map(self.shared.lend(), |shared| {
            shared.get_or_insert_with(|| Shared::new(seed()))
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
