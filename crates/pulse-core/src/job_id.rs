//! Job ids: one path segment, or refused. What has to be percent-encoded the platform encodes (`encodeURIComponent`).

/// Why an id was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobIdProblem {
    /// `""` would reach `/job/`.
    Empty,
    /// `.` and `..` would reach another resource: the URL standard folds them, `%2e%2e` too.
    DotSegment,
    /// More than 1,024 characters.
    TooLong,
}

/// The most characters of an id.
const LONGEST: usize = 1_024;

/// RFC 3986's unreserved characters need no escape anywhere.
const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// How many there are; those of the standard library take ten times the code.
fn characters(id: &str) -> usize {
    id.bytes().filter(|byte| byte & 0xC0 != 0x80).count()
}

/// Checks an id. Whether it stands in a path as it is; else it has to be encoded as one segment.
///
/// # Errors
/// The empty string, the dot segments and what is too long are refused.
pub fn check_job_id(id: &str) -> Result<bool, JobIdProblem> {
    match id {
        "" => Err(JobIdProblem::Empty),
        "." | ".." => Err(JobIdProblem::DotSegment),
        _ if characters(id) > LONGEST => Err(JobIdProblem::TooLong),
        _ => Ok(id.bytes().all(is_unreserved)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_empty_id_is_refused() {
        assert_eq!(check_job_id(""), Err(JobIdProblem::Empty));
    }

    #[test]
    fn dot_segments_are_refused() {
        assert_eq!(check_job_id("."), Err(JobIdProblem::DotSegment));
        assert_eq!(check_job_id(".."), Err(JobIdProblem::DotSegment));
    }

    #[test]
    fn more_than_1024_characters_are_refused() {
        assert_eq!(check_job_id(&"a".repeat(1_024)), Ok(true));
        assert_eq!(check_job_id(&"a".repeat(1_025)), Err(JobIdProblem::TooLong));
        assert_eq!(check_job_id(&"😀".repeat(1_024)), Ok(false));
        assert_eq!(
            check_job_id(&"😀".repeat(1_025)),
            Err(JobIdProblem::TooLong)
        );
    }

    #[test]
    fn three_dots_are_an_ordinary_id() {
        assert_eq!(check_job_id("..."), Ok(true));
    }

    #[test]
    fn an_ordinary_id_is_sent_as_it_is() {
        assert_eq!(check_job_id("abc123-def456_ghi.~"), Ok(true));
    }

    #[test]
    fn what_a_url_would_read_otherwise_has_to_be_encoded() {
        for id in [
            "a/b", "../x", "%2e%2e", "a?b", "a#b", "a b", "a\\b", "a:b", "ü", "a\n",
        ] {
            assert_eq!(check_job_id(id), Ok(false), "{id:?}");
        }
    }

    proptest! {
        #[test]
        fn what_stands_as_it_is_has_nothing_that_a_url_reads(id in ".{1,40}") {
            prop_assume!(id != "." && id != "..");
            let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c));
            prop_assert_eq!(check_job_id(&id), Ok(plain));
        }
    }
}
