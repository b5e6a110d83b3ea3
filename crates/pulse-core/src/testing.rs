//! A made-up response for host tests.

use std::string::{String, ToString};
use std::vec::Vec;

use crate::{BodyError, Duration, Fields, Response};

/// A response as a test describes it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reply {
    status: u16,
    fields: Fields,
    body_error: Option<BodyError>,
    headers: Vec<(&'static str, String)>,
    code: Option<String>,
    job_status: Option<String>,
    wall: u64,
}

impl Reply {
    pub(crate) fn status(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    pub(crate) fn cancelled() -> Self {
        Self {
            fields: Fields::new(Fields::JOB_ID | Fields::MESSAGE),
            ..Self::status(200)
        }
    }

    pub(crate) fn job(status: &str) -> Self {
        Self {
            fields: Fields::new(Fields::JOB_ID | Fields::STATUS | Fields::CREATED_AT),
            job_status: Some(status.to_string()),
            ..Self::status(200)
        }
    }

    pub(crate) fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub(crate) fn body_error(self, body_error: BodyError) -> Self {
        Self {
            body_error: Some(body_error),
            ..self
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    pub(crate) fn code(self, code: &str) -> Self {
        Self {
            code: Some(code.to_string()),
            ..self
        }
    }

    pub(crate) fn wall(self, wall: u64) -> Self {
        Self { wall, ..self }
    }
}

impl Response for Reply {
    fn status(&self) -> u16 {
        self.status
    }

    fn fields(&self) -> Fields {
        self.fields
    }

    fn body_error(&self) -> Option<BodyError> {
        self.body_error
    }

    fn header(&self, name: &str) -> Option<String> {
        let found = self.headers.iter().find(|(known, _)| *known == name)?;
        Some(found.1.clone())
    }

    fn error_code(&self) -> Option<String> {
        self.code.clone()
    }

    fn job_status(&self) -> Option<String> {
        self.job_status.clone()
    }

    fn wall_clock(&self) -> Duration {
        Duration::from_secs(self.wall)
    }
}
