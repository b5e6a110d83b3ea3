//! Which base URLs a client takes. The URL is parsed by the host's WHATWG parser; this judges its parts.

/// Why a base URL was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaseUrlProblem {
    /// Neither http nor https.
    Scheme,
    /// A user name or a password.
    Credentials,
    /// A query or a fragment, a bare `?` or `#` included.
    QueryOrFragment,
    /// Plain http to a host that is not loopback: no key may go there.
    Insecure,
}

/// Judges a base URL, serialised as the WHATWG parser does it (`URL.href`).
///
/// # Errors
/// See [`BaseUrlProblem`].
pub fn check_base_url(href: &str, allow_insecure: bool) -> Result<(), BaseUrlProblem> {
    let href = href.as_bytes();
    let (plain, rest) = match (
        href.strip_prefix(b"https://"),
        href.strip_prefix(b"http://"),
    ) {
        (Some(rest), _) => (false, rest),
        (_, Some(rest)) => (true, rest),
        _ => return Err(BaseUrlProblem::Scheme),
    };
    // A serialised URL has these two only before a query or a fragment, also an empty one.
    if rest.iter().any(|b| matches!(b, b'?' | b'#')) {
        return Err(BaseUrlProblem::QueryOrFragment);
    }
    let host = up_to(rest, b'/');
    // An @ in a user name or a password is escaped, so a bare one ends them.
    if up_to(host, b'@').len() < host.len() {
        return Err(BaseUrlProblem::Credentials);
    }
    if plain && !allow_insecure && !is_loopback(host) {
        return Err(BaseUrlProblem::Insecure);
    }
    Ok(())
}

/// `localhost`, 127.0.0.0/8 and `[::1]`; the parser has brought addresses into their one form.
fn is_loopback(host: &[u8]) -> bool {
    if let Some(port) = host.strip_prefix(b"[::1]") {
        return matches!(port.first(), None | Some(b':'));
    }
    let name = up_to(host, b':');
    // The parser writes an IPv4 address as four numbers, so a host of digits and dots is one.
    name == b"localhost"
        || name.starts_with(b"127.")
            && name.iter().all(|b| b.is_ascii_digit() || *b == b'.')
            && name.iter().filter(|b| **b == b'.').count() == 3
}

/// What comes before the first `end`.
#[inline(never)]
fn up_to(text: &[u8], end: u8) -> &[u8] {
    let len = text.iter().take_while(|b| **b != end).count();
    text.get(..len).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn http(host: &str) -> Result<(), BaseUrlProblem> {
        let bare = check_base_url(&std::format!("http://{host}/"), false);
        let full = check_base_url(&std::format!("http://{host}:8787/api"), false);
        assert_eq!(bare, full, "a port and a path change nothing");
        bare
    }

    #[test]
    fn a_key_goes_over_plain_http_to_loopback_alone() {
        for host in ["localhost", "127.0.0.1", "127.255.0.9", "[::1]"] {
            assert_eq!(http(host), Ok(()), "{host}");
        }
        for host in [
            "api.runpulse.com",
            "a.localhost",
            "localhost.evil.test",
            "0.0.0.0",
            "[::ffff:7f00:1]",
            "[::1%25]",
            "[::11]",
            "127.0.0.1.evil.test",
            "128.0.0.1",
            "127.0.0",
            "127.0.0.0.1",
            "",
        ] {
            assert_eq!(http(host), Err(BaseUrlProblem::Insecure), "{host}");
        }
    }

    #[test]
    fn allow_insecure_opens_plain_http() {
        assert_eq!(check_base_url("http://intranet/", true), Ok(()));
    }

    #[test]
    fn https_is_open_to_every_host() {
        assert_eq!(check_base_url("https://api.runpulse.com/", false), Ok(()));
    }

    #[test]
    fn other_schemes_credentials_queries_and_fragments_are_refused() {
        for (href, problem) in [
            ("ftp://h/", BaseUrlProblem::Scheme),
            ("file:///h", BaseUrlProblem::Scheme),
            ("data:,h", BaseUrlProblem::Scheme),
            ("localhost:8787", BaseUrlProblem::Scheme),
            ("https://user@h/", BaseUrlProblem::Credentials),
            ("https://user:password@h/", BaseUrlProblem::Credentials),
            ("https://:password@h", BaseUrlProblem::Credentials),
            ("https://h/?", BaseUrlProblem::QueryOrFragment),
            ("https://h/#", BaseUrlProblem::QueryOrFragment),
            ("https://h/?a", BaseUrlProblem::QueryOrFragment),
            ("https://h/a#b", BaseUrlProblem::QueryOrFragment),
        ] {
            assert_eq!(check_base_url(href, true), Err(problem), "{href}");
        }
        assert_eq!(check_base_url("https://h/@", true), Ok(()));
    }
}
