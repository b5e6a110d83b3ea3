//! One job, whose state is computed from the time and from durations drawn when it was created: no timer, no task.
//!
//! Invariant: a terminal state, once seen, never changes (a later cancellation has no effect).

/// How a job ends when nobody cancels it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// With a result.
    Completed,
    /// With an error message.
    Failed,
    /// With any other status, spelled as given.
    Other(Box<str>),
}

impl Ending {
    /// The ending with this status.
    #[must_use]
    pub fn named(status: &str) -> Self {
        match status {
            "completed" => Self::Completed,
            "failed" => Self::Failed,
            other => Self::Other(other.into()),
        }
    }

    fn status(&self) -> &str {
        match self {
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Other(status) => status,
        }
    }
}

/// One job. All times are milliseconds; points in time count from the Unix epoch.
#[derive(Debug, Clone)]
pub struct Job {
    /// Index of the key that owns it.
    pub owner: usize,
    /// The submitted document's name; without one, the list makes one up from the id.
    pub name: Option<Box<str>>,
    /// When it was accepted.
    pub created: u64,
    /// How long it stays pending.
    pub pending: u64,
    /// How long it is processing after that.
    pub processing: u64,
    /// How long a cancellation takes to take effect while it is processing.
    pub cancel: u64,
    /// How it ends if it is not cancelled.
    pub ending: Ending,
    /// A status that it always reports, whatever happens.
    pub fixed: Option<Box<str>>,
    /// Whether a cancellation is accepted without effect.
    pub ignores_cancel: bool,
    /// When the first cancellation takes effect, unless the job ends first.
    pub cancelled_at: Option<u64>,
}

/// A job at one point in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot<'a> {
    /// The status as the API spells it.
    pub status: &'a str,
    /// When it entered that state.
    pub since: u64,
}

impl Job {
    /// Its state at `now`.
    #[must_use]
    pub fn snapshot(&self, now: u64) -> Snapshot<'_> {
        if let Some(status) = self.fixed.as_deref() {
            return Snapshot {
                status,
                since: self.created,
            };
        }
        let starts = self.created.saturating_add(self.pending);
        let ends = starts.saturating_add(self.processing);
        // If both fall on the same millisecond, the job ends first: cancellation is best effort.
        if let Some(at) = self.cancelled_at.filter(|at| *at < ends && *at <= now) {
            return Snapshot {
                status: "canceled",
                since: at,
            };
        }
        let (status, since) = if now >= ends {
            (self.ending.status(), ends)
        } else if now >= starts {
            ("processing", starts)
        } else {
            ("pending", self.created)
        };
        Snapshot { status, since }
    }

    /// Accepts a cancellation at `now`; the job may still end before it takes effect.
    pub fn cancel(&mut self, now: u64) {
        if self.ignores_cancel || self.cancelled_at.is_some() {
            return;
        }
        let starts = self.created.saturating_add(self.pending);
        self.cancelled_at = Some(if now < starts {
            now
        } else {
            now.saturating_add(self.cancel)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pending from 1000, processing from 1500, done at 2500; a cancellation takes 200.
    fn job() -> Job {
        Job {
            owner: 0,
            name: None,
            created: 1000,
            pending: 500,
            processing: 1000,
            cancel: 200,
            ending: Ending::Completed,
            fixed: None,
            ignores_cancel: false,
            cancelled_at: None,
        }
    }

    #[track_caller]
    fn check(job: &Job, now: u64, status: &str, since: u64) {
        assert_eq!(job.snapshot(now), Snapshot { status, since });
    }

    #[test]
    fn it_changes_state_at_the_millisecond_and_not_before() {
        let job = job();
        check(&job, 1000, "pending", 1000);
        check(&job, 1499, "pending", 1000);
        check(&job, 1500, "processing", 1500);
        check(&job, 2499, "processing", 1500);
        check(&job, 2500, "completed", 2500);
        check(&job, u64::MAX, "completed", 2500);
    }

    #[test]
    fn cancelled_while_pending_it_is_canceled_at_once() {
        let mut job = job();
        job.cancel(1499);
        check(&job, 1499, "canceled", 1499);
        check(&job, 9999, "canceled", 1499);
    }

    #[test]
    fn cancelled_while_processing_it_goes_on_until_the_cancellation_takes_effect() {
        let mut job = job();
        job.cancel(1500);
        check(&job, 1699, "processing", 1500);
        check(&job, 1700, "canceled", 1700);
        check(&job, 9999, "canceled", 1700);
    }

    #[test]
    fn it_may_finish_before_the_cancellation_takes_effect() {
        let mut late = job();
        late.cancel(2300);
        check(&late, 2499, "processing", 1500);
        check(&late, 2500, "completed", 2500);
        let mut just_in_time = job();
        just_in_time.cancel(2299);
        check(&just_in_time, 2499, "canceled", 2499);
        check(&just_in_time, 2500, "canceled", 2499);
    }

    #[test]
    fn a_finished_job_stays_as_it_is_when_it_is_cancelled() {
        let mut job = Job {
            ending: Ending::Failed,
            cancel: 0,
            ..job()
        };
        job.cancel(2500);
        check(&job, 2500, "failed", 2500);
        check(&job, 9999, "failed", 2500);
    }

    #[test]
    fn a_second_cancellation_does_not_put_off_the_first() {
        let mut job = job();
        job.cancel(1500);
        job.cancel(1690);
        check(&job, 1700, "canceled", 1700);
    }

    #[test]
    fn one_that_ignores_cancellations_ends_as_it_would_have() {
        let mut job = Job {
            ignores_cancel: true,
            ending: Ending::named("expired"),
            ..job()
        };
        job.cancel(1000);
        check(&job, 1600, "processing", 1500);
        check(&job, 2500, "expired", 2500);
    }

    #[test]
    fn a_fixed_status_is_always_reported() {
        let mut job = Job {
            fixed: Some("paused".into()),
            ..job()
        };
        job.cancel(1200);
        check(&job, 1200, "paused", 1000);
        check(&job, u64::MAX, "paused", 1000);
    }

    #[test]
    fn durations_that_exceed_the_range_of_time_do_not_wrap() {
        let mut job = Job {
            pending: u64::MAX,
            processing: u64::MAX,
            ..job()
        };
        check(&job, u64::MAX - 1, "pending", 1000);
        job.cancel(5000);
        check(&job, 5000, "canceled", 5000);
    }
}
