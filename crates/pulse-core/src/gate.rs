//! One client, one gate: after a 429 nothing of that client starts before the server's time has come.

use crate::Instant;

/// Closed until a time; it only ever moves later.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gate {
    until: Instant,
}

impl Gate {
    pub(crate) fn close_until(&mut self, until: Instant) {
        self.until = self.until.max(until);
    }

    /// When it opens, if it is closed at `now`.
    pub(crate) fn closed_until(&self, now: Instant) -> Option<Instant> {
        (self.until > now).then_some(self.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::at;

    #[test]
    fn it_is_open_at_first_and_again_when_its_time_has_come() {
        let mut gate = Gate::default();
        assert_eq!(gate.closed_until(at(0)), None);
        gate.close_until(at(5));
        assert_eq!(gate.closed_until(at(4)), Some(at(5)));
        assert_eq!(gate.closed_until(at(5)), None);
    }

    #[test]
    fn a_shorter_wait_does_not_open_it_earlier() {
        let mut gate = Gate::default();
        gate.close_until(at(9));
        gate.close_until(at(3));
        assert_eq!(gate.closed_until(at(4)), Some(at(9)));
    }
}
