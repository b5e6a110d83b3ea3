//! The endpoints: a method, a path and the fields an answer must have. A new one is added here.

use crate::response::Fields;

/// An endpoint of the Pulse API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// `DELETE /job/{jobId}`
    CancelJob,
    /// `GET /job/{jobId}`
    GetJob,
}

impl Endpoint {
    /// The HTTP method.
    #[must_use]
    pub const fn method(self) -> &'static str {
        match self {
            Self::CancelJob => "DELETE",
            Self::GetJob => "GET",
        }
    }

    /// The fields without which a 2xx is no success, as bits of [`Fields`].
    pub(crate) const fn required(self) -> u8 {
        match self {
            Self::CancelJob => Fields::JOB_ID | Fields::MESSAGE,
            Self::GetJob => Fields::JOB_ID | Fields::STATUS | Fields::CREATED_AT,
        }
    }
}
