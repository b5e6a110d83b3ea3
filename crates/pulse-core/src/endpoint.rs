//! The endpoints on a job: all that the client knows of one stands here, and a new one is added here.

/// An endpoint of the Pulse API, on one job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// `DELETE /job/{jobId}`
    CancelJob,
    /// `GET /job/{jobId}`
    GetJob,
}

impl Endpoint {
    /// Every endpoint there is.
    pub const ALL: [Self; 2] = [Self::CancelJob, Self::GetJob];

    /// The HTTP method.
    #[must_use]
    pub const fn method(self) -> &'static str {
        match self {
            Self::CancelJob => "DELETE",
            Self::GetJob => "GET",
        }
    }

    /// What follows `/job/{jobId}` in the path, before a query: nothing, or a slash and a name.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::CancelJob | Self::GetJob => "",
        }
    }

    /// Whether sending a request twice does no more than sending it once. One that is not idempotent is not sent
    /// again after a failure of the network or a timeout: it may have been carried out.
    #[must_use]
    pub const fn is_idempotent(self) -> bool {
        match self {
            Self::CancelJob | Self::GetJob => true,
        }
    }

    /// The fields that a 2xx must have, as strings, to count as success.
    #[must_use]
    pub const fn required_fields(self) -> &'static [&'static str] {
        match self {
            Self::CancelJob => &["job_id", "message"],
            Self::GetJob => &["job_id", "status", "created_at"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_holds_each_endpoint_once() {
        for (index, endpoint) in Endpoint::ALL.iter().enumerate() {
            assert_eq!(*endpoint as usize, index);
        }
    }

    #[test]
    fn a_suffix_is_empty_or_one_path_segment() {
        for endpoint in Endpoint::ALL {
            let segments = endpoint.suffix().split('/').skip(1);
            assert!(segments.clone().count() <= 1, "{endpoint:?}");
            for segment in segments {
                let plain = |b: u8| b.is_ascii_lowercase() || b == b'-';
                assert!(!segment.is_empty() && segment.bytes().all(plain));
            }
        }
    }

    #[test]
    fn every_answer_is_about_a_job() {
        for endpoint in Endpoint::ALL {
            assert!(endpoint.required_fields().contains(&"job_id"));
        }
    }
}
