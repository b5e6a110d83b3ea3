//! When a server says to come back: Retry-After (RFC 9110, section 10.2.3), and X-RateLimit-Reset on a 429.

use crate::{Duration, Response, http_date};

/// How long the server asked to wait, counted from now. None: it said nothing readable.
pub(crate) fn requested_delay(response: &impl Response) -> Option<Duration> {
    if let Some(delay) = response
        .header("retry-after")
        .and_then(|value| retry_after(value.trim_ascii(), response))
    {
        return Some(delay);
    }
    if response.status() != 429 {
        return None;
    }
    let reset = digits(response.header("x-ratelimit-reset")?.trim_ascii())?;
    // A reset in the past says nothing of the present: the clocks differ, or the value is stale.
    Some(reset.saturating_sub(response.wall_clock())).filter(|delay| !delay.is_zero())
}

fn retry_after(value: &str, response: &impl Response) -> Option<Duration> {
    digits(value).or_else(|| {
        let wall = response.wall_clock();
        Some(http_date::parse(value, wall)?.saturating_sub(wall))
    })
}

/// `1*DIGIT` seconds.
fn digits(value: &str) -> Option<Duration> {
    if value.is_empty() {
        return None;
    }
    let mut seconds = 0.0;
    for byte in value.bytes() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        seconds = seconds * 10.0 + f64::from(digit);
    }
    Some(Duration::from_millis_f64(seconds * 1e3))
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

    #[test]
    fn whole_seconds_are_taken_as_they_are() {
        assert_eq!(of(503, "retry-after", "0"), Some(0));
        assert_eq!(of(503, "retry-after", " 17 "), Some(17));
        assert_eq!(
            of(503, "retry-after", "1000000000000"),
            Some(1_000_000_000_000)
        );
        assert_eq!(
            of(503, "retry-after", "99999999999999999999999"),
            Some(u64::MAX)
        );
    }

    #[test]
    fn what_is_neither_seconds_nor_a_date_is_ignored() {
        for value in ["", "-1", "1.5", "abc", "+3", "1 2", "1e3", "٣"] {
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
        for value in ["1699999999", "1700000000", "soon", "-5", ""] {
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
