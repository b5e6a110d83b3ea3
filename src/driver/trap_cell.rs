//! A `RefCell` that traps when misused: `RefCell::borrow_mut` would add a panic message and a source location for each use.

use core::cell::{RefCell, RefMut};

/// A value that is borrowed briefly. Invariant: never twice at the same time.
#[derive(Default)]
pub struct TrapCell<T>(RefCell<T>);

impl<T> TrapCell<T> {
    pub const fn new(value: T) -> Self {
        Self(RefCell::new(value))
    }

    /// Borrows mutably, for reading as well: counting shared borrows would take as much code as all the reads.
    pub fn borrow(&self) -> RefMut<'_, T> {
        match self.0.try_borrow_mut() {
            Ok(borrowed) => borrowed,
            Err(_) => misused(),
        }
    }
}

/// A bug of ours, like any panic: the host rejects every pending call.
#[cold]
fn misused() -> ! {
    #[cfg(target_arch = "wasm32")]
    core::arch::wasm32::unreachable();
    #[cfg(not(target_arch = "wasm32"))]
    std::process::abort()
}
