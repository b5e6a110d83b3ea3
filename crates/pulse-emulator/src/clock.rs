//! Time as the emulator sees it: the system's, or a made-up one that a test moves by hand.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

/// A pause that ends when its clock says so.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where "now" comes from.
pub trait Clock: Send + Sync + 'static {
    /// Time since the Unix epoch; never goes back.
    fn now(&self) -> Duration;

    /// Ends once `now` has grown by `pause`.
    fn sleep(&self, pause: Duration) -> Sleep;
}

/// The system's time at the start, carried on by the monotonic clock.
pub struct SystemClock {
    epoch_at_start: Duration,
    start: Instant,
}

impl SystemClock {
    /// A clock that starts at the system's present time.
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

/// A made-up clock: it stands still until it is told to move.
#[derive(Clone)]
pub struct ManualClock {
    now: Arc<watch::Sender<Duration>>,
    pauses: Arc<AtomicUsize>,
}

impl ManualClock {
    /// A clock that stands at `epoch` since the Unix epoch.
    #[must_use]
    pub fn at(epoch: Duration) -> Self {
        Self {
            now: Arc::new(watch::Sender::new(epoch)),
            pauses: Arc::default(),
        }
    }

    /// Moves time on, and ends the pauses that are over by then.
    pub fn advance(&self, by: Duration) {
        self.now.send_modify(|now| *now += by);
    }

    /// How many pauses have begun so far: a test moves the clock once the one it means has.
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
            // An error means that the clock is gone: nobody can end the pause any more.
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
    async fn a_pause_on_a_made_up_clock_ends_when_the_clock_is_moved() {
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
