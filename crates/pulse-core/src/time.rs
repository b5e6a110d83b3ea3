//! Time as one number of milliseconds, as JavaScript's clocks and timers have it: the standard's pair of seconds and
//! nanoseconds weighs kilobytes more in wasm.

use core::cmp::Ordering;

/// A point in time, as milliseconds since any fixed point before it: whatever a monotonic clock counts from.
///
/// Invariant: neither negative nor NaN.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Instant(f64);

/// A span of time in milliseconds. Invariant: neither negative nor NaN.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Duration(f64);

/// An order without NaN is total. Each comparison is one instruction; by default it would ask for the order first.
macro_rules! ordered {
    ($name:ty) => {
        impl Eq for $name {}

        impl Ord for $name {
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

        impl PartialOrd for $name {
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
    };
}
ordered!(Instant);
ordered!(Duration);

impl Instant {
    /// The fixed point itself: no instant is earlier.
    pub(crate) const EARLIEST: Self = Self(0.0);
    /// A time that never comes: later than every other.
    pub const NEVER: Self = Self(f64::INFINITY);

    /// The instant so many milliseconds, with their fraction, after the fixed point; what is below 0, or no
    /// number, counts as 0.
    #[must_use]
    pub const fn from_millis_f64(millis: f64) -> Self {
        Self(not_negative(millis))
    }

    /// Milliseconds since the fixed point, with their fraction.
    #[must_use]
    pub const fn as_millis_f64(self) -> f64 {
        self.0
    }

    /// Whether it is earlier than [`Self::NEVER`].
    #[must_use]
    pub const fn is_finite(self) -> bool {
        self.0 < f64::INFINITY
    }

    /// When a host's timer that is set at `now` can fire for it: a wait past 2^31 - 1 ms is cut into pieces, since Node fires a
    /// longer timer at once. NEVER for what is decades away: a host that fires every timer at once would spin.
    #[must_use]
    pub fn timer_due(self, now: Self) -> Self {
        const LONGEST: f64 = 2_147_483_647.0;
        const DECADES: f64 = 1e12;
        if self.0 - now.0 > DECADES {
            Self::NEVER
        } else {
            self.min(Self(now.0 + LONGEST))
        }
    }

    /// The instant `span` later.
    #[must_use]
    pub const fn saturating_add(self, span: Duration) -> Self {
        Self(self.0 + span.0)
    }

    /// How long after `earlier` it is; [`Duration::ZERO`] where it is not after it.
    #[must_use]
    pub const fn saturating_duration_since(self, earlier: Self) -> Duration {
        Duration::from_millis_f64(self.0 - earlier.0)
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "exact up to 285,000 years, and near enough after"
)]
impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(0.0);
    /// No wait is taken for longer than this.
    pub(crate) const DAY: Self = Self::from_secs(86_400);
    /// Longer than any other: no limit.
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

    /// So many milliseconds, with their fraction; what is below 0, or no number, counts as 0.
    #[must_use]
    pub const fn from_millis_f64(millis: f64) -> Self {
        Self(not_negative(millis))
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

    /// Whether it is no time at all.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0.0
    }

    /// Whether it is shorter than [`Self::NEVER`].
    #[must_use]
    pub const fn is_finite(self) -> bool {
        self.0 < f64::INFINITY
    }

    /// So many times as long.
    pub(crate) const fn times(self, factor: f64) -> Self {
        Self::from_millis_f64(self.0 * factor)
    }

    /// What is left of it without `other`; nothing where that is longer.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self::from_millis_f64(self.0 - other.0)
    }
}

/// What is below 0, or no number, counts as 0.
const fn not_negative(millis: f64) -> f64 {
    if millis > 0.0 { millis } else { 0.0 }
}

/// Operators are for tests alone.
#[cfg(any(test, pulse_fuzz))]
mod operators {
    use core::ops::{Add, AddAssign, Div, Mul, Sub};

    use super::{Duration, Instant};

    impl Add for Duration {
        type Output = Self;

        fn add(self, other: Self) -> Self {
            Self(self.0 + other.0)
        }
    }

    impl Add<Duration> for Instant {
        type Output = Self;

        fn add(self, span: Duration) -> Self {
            self.saturating_add(span)
        }
    }

    impl AddAssign<Duration> for Instant {
        fn add_assign(&mut self, span: Duration) {
            *self = *self + span;
        }
    }

    impl Sub for Instant {
        type Output = Duration;

        fn sub(self, earlier: Self) -> Duration {
            assert!(self >= earlier, "the time before is after it");
            self.saturating_duration_since(earlier)
        }
    }

    impl Sub<Duration> for Instant {
        type Output = Self;

        fn sub(self, span: Duration) -> Self {
            assert!(self.0 >= span.0, "a time before the fixed point");
            Self(self.0 - span.0)
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
        for millis in [0.0, -1.0, f64::NAN] {
            assert_eq!(Instant::from_millis_f64(millis), Instant::EARLIEST);
        }
    }

    #[test]
    fn an_instant_is_a_span_after_another_and_never_a_span_before_it() {
        let earlier = Instant::from_millis_f64(2.5);
        let later = earlier.saturating_add(Duration::from_millis(4));
        assert!((later.as_millis_f64() - 6.5).abs() < 1e-12);
        let span = later.saturating_duration_since(earlier);
        assert_eq!(span, Duration::from_millis(4));
        assert_eq!(earlier.saturating_duration_since(later), Duration::ZERO);
        assert_eq!(earlier.max(later), later);
        assert_eq!(earlier.min(later), earlier);
    }

    #[test]
    fn never_is_later_than_everything_and_stays_so() {
        let never = Duration::NEVER;
        let second = Duration::from_secs(1);
        assert!(Duration::from_secs(u64::MAX) < never && !never.is_finite());
        assert_eq!(never.saturating_sub(second), never);
        assert_eq!(never.saturating_sub(never), Duration::ZERO);
        assert_eq!(never.times(1.5), never);
        let later = Instant::from_millis_f64(f64::MAX);
        assert!(later < Instant::NEVER && later.is_finite());
        assert!(!Instant::NEVER.is_finite());
        assert_eq!(Instant::NEVER.saturating_add(second), Instant::NEVER);
        assert_eq!(later.saturating_add(never), Instant::NEVER);
        assert_eq!(Instant::NEVER.saturating_duration_since(later), never);
    }

    #[test]
    fn a_timer_is_set_for_a_piece_of_a_long_wait_and_for_no_wait_of_decades() {
        let now = Instant::from_millis_f64(500.0);
        let after = |millis| now + Duration::from_millis_f64(millis);
        let longest = 2_147_483_647.0;
        for (wait, due) in [
            (0.0, after(0.0)),
            (1.5, after(1.5)),
            (longest, after(longest)),
            (longest + 1.0, after(longest)),
            (1e12, after(longest)),
            (1.1e12, Instant::NEVER),
            (f64::INFINITY, Instant::NEVER),
        ] {
            assert_eq!(after(wait).timer_due(now), due, "{wait}");
        }
        // What is past is due at once.
        assert!(Instant::EARLIEST.timer_due(now) < now);
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
