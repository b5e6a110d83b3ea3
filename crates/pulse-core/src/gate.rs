//! One client, one gate: after a 429 nothing of that client starts before the server's time has come.

use crate::Duration;

/// Closed until a time; it only ever moves later.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gate {
    until: Duration,
}

impl Gate {
    pub(crate) fn close_until(&mut self, until: Duration) {
        self.until = self.until.max(until);
    }

    /// When it opens, if it is closed at `now`.
    pub(crate) fn closed(&self, now: Duration) -> Option<Duration> {
        (self.until > now).then_some(self.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn it_is_open_at_first_and_again_when_its_time_has_come() {
        let mut gate = Gate::default();
        assert_eq!(gate.closed(s(0)), None);
        gate.close_until(s(5));
        assert_eq!(gate.closed(s(4)), Some(s(5)));
        assert_eq!(gate.closed(s(5)), None);
    }

    #[test]
    fn a_shorter_wait_does_not_open_it_earlier() {
        let mut gate = Gate::default();
        gate.close_until(s(9));
        gate.close_until(s(3));
        assert_eq!(gate.closed(s(4)), Some(s(9)));
    }
}
