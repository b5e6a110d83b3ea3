//! Job ids: one path segment, percent-encoded, or refused.

use alloc::string::String;

/// An id ready for a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encoded {
    /// The id stands in a path as it is.
    AsIs,
    /// The id's percent-encoded form.
    Escaped(String),
}

/// Why an id was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobIdProblem {
    /// `""` would reach `/job/`.
    Empty,
    /// `.` and `..` would reach another resource: the URL standard folds them, `%2e%2e` too.
    DotSegment,
}

const HEX: [u8; 16] = *b"0123456789ABCDEF";

/// RFC 3986's unreserved characters need no escape anywhere.
const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Checks an id and encodes it as one path segment.
///
/// # Errors
/// The empty string and the dot segments are refused.
pub fn encode_job_id(id: &str) -> Result<Encoded, JobIdProblem> {
    match id {
        "" => return Err(JobIdProblem::Empty),
        "." | ".." => return Err(JobIdProblem::DotSegment),
        _ => {}
    }
    if id.bytes().all(is_unreserved) {
        return Ok(Encoded::AsIs);
    }
    let mut out = String::with_capacity(id.len().saturating_mul(3));
    for byte in id.bytes() {
        if is_unreserved(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                // A nibble is below 16, so the digit is always there.
                out.push(char::from(
                    HEX.get(usize::from(nibble)).copied().unwrap_or(b'0'),
                ));
            }
        }
    }
    Ok(Encoded::Escaped(out))
}

#[cfg(test)]
mod tests {
    use std::string::{String, ToString};

    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn escaped(id: &str) -> String {
        match encode_job_id(id).expect("a good id") {
            Encoded::AsIs => id.to_string(),
            Encoded::Escaped(text) => text,
        }
    }

    #[test]
    fn an_empty_id_is_refused() {
        assert_eq!(encode_job_id(""), Err(JobIdProblem::Empty));
    }

    #[test]
    fn dot_segments_are_refused() {
        assert_eq!(encode_job_id("."), Err(JobIdProblem::DotSegment));
        assert_eq!(encode_job_id(".."), Err(JobIdProblem::DotSegment));
    }

    #[test]
    fn three_dots_are_an_ordinary_id() {
        assert_eq!(encode_job_id("..."), Ok(Encoded::AsIs));
    }

    #[test]
    fn an_ordinary_id_is_sent_as_it_is() {
        assert_eq!(encode_job_id("abc123-def456_ghi.~"), Ok(Encoded::AsIs));
    }

    #[test]
    fn slashes_and_queries_stay_inside_the_segment() {
        assert_eq!(escaped("a/b?c#d"), "a%2Fb%3Fc%23d");
        assert_eq!(escaped("../x"), "..%2Fx");
        assert_eq!(escaped("%2e%2e"), "%252e%252e");
    }

    #[test]
    fn other_scripts_are_encoded_as_utf_8() {
        assert_eq!(escaped("ü€"), "%C3%BC%E2%82%AC");
    }

    fn decode(text: &str) -> std::vec::Vec<u8> {
        let mut bytes = text.bytes();
        let mut out = std::vec::Vec::new();
        while let Some(byte) = bytes.next() {
            if byte == b'%' {
                let pair = [bytes.next().unwrap(), bytes.next().unwrap()];
                out.push(u8::from_str_radix(core::str::from_utf8(&pair).unwrap(), 16).unwrap());
            } else {
                out.push(byte);
            }
        }
        out
    }

    proptest! {
        #[test]
        fn every_other_text_is_one_segment_that_decodes_to_itself(id in ".{1,40}") {
            prop_assume!(id != "." && id != "..");
            let text = escaped(&id);
            prop_assert!(text.bytes().all(|b| is_unreserved(b) || b == b'%'));
            prop_assert_eq!(decode(&text), id.as_bytes());
        }
    }
}
