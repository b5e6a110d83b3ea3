//! The API key: what one may hold, and how its text is taken out of everything printed.

use alloc::string::String;

/// Why a key was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyProblem {
    /// An empty key.
    Empty,
    /// Something outside visible ASCII, such as a line break at the end of a file.
    NotVisibleAscii,
}

/// Checks a key: visible ASCII, 0x21 to 0x7E.
///
/// # Errors
/// An empty key, and one with any other character.
pub fn check_key(key: &str) -> Result<(), KeyProblem> {
    if key.is_empty() {
        Err(KeyProblem::Empty)
    } else if key.bytes().all(|byte| matches!(byte, 0x21..=0x7E)) {
        Ok(())
    } else {
        Err(KeyProblem::NotVisibleAscii)
    }
}

/// `text` with each occurrence of `key` replaced.
#[must_use]
pub fn scrub(text: String, key: &str) -> String {
    // By hand: the standard search would weigh more in wasm than all other rules on the key.
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(at) = find(rest, key) {
        out.push_str(rest.get(..at).unwrap_or_default());
        out.push_str("[key]");
        rest = rest.get(at.saturating_add(key.len())..).unwrap_or_default();
    }
    if out.is_empty() {
        return text;
    }
    out.push_str(rest);
    out
}

/// Where `key`, which is ASCII, first stands in `text`.
fn find(text: &str, key: &str) -> Option<usize> {
    if key.is_empty() {
        return None;
    }
    text.as_bytes()
        .windows(key.len())
        .position(|bytes| bytes == key.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::borrow::ToOwned;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_with_a_line_break_a_space_or_another_script_is_refused() {
        for key in ["a\n", "a b", "é", "a\u{7f}", "\ta"] {
            assert_eq!(check_key(key), Err(KeyProblem::NotVisibleAscii), "{key:?}");
        }
    }

    #[test]
    fn an_empty_key_is_refused() {
        assert_eq!(check_key(""), Err(KeyProblem::Empty));
    }

    #[test]
    fn every_visible_ascii_character_may_stand_in_a_key() {
        let all: String = (0x21..=0x7E_u8).map(char::from).collect();
        assert_eq!(check_key(&all), Ok(()));
    }

    #[test]
    fn scrubbing_takes_out_every_occurrence() {
        let text = "bad key sk-1, I said sk-1!".to_owned();
        assert_eq!(scrub(text, "sk-1"), "bad key [key], I said [key]!");
    }

    #[test]
    fn scrubbing_without_a_key_changes_nothing() {
        assert_eq!(scrub("as it was".to_owned(), ""), "as it was");
    }

    proptest! {
        #[test]
        fn no_scrubbed_text_holds_the_key(before in ".{0,20}", key in "[!-~]{6,20}", after in ".{0,20}") {
            let text = std::format!("{before}{key}{after}{key}");
            prop_assert!(!scrub(text, &key).contains(&key));
        }
    }
}
