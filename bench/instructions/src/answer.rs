//! What a scripted server answers.

use pulse_core::{BodyError, Duration, Response};

/// An answer as the rules see it.
pub struct Answer {
    status: u16,
    job_status: Option<&'static str>,
    retry_after: Option<&'static str>,
}

const OK: Answer = Answer {
    status: 200,
    job_status: None,
    retry_after: None,
};

pub const ACCEPTED: Answer = OK;
pub const PROCESSING: Answer = Answer {
    job_status: Some("processing"),
    ..OK
};
pub const CANCELED: Answer = Answer {
    job_status: Some("canceled"),
    ..OK
};
pub const BUSY: Answer = Answer {
    status: 503,
    retry_after: Some("2"),
    ..OK
};

impl Response for Answer {
    fn status(&self) -> u16 {
        self.status
    }

    fn is_complete(&self) -> bool {
        self.status == 200
    }

    fn body_error(&self) -> Option<BodyError> {
        None
    }

    fn header(&self, name: &str) -> Option<String> {
        let value = self.retry_after.filter(|_| name == "retry-after");
        value.map(String::from)
    }

    fn error_code(&self) -> Option<String> {
        None
    }

    fn job_status(&self) -> Option<String> {
        self.job_status.map(String::from)
    }

    fn wall_clock(&self) -> Duration {
        Duration::from_secs(1_700_000_000)
    }
}
