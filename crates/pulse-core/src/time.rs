//! Time as one number of milliseconds, as JavaScript's clocks and timers have it: the standard's pair of seconds and
//! nanoseconds weighs kilobytes more in wasm.

use core::cmp::Ordering;

/// A span of time, or a point in it counted from any fixed one. Invariant: neither negative nor NaN.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Duration(f64);

// Without NaN, equality is total.
impl Eq for Duration {}

impl Ord for Duration {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }

    fn min(self, other: Self) -> Self {
        if self < other { self } else { other }
    }

    fn max(self, other: Self) -> Self {
        if self > other { self } else { other }
    }
}

/// Each comparison is one instruction; by default it would ask for the order first.
impl PartialOrd for Duration {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }

    fn lt(&self, other: &Self) -> bool {
        self.0 < other.0
    }

    fn le(&self, other: &Self) -> bool {
        self.0 <= other.0
    }

    fn gt(&self, other: &Self) -> bool {
        self.0 > other.0
    }

    fn ge(&self, other: &Self) -> bool {
        self.0 >= other.0
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "exact up to 285,000 years, and near enough after"
)]
impl Duration {
    /// None at all.
    pub const ZERO: Self = Self(0.0);
    /// Longer than any; as a point in time, one that never comes.
    pub const NEVER: Self = Self(f64::INFINITY);

    /// So many seconds.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds as f64 * 1e3)
    }

    /// So many milliseconds.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis as f64)
    }

    /// So many milliseconds and parts of one; what is below 0, or no number, counts as 0.
    #[must_use]
    pub const fn from_millis_f64(millis: f64) -> Self {
        Self(if millis > 0.0 { millis } else { 0.0 })
    }

    /// Milliseconds, with their fraction.
    #[must_use]
    pub const fn as_millis_f64(self) -> f64 {
        self.0
    }

    /// Seconds, with their fraction.
    #[must_use]
    pub const fn as_secs_f64(self) -> f64 {
        self.0 / 1e3
    }

    /// Whether it is none at all.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0.0
    }

    /// Whether it is shorter than [`Self::NEVER`].
    #[must_use]
    pub const fn is_finite(self) -> bool {
        self.0 < f64::INFINITY
    }

    /// Both together.
    #[must_use]
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    /// Half as long again.
    pub(crate) const fn and_half(self) -> Self {
        Self(self.0 * 1.5)
    }

    /// What is left without `other`.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self::from_millis_f64(self.0 - other.0)
    }
}

/// Operators are for tests alone.
#[cfg(test)]
mod operators {
    use core::ops::{Add, AddAssign, Div, Mul, Sub};

    use super::Duration;

    impl Add for Duration {
        type Output = Self;

        fn add(self, other: Self) -> Self {
            self.saturating_add(other)
        }
    }

    impl AddAssign for Duration {
        fn add_assign(&mut self, other: Self) {
            *self = *self + other;
        }
    }

    impl Sub for Duration {
        type Output = Self;

        fn sub(self, other: Self) -> Self {
            assert!(self >= other, "a time below none at all");
            Self(self.0 - other.0)
        }
    }

    impl Mul<u32> for Duration {
        type Output = Self;

        fn mul(self, factor: u32) -> Self {
            Self(self.0 * f64::from(factor))
        }
    }

    impl Div<u32> for Duration {
        type Output = Self;

        fn div(self, divisor: u32) -> Self {
            Self(self.0 / f64::from(divisor))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_what_they_say() {
        assert_eq!(Duration::from_secs(2), Duration::from_millis(2_000));
        assert_eq!(Duration::from_millis(2), Duration::from_millis_f64(2.0));
        let time = Duration::from_millis(1_500);
        assert!((time.as_secs_f64() - 1.5).abs() < 1e-12);
        assert!((time.as_millis_f64() - 1_500.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_no_time_counts_as_none_at_all() {
        for millis in [0.0, -0.0, -1.0, f64::NEG_INFINITY, f64::NAN] {
            let time = Duration::from_millis_f64(millis);
            assert_eq!(time, Duration::ZERO);
            assert!(time.is_zero() && time.is_finite());
        }
        let second = Duration::from_secs(1);
        assert_eq!(Duration::ZERO.saturating_sub(second), Duration::ZERO);
        assert_eq!(second.saturating_sub(second), Duration::ZERO);
    }

    #[test]
    fn never_is_later_than_everything_and_stays_so() {
        let never = Duration::NEVER;
        let second = Duration::from_secs(1);
        assert!(Duration::from_secs(u64::MAX) < never && !never.is_finite());
        assert_eq!(never.saturating_add(second), never);
        assert_eq!(never.saturating_sub(second), never);
        assert_eq!(never.saturating_sub(never), Duration::ZERO);
        assert_eq!(never.and_half(), never);
    }

    #[test]
    fn the_shorter_and_the_longer_are_told_apart() {
        let (one, two) = (Duration::from_secs(1), Duration::from_secs(2));
        for (a, b) in [(one, two), (two, one)] {
            assert_eq!((a.min(b), a.max(b)), (one, two));
        }
        assert_eq!(one.min(Duration::NEVER), one);
    }
}
