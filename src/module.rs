//! The one driver of a loaded module, and the exports that the host reports events by.
//!
//! They are plain exports rather than wasm-bindgen's: their arguments are numbers, which need no glue, and the host
//! finds them on the module's own exports, whichever way the module was loaded.
#![expect(
    unsafe_code,
    reason = "an export's name must be its own alone: each begins with the crate's"
)]

use pulse_core::BodyError;

use crate::driver::{Driver, Event, HostResponse};
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

/// Lends the driver. Each thread has its own, as it has its own module.
#[cfg(not(all(feature = "small", not(feature = "typed"), target_arch = "wasm32")))]
pub fn with_driver<T>(run: impl FnOnce(&Driver<CallSuppliers>) -> T) -> T {
    DRIVER.with(run)
}

/// Declares exports, each of which reports an event for a slot.
macro_rules! events {
    ($($(#[$doc:meta])* $name:ident($slot:ident $(, $argument:ident)*) => $event:expr;)*) => {$(
        $(#[$doc])*
        #[unsafe(no_mangle)]
        extern "C" fn $name($slot: u32 $(, $argument: u32)*) {
            with_driver(|driver| driver.on_event($slot, $event));
        }
    )*};
}

events! {
    /// The request in flight was answered.
    pulse_response(slot, status, is_complete) => {
        Event::Response(response(slot, status, is_complete == 1, None))
    };
    /// Its answer was longer than a client reads.
    pulse_oversized(slot, status) => {
        Event::Response(response(slot, status, false, Some(BodyError::Oversized)))
    };
    /// The fetch function gave something other than a Response.
    pulse_not_a_response(slot) => {
        Event::Response(response(slot, 0, false, Some(BodyError::NotAResponse)))
    };
    /// The request in flight failed.
    pulse_failure(slot) => Event::Failure;
    /// The timer fired.
    pulse_timer(slot) => Event::Timer;
    /// The caller's signal was aborted.
    pulse_abort(slot) => Event::Abort;
    /// The suppliers have answered, or one threw.
    pulse_supplied(slot) => Event::Supplied;
    /// A run's source gave an id.
    pulse_id_pulled(slot) => Event::IdPulled;
    /// It has no more.
    pulse_source_ended(slot) => Event::SourceEnded;
    /// It threw.
    pulse_source_threw(slot) => Event::SourceThrew;
    /// `onlyIf` has judged a job.
    pulse_judged(slot, verdict) => Event::Judged(verdict == 1);
    /// `onlyIf` threw.
    pulse_judge_threw(slot) => Event::JudgeThrew;
    /// An outcome was read.
    pulse_outcome_taken(slot, index) => Event::OutcomeTaken(index);
    /// The iteration over a run's outcomes was left early.
    pulse_left(slot) => Event::Left;
    /// A run is to start nothing further.
    pulse_stop(slot) => Event::Stop;
}

fn response(
    slot: u32,
    status: u32,
    is_complete: bool,
    body_error: Option<BodyError>,
) -> HostResponse {
    HostResponse {
        slot,
        status: u16::try_from(status).unwrap_or_default(),
        is_complete,
        body_error,
    }
}
