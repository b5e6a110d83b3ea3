//! A `RefCell` whose misuse traps without a word: the standard's brings along a message and a place for each use.

use core::cell::{RefCell, RefMut};

/// A value that is lent for a moment. Invariant: never to two at once.
#[derive(Default)]
pub struct TrapCell<T>(RefCell<T>);

impl<T> TrapCell<T> {
    pub const fn new(value: T) -> Self {
        Self(RefCell::new(value))
    }

    /// To look at or to change: one way for both, since counting who looks would weigh as much as all that is done so.
    pub fn borrow(&self) -> RefMut<'_, T> {
        match self.0.try_borrow_mut() {
            Ok(lent) => lent,
            Err(_) => misused(),
        }
    }
}

/// A bug of ours, like any panic: the host gives up every pending call.
#[cold]
fn misused() -> ! {
    #[cfg(target_arch = "wasm32")]
    core::arch::wasm32::unreachable();
    #[cfg(not(target_arch = "wasm32"))]
    std::process::abort()
}
