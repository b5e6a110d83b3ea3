//! Streaks of failures: when a run stops because all the rest would fail as well.

use crate::Instant;

/// The two streaks that a run counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Streaks {
    /// Jobs in a row that failed without an answer from the server itself.
    unreachable: u32,
    /// 429s in a row, each to a request sent after the wait that the one before it asked for.
    rate_limited: u32,
    /// When the wait ends that the last of that row asked for; None before the first of a streak.
    reopens: Option<Instant>,
}

impl Streaks {
    /// The server itself answered: with anything but 429, or 502 to 504, which a gateway may have sent.
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    /// A 429 to a request sent at `sent_at`; the gate then opens at `opens_at`. Returns the length of the streak.
    pub(super) fn add_rate_limited(&mut self, sent_at: Instant, opens_at: Instant) -> u32 {
        self.unreachable = 0;
        // Requests in flight together are limited together: they are one. The others do not move the wait, or a row would
        // never grow where answers trickle in one by one and ask for no wait.
        match self.reopens {
            Some(at) if sent_at < at => {}
            before => {
                self.rate_limited = self.rate_limited.wrapping_add(u32::from(before.is_some()));
                self.reopens = Some(opens_at);
            }
        }
        self.rate_limited
    }

    /// A job failed for good without an answer from the server itself. Returns the length of the streak.
    pub(super) const fn add_unreachable(&mut self) -> u32 {
        self.unreachable = self.unreachable.wrapping_add(1);
        self.unreachable
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::at;

    #[test]
    fn a_429_counts_once_its_request_was_sent_after_the_wait_before() {
        let mut streaks = Streaks::default();
        assert_eq!(
            streaks.add_rate_limited(at(0), at(5)),
            0,
            "no wait came before it"
        );
        assert_eq!(
            streaks.add_rate_limited(at(0), at(5)),
            0,
            "in flight with the first"
        );
        assert_eq!(streaks.add_rate_limited(at(4), at(5)), 0);
        assert_eq!(streaks.add_rate_limited(at(5), at(9)), 1);
        assert_eq!(streaks.add_rate_limited(at(8), at(9)), 1);
        assert_eq!(streaks.add_rate_limited(at(9), at(10)), 2);
    }

    #[test]
    fn a_wait_that_was_moved_later_stays_later() {
        let mut streaks = Streaks::default();
        streaks.add_rate_limited(at(0), at(9));
        streaks.add_rate_limited(at(0), at(3));
        assert_eq!(streaks.add_rate_limited(at(8), at(12)), 0);
        assert_eq!(streaks.add_rate_limited(at(12), at(13)), 1);
    }

    #[test]
    fn a_row_grows_though_other_answers_without_a_wait_trickle_in_between() {
        let mut streaks = Streaks::default();
        // Two requests at any time, each sent again as soon as it is answered, at odd and at even seconds.
        assert_eq!(streaks.add_rate_limited(at(0), at(2)), 0);
        assert_eq!(streaks.add_rate_limited(at(1), at(3)), 0);
        assert_eq!(streaks.add_rate_limited(at(2), at(4)), 1);
        assert_eq!(streaks.add_rate_limited(at(3), at(5)), 1);
        assert_eq!(streaks.add_rate_limited(at(4), at(6)), 2);
    }

    #[test]
    fn an_answer_ends_both_streaks() {
        let mut streaks = Streaks::default();
        streaks.add_rate_limited(at(0), at(1));
        assert_eq!(streaks.add_rate_limited(at(1), at(2)), 1);
        assert_eq!(streaks.add_unreachable(), 1);
        assert_eq!(streaks.add_unreachable(), 2);
        streaks.reset();
        assert_eq!(streaks.add_unreachable(), 1);
        assert_eq!(
            streaks.add_rate_limited(at(2), at(3)),
            0,
            "the first of a new streak"
        );
    }

    #[test]
    fn a_429_is_an_answer_and_ends_the_streak_of_failures() {
        let mut streaks = Streaks::default();
        streaks.add_unreachable();
        streaks.add_rate_limited(at(0), at(0));
        assert_eq!(streaks.add_unreachable(), 1);
        assert_eq!(
            streaks.add_rate_limited(at(0), at(0)),
            1,
            "failures do not break its own"
        );
    }
}
