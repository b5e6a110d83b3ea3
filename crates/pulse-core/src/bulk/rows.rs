//! Failures in a row: when a run stops because all the rest would fail as well.

use crate::Instant;

/// The two rows that a run counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    /// Jobs in a row that failed without the server's word.
    unreachable: u32,
    /// 429s in a row, each to a request sent after the wait that the one before it asked for.
    limited: u32,
    /// When the last 429's wait ends; None before the first of a row.
    reopens: Option<Instant>,
}

impl Rows {
    /// A server's answer, 502 to 504 and 429 left out.
    pub(super) fn answered(&mut self) {
        *self = Self::default();
    }

    /// A 429 to a request sent at `sent_at`; the gate then opens at `opens_at`. Returns the length of the row.
    pub(super) fn limited(&mut self, sent_at: Instant, opens_at: Instant) -> u32 {
        self.unreachable = 0;
        // Requests in flight together are limited together: they are one.
        if self.reopens.is_some_and(|at| sent_at >= at) {
            self.limited = self.limited.wrapping_add(1);
        }
        self.reopens = Some(self.reopens.map_or(opens_at, |at| at.max(opens_at)));
        self.limited
    }

    /// A job failed for good without the server's word. Returns the length of the row.
    pub(super) const fn unreachable(&mut self) -> u32 {
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
        let mut rows = Rows::default();
        assert_eq!(rows.limited(at(0), at(5)), 0, "no wait came before it");
        assert_eq!(rows.limited(at(0), at(5)), 0, "in flight with the first");
        assert_eq!(rows.limited(at(4), at(5)), 0);
        assert_eq!(rows.limited(at(5), at(9)), 1);
        assert_eq!(rows.limited(at(8), at(9)), 1);
        assert_eq!(rows.limited(at(9), at(10)), 2);
    }

    #[test]
    fn a_wait_that_was_moved_later_stays_later() {
        let mut rows = Rows::default();
        rows.limited(at(0), at(9));
        rows.limited(at(0), at(3));
        assert_eq!(rows.limited(at(8), at(12)), 0);
        assert_eq!(rows.limited(at(12), at(13)), 1);
    }

    #[test]
    fn an_answer_breaks_both_rows() {
        let mut rows = Rows::default();
        rows.limited(at(0), at(1));
        assert_eq!(rows.limited(at(1), at(2)), 1);
        assert_eq!(rows.unreachable(), 1);
        assert_eq!(rows.unreachable(), 2);
        rows.answered();
        assert_eq!(rows.unreachable(), 1);
        assert_eq!(rows.limited(at(2), at(3)), 0, "the first of a new row");
    }

    #[test]
    fn a_429_is_the_servers_word_and_breaks_the_row_of_failures() {
        let mut rows = Rows::default();
        rows.unreachable();
        rows.limited(at(0), at(0));
        assert_eq!(rows.unreachable(), 1);
        assert_eq!(
            rows.limited(at(0), at(0)),
            1,
            "failures do not break its own"
        );
    }
}
