//! The time by which a driver runs its machines: a host's clock can be wrong, and its timers know better.

use crate::Instant;

/// A monotonic time, made of what a host's clock shows and of its timers. The clock may stand still, jump, go back or show
/// nonsense: that moves the time by nothing that has not gone by, and never backwards.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    now: Instant,
    /// The sum of the clock's steps forwards.
    sum: f64,
    /// What it showed last; NaN before that.
    shown: f64,
    /// By how much it has gone back. A step forwards of at least that is taken as its return.
    behind: f64,
}

impl Clock {
    /// A clock that has not been read yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            now: Instant::EARLIEST,
            sum: 0.0,
            shown: f64::NAN,
            behind: 0.0,
        }
    }

    /// The time, where the host's clock shows so many milliseconds.
    pub fn read(&mut self, millis: f64) -> Instant {
        /// 115 days: a longer step is nonsense.
        const LONGEST: f64 = 1e10;
        let step = millis - self.shown;
        self.shown = millis;
        if step < 0.0 {
            self.behind -= step;
        } else if step < LONGEST {
            self.sum += step;
            if step >= self.behind {
                self.sum -= self.behind;
                self.behind = 0.0;
            }
        }
        self.reach(Instant::from_millis_f64(self.sum))
    }

    /// A timer that was due at `due` has fired after its whole span: that time has come, whatever the clock shows.
    pub fn reach(&mut self, due: Instant) -> Instant {
        self.now = self.now.max(due);
        self.now
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Duration;

    /// What a clock makes of these readings, in milliseconds since the first.
    #[track_caller]
    fn shows(readings: &[f64], expected: &[f64]) {
        let mut clock = Clock::new();
        let mut shown = std::vec::Vec::new();
        for reading in readings {
            shown.push(clock.read(*reading).as_millis_f64());
        }
        assert_eq!(shown, expected, "{readings:?}");
    }

    #[test]
    fn a_clock_goes_on_by_what_the_hosts_clock_does_wherever_that_began() {
        shows(&[5_000.0, 5_000.5, 5_010.0], &[0.0, 0.5, 10.0]);
        shows(&[-7.0, -5.0, 3.0], &[0.0, 2.0, 10.0]);
    }

    #[test]
    fn a_clock_that_goes_back_takes_no_time_back_and_goes_on_from_there() {
        shows(
            &[5_000.0, 5_040.0, 0.0, 10.0, 30.0],
            &[0.0, 40.0, 40.0, 50.0, 70.0],
        );
    }

    #[test]
    fn a_clock_that_goes_back_and_returns_counts_no_time_twice() {
        shows(
            &[90_000.0, 0.0, 10.0, 90_020.0, 90_025.0],
            &[0.0, 0.0, 10.0, 20.0, 25.0],
        );
        // Back in two steps, and there again twice.
        shows(
            &[90_000.0, 50_000.0, 0.0, 90_000.0, 0.0, 90_001.0],
            &[0.0, 0.0, 0.0, 0.0, 0.0, 1.0],
        );
    }

    #[test]
    fn what_is_no_time_moves_no_clock() {
        let nonsense = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300];
        for reading in nonsense {
            let mut clock = Clock::new();
            clock.read(1_000.0);
            clock.read(reading);
            clock.read(1_050.0);
            let now = clock.read(1_060.0).as_millis_f64();
            assert!((10.0..=60.0).contains(&now), "{reading}: {now}");
        }
        for first in nonsense {
            shows(&[first, 7.0, 9.0], &[0.0, 0.0, 2.0]);
        }
    }

    #[test]
    fn a_timer_that_has_fired_brings_its_time_whatever_the_clock_shows() {
        let mut clock = Clock::new();
        let begun = clock.read(100.0);
        let due = begun + Duration::from_secs(2);
        assert_eq!(clock.reach(due), due);
        // The clock stands still, or was slow to show it: the time that it then shows is the same.
        assert_eq!(clock.read(100.0), due);
        assert_eq!(clock.read(1_900.0), due);
        assert_eq!(clock.read(2_150.0), due + Duration::from_millis(50));
        // An earlier timer brings nothing back.
        assert_eq!(clock.reach(due), due + Duration::from_millis(50));
    }
}
