//! How long and how often: the numbers a caller may set, checked.

use crate::Duration;

/// The limits of one call. The defaults are those of the npm package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of one attempt, from sending to the last byte of the body. Default: 60 seconds; [`Duration::NEVER`] for none.
    pub timeout: Duration,
    /// Of all attempts and waits together. Default: [`Duration::NEVER`], none.
    pub deadline: Duration,
    /// Attempts after the first. Default: 2.
    pub max_retries: u32,
    /// The first backoff, give or take a tenth; each further one is twice as long. Default: 1 second.
    pub initial_retry_delay: Duration,
    /// The longest backoff, and the longest wait that a server may ask for. Default: 60 seconds.
    pub max_retry_delay: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            deadline: Duration::NEVER,
            max_retries: 2,
            initial_retry_delay: Duration::from_secs(1),
            max_retry_delay: Duration::from_secs(60),
        }
    }
}

/// Why a number was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberProblem {
    /// A time must be above 0.
    NotPositive,
    /// A pause must be finite, and a millisecond or longer.
    NotAPause,
    /// A count must be a whole number from 0.
    NotACount,
}

/// Checks a time in seconds; infinity means no limit, [`Duration::NEVER`].
///
/// # Errors
/// 0, a negative number and NaN.
#[inline]
pub fn check_seconds(seconds: f64) -> Result<Duration, NumberProblem> {
    if seconds > 0.0 {
        Ok(Duration::from_millis_f64(seconds * 1e3))
    } else {
        Err(NumberProblem::NotPositive)
    }
}

/// Checks a pause in seconds, such as one between two polls.
///
/// # Errors
/// What is below a millisecond, not finite, or NaN.
#[inline]
pub fn check_pause(seconds: f64) -> Result<Duration, NumberProblem> {
    if (0.001..f64::MAX / 1e3).contains(&seconds) {
        check_seconds(seconds)
    } else {
        Err(NumberProblem::NotAPause)
    }
}

/// Checks a count, such as one of retries.
///
/// # Errors
/// A fraction, a negative number and NaN; infinity is no count either.
pub fn check_count(count: f64) -> Result<u32, NumberProblem> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` saturates, and the comparison below refuses what changed"
    )]
    let whole = count as u32;
    #[expect(clippy::float_cmp, reason = "a whole number is exact")]
    if f64::from(whole) == count {
        Ok(whole)
    } else {
        Err(NumberProblem::NotACount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_negative_and_nan_are_no_time() {
        for bad in [0.0, -0.0, -1.0, f64::NAN, f64::NEG_INFINITY] {
            assert_eq!(check_seconds(bad), Err(NumberProblem::NotPositive), "{bad}");
        }
    }

    #[test]
    fn infinity_and_the_unimaginable_mean_no_limit() {
        assert_eq!(check_seconds(f64::INFINITY), Ok(Duration::NEVER));
        assert_eq!(check_seconds(f64::MAX), Ok(Duration::NEVER));
    }

    #[test]
    fn fractions_of_a_second_count() {
        let time = check_seconds(0.25).unwrap();
        assert_eq!(time, Duration::from_millis(250));
        assert!(check_seconds(1e-300).unwrap() > Duration::ZERO);
    }

    #[test]
    fn a_pause_is_finite_and_at_least_a_millisecond() {
        assert_eq!(check_pause(0.001), Ok(Duration::from_millis(1)));
        assert_eq!(check_pause(86_400.0), Ok(Duration::from_secs(86_400)));
        for bad in [
            0.0,
            -1.0,
            1e-300,
            0.000_999,
            f64::NAN,
            f64::INFINITY,
            f64::MAX,
        ] {
            assert_eq!(check_pause(bad), Err(NumberProblem::NotAPause), "{bad}");
        }
    }

    #[test]
    fn retries_are_whole_numbers_from_zero() {
        assert_eq!(check_count(0.0), Ok(0));
        assert_eq!(check_count(7.0), Ok(7));
        for bad in [-1.0, 0.5, f64::NAN, f64::INFINITY, 1e10] {
            assert_eq!(check_count(bad), Err(NumberProblem::NotACount), "{bad}");
        }
    }
}
