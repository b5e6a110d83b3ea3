//! Time as one number of microseconds: the standard's pair of seconds and nanoseconds weighs a kilobyte more in wasm.

/// A span of time, or a point in it counted from any fixed one. Arithmetic saturates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Duration(u64);

impl Duration {
    /// None at all.
    pub const ZERO: Self = Self(0);
    /// The longest, 584,000 years.
    pub const MAX: Self = Self(u64::MAX);

    /// So many seconds.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        // Without a 128-bit product, which is what a saturating one compiles to.
        if seconds > Self::MAX.as_secs() {
            return Self::MAX;
        }
        Self(seconds.wrapping_mul(1_000_000))
    }

    /// So many milliseconds.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        if millis > u64::MAX / 1_000 {
            return Self::MAX;
        }
        Self(millis.wrapping_mul(1_000))
    }

    /// So many microseconds.
    #[must_use]
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// Whole seconds.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 / 1_000_000
    }

    /// Microseconds.
    #[must_use]
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Seconds, with their fraction.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "exact up to 285 years, and near enough after"
    )]
    pub const fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// Whether it is none at all.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Both together.
    #[must_use]
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// Half as long again.
    pub(crate) const fn and_half(self) -> Self {
        Self(self.0.saturating_add(self.0 / 2))
    }

    /// What is left without `other`.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// What is left without `other`; None where that is more.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(left) => Some(Self(left)),
            None => None,
        }
    }
}

/// Operators that overflow are for tests alone.
#[cfg(test)]
mod operators {
    use core::ops::{Add, AddAssign, Div, Mul, Sub};

    use super::Duration;

    impl Add for Duration {
        type Output = Self;

        fn add(self, other: Self) -> Self {
            Self(self.0 + other.0)
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
            Self(self.0 - other.0)
        }
    }

    impl Mul<u32> for Duration {
        type Output = Self;

        fn mul(self, factor: u32) -> Self {
            Self(self.0 * u64::from(factor))
        }
    }

    impl Div<u32> for Duration {
        type Output = Self;

        fn div(self, divisor: u32) -> Self {
            Self(self.0 / u64::from(divisor))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_what_they_say() {
        assert_eq!(Duration::from_secs(2), Duration::from_micros(2_000_000));
        assert_eq!(Duration::from_millis(1_500).as_secs(), 1);
        assert!((Duration::from_millis(1_500).as_secs_f64() - 1.5).abs() < 1e-12);
    }

    #[test]
    fn what_is_too_long_to_count_is_the_longest() {
        assert_eq!(Duration::from_secs(u64::MAX), Duration::MAX);
        assert_eq!(Duration::from_millis(u64::MAX), Duration::MAX);
        assert_eq!(
            Duration::MAX.saturating_add(Duration::from_secs(1)),
            Duration::MAX
        );
        let longest = Duration::MAX.as_secs();
        assert!(Duration::from_secs(longest) < Duration::MAX);
    }

    #[test]
    fn nothing_is_less_than_none_at_all() {
        let second = Duration::from_secs(1);
        assert_eq!(Duration::ZERO.saturating_sub(second), Duration::ZERO);
        assert_eq!(Duration::ZERO.checked_sub(second), None);
        assert_eq!(second.checked_sub(second), Some(Duration::ZERO));
    }
}
