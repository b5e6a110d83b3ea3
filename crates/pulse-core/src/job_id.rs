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

/// How many there are; those of the standard library take ten times the code.
fn characters(id: &str) -> usize {
    id.bytes().filter(|byte| byte & 0xC0 != 0x80).count()
}

/// Checks an id, which the platform then encodes as one segment of a path.
///
/// # Errors
/// The empty string, the dot segments and what is too long are refused.
pub fn check_job_id(id: &str) -> Result<(), JobIdProblem> {
    match id {
        "" => Err(JobIdProblem::Empty),
        "." | ".." => Err(JobIdProblem::DotSegment),
        _ if characters(id) > LONGEST => Err(JobIdProblem::TooLong),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
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
        assert_eq!(check_job_id(&"a".repeat(1_024)), Ok(()));
        assert_eq!(check_job_id(&"a".repeat(1_025)), Err(JobIdProblem::TooLong));
        assert_eq!(check_job_id(&"😀".repeat(1_024)), Ok(()));
        assert_eq!(
            check_job_id(&"😀".repeat(1_025)),
            Err(JobIdProblem::TooLong)
        );
    }

    #[test]
    fn everything_else_is_an_id() {
        for id in [
            "...",
            "abc123-def456_ghi.~",
            "a/b",
            "../x",
            "%2e%2e",
            "a?b",
            "a b",
            "ü",
            "a\n",
        ] {
            assert_eq!(check_job_id(id), Ok(()), "{id:?}");
        }
    }
}
