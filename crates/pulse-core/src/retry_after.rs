//! When a server says to come back: Retry-After (RFC 9110, section 10.2.3), and X-RateLimit-Reset on a 429.

use crate::{Duration, Response, http_date};

/// An epoch past this many seconds is in milliseconds: as seconds it would be in the year 5138.
const MOST_SECONDS: Duration = Duration::from_secs(100_000_000_000);

/// How long the server asked to wait, counted from now, and a day at most. None: it said nothing readable.
pub(crate) fn requested_delay(response: &impl Response) -> Option<Duration> {
    Some(asked_for(response)?.min(Duration::DAY))
}

fn asked_for(response: &impl Response) -> Option<Duration> {
    let wall = response.wall_clock();
    let has_clock = !wall.is_zero();
    if let Some(value) = response.header("retry-after") {
        let delay = seconds(&value, true).or_else(|| {
            let date = http_date::parse(&value, wall)?;
            has_clock.then_some(date.saturating_sub(wall))
        });
        if delay.is_some() {
            return delay;
        }
    }
    if response.status() != 429 || !has_clock {
        return None;
    }
    let mut reset = seconds(&response.header("x-ratelimit-reset")?, false)?;
    if reset > MOST_SECONDS {
        reset = reset.times(1e-3);
    }
    // A reset in the past says nothing of the present: the clocks differ, or the value is stale.
    Some(reset.saturating_sub(wall)).filter(|delay| !delay.is_zero())
}

/// `1*DIGIT` seconds; with `decimals` a point may stand before the last of them, since a server that sends one means it.
fn seconds(value: &str, decimals: bool) -> Option<Duration> {
    let mut millis = 0.0;
    // What the last digit counted for; 0 before the point.
    let mut unit = 0.0;
    for byte in value.bytes() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            if byte != b'.' || !decimals || unit > 0.0 {
                return None;
            }
            unit = 1e3;
        } else if unit > 0.0 {
            unit /= 10.0;
            millis += f64::from(digit) * unit;
        } else {
            millis = millis * 10.0 + f64::from(digit) * 1e3;
        }
    }
    let ends_in_digit = value.bytes().next_back()? != b'.';
    ends_in_digit.then(|| Duration::from_millis_f64(millis))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Endpoint, testing::Reply};

    const NOW: u64 = 1_700_000_000;

    #[track_caller]
    fn of(status: u16, name: &'static str, value: &str) -> Option<u64> {
        let reply = Reply::status(status).header(name, value).wall(NOW);
        requested_delay(&reply.to(Endpoint::GetJob)).map(|delay| delay.as_secs_f64() as u64)
    }

    /// The delay that a response with these headers asks for, in milliseconds; the local clock shows `wall` seconds.
    #[track_caller]
    fn asked(wall: u64, headers: &[(&'static str, &str)]) -> Option<f64> {
        let reply = headers.iter().fold(Reply::status(429), |reply, header| {
            reply.header(header.0, header.1)
        });
        let reply = reply.wall(wall);
        requested_delay(&reply.to(Endpoint::GetJob)).map(Duration::as_millis_f64)
    }

    #[test]
    fn whole_seconds_are_taken_as_they_are() {
        assert_eq!(of(503, "retry-after", "0"), Some(0));
        assert_eq!(of(503, "retry-after", "17"), Some(17));
        assert_eq!(of(503, "retry-after", "86400"), Some(86_400));
    }

    #[test]
    fn a_fraction_of_a_second_is_taken_as_it_is() {
        for (value, millis) in [
            ("2.5", 2_500.0),
            ("0.125", 125.0),
            ("007.0", 7_000.0),
            (".5", 500.0),
            ("1.0000000000000000000000000000000000000001", 1_000.0),
        ] {
            assert_eq!(
                asked(NOW, &[("retry-after", value)]),
                Some(millis),
                "{value}"
            );
        }
    }

    #[test]
    fn no_wait_is_taken_for_longer_than_a_day() {
        let nines = "9".repeat(400);
        let fraction = std::format!("{nines}.{nines}");
        for value in ["86401", "1000000000000", &nines, &fraction] {
            assert_eq!(of(503, "retry-after", value), Some(86_400), "{value}");
        }
        assert_eq!(of(429, "x-ratelimit-reset", &nines), Some(86_400));
        assert_eq!(of(429, "x-ratelimit-reset", "1700099999"), Some(86_400));
    }

    #[test]
    fn a_reset_past_the_year_5138_is_in_milliseconds() {
        assert_eq!(
            asked(NOW, &[("x-ratelimit-reset", "1700000002500")]),
            Some(2_500.0)
        );
        assert_eq!(of(429, "x-ratelimit-reset", "1699999999999"), None);
    }

    #[test]
    fn without_any_clock_a_date_and_an_epoch_are_ignored() {
        assert_eq!(asked(0, &[("x-ratelimit-reset", "1700000002")]), None);
        let date = ("retry-after", "Tue, 14 Nov 2023 22:13:50 GMT");
        assert_eq!(asked(0, &[date]), None);
        assert_eq!(asked(0, &[("retry-after", "2")]), Some(2_000.0));
    }

    #[test]
    fn what_is_neither_seconds_nor_a_date_is_ignored() {
        for value in [
            "", "-1", "5.", ".", "1.2.3", "1.5.", "1..5", "1,5", "1.5e1", "abc", "+3", "1 2",
            "1e3", "٣",
        ] {
            assert_eq!(of(503, "retry-after", value), None, "{value:?}");
        }
    }

    #[test]
    fn a_date_ahead_is_a_wait_and_a_past_one_is_none_at_all() {
        // NOW is Tue, 14 Nov 2023 22:13:20 GMT.
        assert_eq!(
            of(503, "retry-after", "Tue, 14 Nov 2023 22:13:50 GMT"),
            Some(30)
        );
        assert_eq!(
            of(503, "retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(0)
        );
    }

    #[test]
    fn the_rate_limit_reset_counts_on_a_429_alone() {
        assert_eq!(of(429, "x-ratelimit-reset", "1700000005"), Some(5));
        assert_eq!(of(503, "x-ratelimit-reset", "1700000005"), None);
    }

    #[test]
    fn a_reset_that_is_past_or_garbage_is_ignored() {
        for value in ["1699999999", "1700000000", "1700000009.5", "soon", "-5", ""] {
            assert_eq!(of(429, "x-ratelimit-reset", value), None, "{value:?}");
        }
    }

    #[test]
    fn retry_after_beats_the_rate_limit_reset_unless_it_is_unreadable() {
        let both = |value| {
            let reply = Reply::status(429)
                .header("retry-after", value)
                .header("x-ratelimit-reset", "1700000009")
                .wall(NOW);
            requested_delay(&reply.to(Endpoint::GetJob)).map(|delay| delay.as_secs_f64() as u64)
        };
        assert_eq!(both("4"), Some(4));
        assert_eq!(both("nonsense"), Some(9));
    }
}
