//! What a response means: success, try again, or a failure to report.

use crate::{FailureKind, Response};

/// What made a response unusable before its status counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyError {
    /// The body was longer than a client reads.
    Oversized,
    /// The fetch function returned something that is no Response.
    NotAResponse,
}

/// The meaning of one response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Success,
    /// A status that another attempt may mend.
    Retry,
    Fail(FailureKind),
}

/// Judges a response.
pub(crate) fn judge(response: &impl Response) -> Verdict {
    match response.body_error() {
        Some(BodyError::Oversized) => return Verdict::Fail(FailureKind::Oversized),
        Some(BodyError::NotAResponse) => return Verdict::Fail(FailureKind::NotAResponse),
        None => {}
    }
    match response.status() {
        200..=299 if response.is_complete() => Verdict::Success,
        200..=299 => Verdict::Fail(FailureKind::Malformed),
        // A browser shows a redirect it was told not to follow as status 0. A 304 leads nowhere.
        0 | 300..=303 | 305..=399 => Verdict::Fail(FailureKind::Redirect),
        // The job's own answer, "could not be cancelled": asking again changes nothing.
        _ if is_the_jobs_own(response) => Verdict::Fail(FailureKind::Status),
        408 | 429 | 500..=599 => Verdict::Retry,
        _ => Verdict::Fail(FailureKind::Status),
    }
}

/// Whether a failure is the job's own answer, rather than the server's or the way to it.
pub(crate) fn is_the_jobs_own(response: &impl Response) -> bool {
    response.status() == 500
        && response
            .error_code()
            .is_some_and(|code| code.starts_with("JOB_"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Endpoint, testing::Reply};

    /// Of an answer to a cancellation.
    #[track_caller]
    fn of(reply: &Reply) -> Verdict {
        judge(&reply.to(Endpoint::CancelJob))
    }

    #[test]
    fn a_2xx_with_the_promised_fields_is_success() {
        for status in [200, 201, 204, 299] {
            assert_eq!(
                of(&Reply::cancelled().with_status(status)),
                Verdict::Success
            );
        }
    }

    #[test]
    fn a_2xx_without_them_is_malformed_and_never_success() {
        let malformed = Verdict::Fail(FailureKind::Malformed);
        assert_eq!(of(&Reply::status(200)), malformed);
        assert_eq!(of(&Reply::job("completed")), malformed);
        assert_eq!(of(&Reply::cancelled().without("message")), malformed);
    }

    #[test]
    fn what_one_endpoint_promises_does_not_satisfy_another() {
        for endpoint in Endpoint::ALL {
            for other in Endpoint::ALL {
                let promised = other.required_fields();
                let mut required = endpoint.required_fields().iter();
                let expected = if required.all(|field| promised.contains(field)) {
                    Verdict::Success
                } else {
                    Verdict::Fail(FailureKind::Malformed)
                };
                assert_eq!(judge(&Reply::complete(other).to(endpoint)), expected);
            }
        }
        assert_eq!(
            judge(&Reply::complete(Endpoint::GetJob).to(Endpoint::CancelJob)),
            Verdict::Fail(FailureKind::Malformed)
        );
    }

    #[test]
    fn a_redirect_is_reported_and_never_tried_again() {
        for status in [0, 300, 301, 302, 303, 307, 308, 399] {
            assert_eq!(
                of(&Reply::status(status)),
                Verdict::Fail(FailureKind::Redirect)
            );
        }
    }

    #[test]
    fn timeouts_rate_limits_and_server_errors_are_tried_again() {
        for status in [408, 429, 500, 501, 502, 503, 504, 599] {
            assert_eq!(of(&Reply::status(status)), Verdict::Retry, "{status}");
        }
    }

    #[test]
    fn every_other_error_is_final() {
        for status in [
            304, 400, 401, 403, 404, 409, 410, 425, 428, 430, 499, 600, 100,
        ] {
            assert_eq!(
                of(&Reply::status(status)),
                Verdict::Fail(FailureKind::Status),
                "{status}"
            );
        }
    }

    #[test]
    fn a_500_that_is_the_jobs_own_answer_is_final() {
        let coded = |status, code| of(&Reply::status(status).code(code));
        assert_eq!(coded(500, "JOB_003"), Verdict::Fail(FailureKind::Status));
        assert_eq!(coded(500, "GENERAL_001"), Verdict::Retry);
        assert_eq!(coded(500, "XJOB_1"), Verdict::Retry);
        assert_eq!(coded(503, "JOB_003"), Verdict::Retry);
    }

    #[test]
    fn a_body_error_counts_before_the_status() {
        for (body_error, kind) in [
            (BodyError::Oversized, FailureKind::Oversized),
            (BodyError::NotAResponse, FailureKind::NotAResponse),
        ] {
            assert_eq!(
                of(&Reply::cancelled().body_error(body_error)),
                Verdict::Fail(kind)
            );
            assert_eq!(
                of(&Reply::status(503).body_error(body_error)),
                Verdict::Fail(kind)
            );
        }
    }
}
