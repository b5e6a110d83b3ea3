//! HTTP statuses as error classes, and job statuses as ends.

/// The error class of a status, numbered as the classes are listed in the public surface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum ErrorClass {
    /// Any other status.
    Pulse = 0,
    /// 400
    BadRequest = 1,
    /// 401
    Unauthorized = 2,
    /// 403
    Forbidden = 3,
    /// 404
    NotFound = 4,
    /// 410
    Gone = 5,
    /// 429
    TooManyRequests = 6,
    /// 500 and up
    InternalServer = 7,
}

impl ErrorClass {
    /// The class of `status`.
    #[must_use]
    pub const fn of(status: u16) -> Self {
        match status {
            400 => Self::BadRequest,
            401 => Self::Unauthorized,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            410 => Self::Gone,
            429 => Self::TooManyRequests,
            500.. => Self::InternalServer,
            _ => Self::Pulse,
        }
    }
}

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
    fn each_documented_status_has_its_class_and_others_are_pulse_errors() {
        for (status, class) in [
            (400, ErrorClass::BadRequest),
            (401, ErrorClass::Unauthorized),
            (403, ErrorClass::Forbidden),
            (404, ErrorClass::NotFound),
            (410, ErrorClass::Gone),
            (429, ErrorClass::TooManyRequests),
            (500, ErrorClass::InternalServer),
            (503, ErrorClass::InternalServer),
            (599, ErrorClass::InternalServer),
            (0, ErrorClass::Pulse),
            (200, ErrorClass::Pulse),
            (302, ErrorClass::Pulse),
            (402, ErrorClass::Pulse),
            (409, ErrorClass::Pulse),
            (499, ErrorClass::Pulse),
        ] {
            assert_eq!(ErrorClass::of(status), class, "{status}");
        }
    }

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
