//! The one driver of a loaded module, and the exports through which the host reports events.
//!
//! They are plain exports rather than wasm-bindgen's: their arguments are numbers, which need no glue, and the host
//! finds them on the module's own exports, whichever way the module was loaded.
#![expect(
    unsafe_code,
    reason = "no_mangle needs names that are unique in the module: each begins with pulse_"
)]

use crate::driver::{Driver, Event};
use crate::options::CallSuppliers;

#[cfg(all(feature = "small", not(feature = "typed"), target_arch = "wasm32"))]
static DRIVER: crate::small::OneThread<Driver<CallSuppliers>> =
    crate::small::OneThread(Driver::new());

#[cfg(all(feature = "small", not(feature = "typed"), target_arch = "wasm32"))]
pub fn with_driver<T>(run: impl FnOnce(&Driver<CallSuppliers>) -> T) -> T {
    run(&DRIVER.0)
}

#[cfg(not(all(feature = "small", not(feature = "typed"), target_arch = "wasm32")))]
std::thread_local! {
    static DRIVER: Driver<CallSuppliers> = const { Driver::new() };
}

/// Runs `run` with the driver. Each thread has a driver of its own, as it has a module of its own.
#[cfg(not(all(feature = "small", not(feature = "typed"), target_arch = "wasm32")))]
pub fn with_driver<T>(run: impl FnOnce(&Driver<CallSuppliers>) -> T) -> T {
    DRIVER.with(run)
}

/// Declares exports, each of which reports an event for a slot. A number that an event does not carry is 0.
macro_rules! exports {
    ($($name:ident => $event:ident;)*) => {$(
        #[unsafe(no_mangle)]
        extern "C" fn $name(slot: u32, first: u32, second: u32) {
            with_driver(|driver| driver.on_event(slot, Event::$event, first, second));
        }
    )*};
}

exports! {
    pulse_response => Response;
    pulse_oversized => Oversized;
    pulse_not_a_response => NotAResponse;
    pulse_failure => Failure;
    pulse_timer => Timer;
    pulse_abort => Abort;
    pulse_supplied => Supplied;
    pulse_id_pulled => IdPulled;
    pulse_source_ended => SourceEnded;
    pulse_source_threw => SourceThrew;
    pulse_source_closed => SourceClosed;
    pulse_judged => Judged;
    pulse_judge_threw => JudgeThrew;
    pulse_outcome_taken => OutcomeTaken;
    pulse_left => Left;
    pulse_stop => Stop;
    pulse_broke => Broke;
}
