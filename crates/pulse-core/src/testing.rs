//! A made-up response for host tests.

use std::string::{String, ToString};
use std::vec::Vec;

use crate::{BodyError, Duration, Endpoint, Response};

/// A response as a test describes it; what it answers comes with [`Reply::to`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// The string fields of its body.
    fields: Vec<&'static str>,
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
        Self::complete(Endpoint::CancelJob)
    }

    pub(crate) fn job(status: &str) -> Self {
        Self {
            job_status: Some(status.to_string()),
            ..Self::complete(Endpoint::GetJob)
        }
    }

    /// A 200 with just the fields that `endpoint` requires.
    pub(crate) fn complete(endpoint: Endpoint) -> Self {
        Self {
            fields: endpoint.required_fields().to_vec(),
            ..Self::status(200)
        }
    }

    /// The same without one of its fields.
    pub(crate) fn without(mut self, field: &str) -> Self {
        self.fields.retain(|known| *known != field);
        self
    }

    /// The same as the answer to a request of `endpoint`.
    pub(crate) fn to(&self, endpoint: Endpoint) -> AnswerTo<'_> {
        AnswerTo {
            reply: self,
            endpoint,
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

/// A reply, and the endpoint whose required fields it is judged by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AnswerTo<'a> {
    reply: &'a Reply,
    endpoint: Endpoint,
}

impl Response for AnswerTo<'_> {
    fn status(&self) -> u16 {
        self.reply.status
    }

    fn is_complete(&self) -> bool {
        let required = self.endpoint.required_fields();
        required.iter().all(|name| self.reply.fields.contains(name))
    }

    fn body_error(&self) -> Option<BodyError> {
        self.reply.body_error
    }

    fn header(&self, name: &str) -> Option<String> {
        let headers = &self.reply.headers;
        let found = headers.iter().find(|(known, _)| *known == name)?;
        Some(found.1.clone())
    }

    fn error_code(&self) -> Option<String> {
        self.reply.code.clone()
    }

    fn job_status(&self) -> Option<String> {
        self.reply.job_status.clone()
    }

    fn wall_clock(&self) -> Duration {
        Duration::from_secs(self.reply.wall)
    }
}
