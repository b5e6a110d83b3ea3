//! The API key: what one may hold.

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

#[cfg(test)]
mod tests {
    use std::string::String;

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
}
