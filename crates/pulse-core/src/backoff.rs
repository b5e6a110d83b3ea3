//! Exponential backoff with jitter, for when the server does not say how long to wait.

use crate::{Duration, Limits};

/// A small generator (xorshift32): jitter needs spread, not secrecy.
#[derive(Debug, Clone)]
pub(crate) struct Jitter(u32);

impl Jitter {
    pub(crate) const fn new(seed: u32) -> Self {
        // Invariant: never 0, where xorshift would stay.
        Self(seed | 1)
    }

    /// 0 to 200.
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 % 201
    }
}

/// The delay before retry `retry` (0 is the first): the limits' initial delay, then twice that, four times … ±10 %, at most
/// their longest, and never more than a day.
pub(crate) fn delay(retry: u32, limits: &Limits, jitter: &mut Jitter) -> Duration {
    let doubled = 1_u32 << retry.min(31);
    let per_mille = jitter.next().saturating_add(900);
    let factor = f64::from(doubled) * f64::from(per_mille) / 1e3;
    (limits.initial_retry_delay)
        .times(factor)
        .min(limits.max_retry_delay)
        .min(Duration::DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::{PLAIN, ms, s};

    #[test]
    fn each_delay_doubles_within_ten_percent_up_to_a_minute() {
        for seed in 0..2_000 {
            let mut jitter = Jitter::new(seed);
            for (retry, base) in [(0, 1.0), (1, 2.0), (2, 4.0), (5, 32.0)] {
                let seconds = delay(retry, &PLAIN, &mut jitter).as_secs_f64();
                assert!(
                    (base * 0.9..=base * 1.1).contains(&seconds),
                    "{retry}: {seconds}"
                );
            }
            for retry in [6, 7, 100, u32::MAX] {
                let seconds = delay(retry, &PLAIN, &mut jitter).as_secs_f64();
                assert!((57.0..=60.0).contains(&seconds), "{retry}: {seconds}");
            }
        }
    }

    #[test]
    fn the_first_delay_and_the_longest_are_the_callers_to_set() {
        let limits = |initial_retry_delay, max_retry_delay| Limits {
            initial_retry_delay,
            max_retry_delay,
            ..PLAIN
        };
        for seed in 0..200 {
            let mut jitter = Jitter::new(seed);
            for (retry, base) in [(0, 0.02), (1, 0.04), (4, 0.32), (31, 2.0), (32, 2.0)] {
                let seconds = delay(retry, &limits(ms(20), s(2)), &mut jitter).as_secs_f64();
                assert!(
                    (base * 0.899..=f64::min(base * 1.101, 2.0)).contains(&seconds),
                    "{retry}: {seconds}"
                );
            }
            assert_eq!(delay(0, &limits(s(90), s(5)), &mut jitter), s(5));
            let endless = limits(s(86_400), Duration::NEVER);
            assert_eq!(delay(u32::MAX, &endless, &mut jitter), Duration::DAY);
        }
    }

    #[test]
    fn the_generator_is_marsaglias_xorshift_with_13_17_and_5() {
        let mut jitter = Jitter::new(1);
        for expected in [270_369, 67_634_689, 2_647_435_461, 307_599_695_u32] {
            assert_eq!(jitter.next(), expected % 201);
        }
    }

    #[test]
    fn two_seeds_do_not_retry_in_step() {
        let first: std::vec::Vec<_> = (2..200)
            .map(|seed| delay(0, &PLAIN, &mut Jitter::new(seed * 2_654_435)))
            .collect();
        let mut distinct = first.clone();
        distinct.sort();
        distinct.dedup();
        assert!(distinct.len() > 80, "{} of {}", distinct.len(), first.len());
    }
}
