//! What a module without std must bring along: a panic handler and an allocator, both as small as can be.

use rlsf::SmallGlobalTlsf;

#[global_allocator]
static ALLOCATOR: SmallGlobalTlsf = SmallGlobalTlsf::new();

/// A panic is a bug; it traps, and the host rejects every pending call.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// A value for the one thread of such a module.
pub struct OneThread<T>(pub T);

#[expect(
    unsafe_code,
    reason = "a static must be Sync, and there is no thread to share it with"
)]
// SAFETY: without std nothing starts a thread, and wasm32 has none of its own.
unsafe impl<T> Sync for OneThread<T> {}
