//! What all calls of one client have in common.

use core::cell::RefCell;

use pulse_core::Shared;

use crate::conversion::ClientOptions;

/// One client, as its calls see it.
pub struct Origin {
    /// The options it was made with.
    pub options: ClientOptions,
    shared: RefCell<Option<Shared>>,
}

impl Origin {
    /// A client that has made no call yet.
    pub const fn new(options: ClientOptions) -> Self {
        Self {
            options,
            shared: RefCell::new(None),
        }
    }

    /// Lends the gate and the budget. They are seeded at the first call: workerd allows no randomness before.
    pub fn with_shared<T>(&self, run: impl FnOnce(&mut Shared) -> T) -> T {
        run(self
            .shared
            .borrow_mut()
            .get_or_insert_with(|| Shared::new(seed())))
    }

    /// Whether anyone listens to events or reads logs.
    pub fn observed(&self) -> bool {
        self.options.observer.is_object()
    }
}

fn seed() -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "Math.random() is from 0 to 1"
    )]
    let seed = (js_sys::Math::random() * 4_294_967_295.0) as u32;
    seed
}
