//! The rate limit: one token bucket for each key.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What a caller beyond its rate is told.
#[derive(Debug, PartialEq, Eq)]
pub struct RateLimited {
    /// Whole seconds to wait, at least one.
    pub retry_after: u64,
    /// The epoch second at which there is a token again.
    pub reset: u64,
}

struct Bucket {
    tokens: f64,
    filled: Duration,
}

/// A bucket per key: it holds `rate` tokens and is refilled at `rate` a second.
pub struct Limiter {
    rate: f64,
    capacity: f64,
    buckets: Vec<Mutex<Bucket>>,
}

impl Limiter {
    /// Full buckets for this many keys.
    #[must_use]
    pub fn new(rate: f64, keys: usize, now: Duration) -> Self {
        // At less than one a second, the bucket must still be able to hold the one token a request takes.
        let capacity = rate.max(1.0);
        let full = || {
            Mutex::new(Bucket {
                tokens: capacity,
                filled: now,
            })
        };
        Self {
            rate,
            capacity,
            buckets: std::iter::repeat_with(full).take(keys).collect(),
        }
    }

    /// Takes a token from the key's bucket, or says when there will be one.
    pub fn take(&self, key: usize, now: Duration) -> Result<(), RateLimited> {
        let Some(bucket) = self.buckets.get(key) else {
            return Ok(());
        };
        let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = now.saturating_sub(bucket.filled).as_secs_f64();
        bucket.tokens = (bucket.tokens + passed * self.rate).min(self.capacity);
        bucket.filled = bucket.filled.max(now);
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            return Ok(());
        }
        let wait = (1.0 - bucket.tokens) / self.rate;
        let retry_after = (wait.ceil() as u64).max(1);
        let reset = (now.as_secs_f64() + wait).ceil() as u64;
        Err(RateLimited { retry_after, reset })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(1000);

    fn take(limiter: &Limiter, key: usize, after_ms: u64) -> Result<(), RateLimited> {
        limiter.take(key, START + Duration::from_millis(after_ms))
    }

    #[test]
    fn a_full_bucket_lets_its_rate_through_at_once_and_no_more() {
        let limiter = Limiter::new(3.0, 1, START);
        for _ in 0..3 {
            assert_eq!(take(&limiter, 0, 0), Ok(()));
        }
        let told = RateLimited {
            retry_after: 1,
            reset: 1001,
        };
        assert_eq!(take(&limiter, 0, 0), Err(told));
    }

    #[test]
    fn tokens_flow_back_at_the_rate() {
        let limiter = Limiter::new(4.0, 1, START);
        for _ in 0..4 {
            take(&limiter, 0, 0).unwrap();
        }
        assert!(take(&limiter, 0, 249).is_err());
        assert_eq!(take(&limiter, 0, 250), Ok(()));
        assert!(take(&limiter, 0, 251).is_err());
    }

    #[test]
    fn a_bucket_never_holds_more_than_its_rate() {
        let limiter = Limiter::new(2.0, 1, START);
        assert_eq!(take(&limiter, 0, 3_600_000), Ok(()));
        assert_eq!(take(&limiter, 0, 3_600_000), Ok(()));
        assert!(take(&limiter, 0, 3_600_000).is_err());
    }

    #[test]
    fn each_key_has_its_own_bucket() {
        let limiter = Limiter::new(1.0, 2, START);
        assert_eq!(take(&limiter, 0, 0), Ok(()));
        assert!(take(&limiter, 0, 0).is_err());
        assert_eq!(take(&limiter, 1, 0), Ok(()));
    }

    #[test]
    fn waiting_as_told_is_enough_even_below_one_a_second() {
        let limiter = Limiter::new(0.1, 1, START);
        assert_eq!(take(&limiter, 0, 0), Ok(()));
        let told = take(&limiter, 0, 500).unwrap_err();
        assert_eq!((told.retry_after, told.reset), (10, 1010));
        assert_eq!(take(&limiter, 0, 500 + told.retry_after * 1000), Ok(()));
    }

    #[test]
    fn a_clock_that_stands_still_or_goes_back_gives_no_tokens() {
        let limiter = Limiter::new(1.0, 1, START);
        assert_eq!(take(&limiter, 0, 100), Ok(()));
        assert!(take(&limiter, 0, 0).is_err());
        assert!(take(&limiter, 0, 100).is_err());
    }
}
