//! Header names and values, judged before fetch sees them (RFC 9110, section 5).

/// Why a header was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderProblem {
    /// The name is no RFC 9110 token.
    Name,
    /// The value holds a control character or what no header can carry.
    Value,
}

/// Checks one header.
///
/// # Errors
/// A name that is no token; a value with a control character other than a tab, or beyond U+00FF.
pub fn check_header(name: &str, value: &str) -> Result<(), HeaderProblem> {
    let is_tchar = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if name.is_empty() || !name.bytes().all(is_tchar) {
        return Err(HeaderProblem::Name);
    }
    // In UTF-8 the characters from U+0080 to U+00FF begin with C2 or C3, and all further ones with more.
    let is_value_byte = |b: u8| matches!(b, b'\t' | b' '..=b'~' | 0x80..=0xC3);
    if value.bytes().all(is_value_byte) {
        Ok(())
    } else {
        Err(HeaderProblem::Value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_header_passes() {
        assert_eq!(check_header("X-Trace_1", "a b\tc\u{e9}"), Ok(()));
        assert_eq!(check_header("x", ""), Ok(()));
        assert_eq!(check_header("x", "\u{80}~\u{ff}"), Ok(()));
    }

    #[test]
    fn a_name_that_is_no_token_is_refused() {
        for name in ["", "a b", "a:", "é", "a\n", "(x)"] {
            assert_eq!(
                check_header(name, "v"),
                Err(HeaderProblem::Name),
                "{name:?}"
            );
        }
    }

    #[test]
    fn a_value_that_could_smuggle_a_line_is_refused() {
        for value in ["a\r\nb: c", "a\nb", "a\0", "\u{7f}", "€", "\u{100}", "😀"] {
            assert_eq!(
                check_header("x", value),
                Err(HeaderProblem::Value),
                "{value:?}"
            );
        }
    }
}
