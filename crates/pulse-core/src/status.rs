//! Job statuses as ends.

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terminal {
    /// It ran to its end.
    Completed,
    /// It failed.
    Failed,
    /// It was cancelled.
    Canceled,
    /// Its output was purged.
    Expired,
}

impl Terminal {
    /// The end a job's `status` names; None while it goes on, and for a status not known here.
    #[must_use]
    pub fn of(status: &str) -> Option<Self> {
        Some(match status {
            "completed" => Self::Completed,
            "failed" => Self::Failed,
            // An older page of the API spells it with two l.
            "canceled" | "cancelled" => Self::Canceled,
            "expired" => Self::Expired,
            _ => return None,
        })
    }

    /// The outcome's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
            Self::Expired => "expired",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_cancelled_are_one_end() {
        assert_eq!(Terminal::of("canceled"), Some(Terminal::Canceled));
        assert_eq!(Terminal::of("cancelled"), Some(Terminal::Canceled));
        assert_eq!(Terminal::Canceled.name(), "canceled");
    }

    #[test]
    fn an_outcome_is_named_as_the_server_names_it() {
        for name in ["completed", "failed", "expired"] {
            assert_eq!(Terminal::of(name).map(Terminal::name), Some(name));
        }
    }

    #[test]
    fn a_job_goes_on_while_its_status_is_pending_processing_or_unknown() {
        for status in ["pending", "processing", "paused", "", "COMPLETED"] {
            assert_eq!(Terminal::of(status), None, "{status}");
        }
    }
}
