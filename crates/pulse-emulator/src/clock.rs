//! The emulator's time: the system's, or that of a manual clock which a test advances.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

/// A pause, measured by the clock it comes from.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A source of the current time.
pub trait Clock: Send + Sync + 'static {
    /// The time since the Unix epoch; it never goes back.
    fn now(&self) -> Duration;

    /// Completes once `now` has advanced by `pause`.
    fn sleep(&self, pause: Duration) -> Sleep;
}

/// The system's time at the start, advanced by the monotonic clock.
pub struct SystemClock {
    epoch_at_start: Duration,
    start: Instant,
}

impl SystemClock {
    /// A clock that starts at the system's current time.
    #[must_use]
    pub fn new() -> Self {
        let epoch_at_start = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Self {
            epoch_at_start,
            start: Instant::now(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.epoch_at_start + self.start.elapsed()
    }

    fn sleep(&self, pause: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(pause))
    }
}

/// A clock that stands still until a test advances it.
#[derive(Clone)]
pub struct ManualClock {
    now: Arc<watch::Sender<Duration>>,
    pauses: Arc<AtomicUsize>,
}

impl ManualClock {
    /// A clock that shows this time since the Unix epoch.
    #[must_use]
    pub fn at(epoch: Duration) -> Self {
        Self {
            now: Arc::new(watch::Sender::new(epoch)),
            pauses: Arc::default(),
        }
    }

    /// Advances time, which ends the pauses that are over by then.
    pub fn advance(&self, by: Duration) {
        self.now.send_modify(|now| *now += by);
    }

    /// How many pauses have begun so far. A test waits for the one it means before it advances.
    #[must_use]
    pub fn pauses(&self) -> usize {
        self.pauses.load(Ordering::Acquire)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Duration {
        *self.now.borrow()
    }

    fn sleep(&self, pause: Duration) -> Sleep {
        let mut receiver = self.now.subscribe();
        let end = *receiver.borrow() + pause;
        self.pauses.fetch_add(1, Ordering::AcqRel);
        Box::pin(async move {
            // An error means that the clock has been dropped, so nothing can end the pause any more.
            if receiver.wait_for(|now| *now >= end).await.is_err() {
                std::future::pending::<()>().await;
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_pause_on_a_manual_clock_ends_when_the_clock_is_advanced() {
        let clock = ManualClock::at(Duration::from_secs(5));
        let mut pause = clock.sleep(Duration::from_secs(2));
        clock.advance(Duration::from_millis(1999));
        let early = std::future::poll_fn(|cx| std::task::Poll::Ready(pause.as_mut().poll(cx)));
        assert!(early.await.is_pending());
        clock.advance(Duration::from_millis(1));
        pause.await;
        assert_eq!(clock.now(), Duration::from_secs(7));
    }
}
