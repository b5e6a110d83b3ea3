//! Which base URLs a client takes. The URL is parsed by the host's WHATWG parser; this judges its parts.

/// The parts of a parsed URL, as the URL standard names them.
#[derive(Debug, Clone, Copy)]
pub struct UrlParts<'a> {
    /// With its colon: `https:`
    pub protocol: &'a str,
    /// Without the port; an IPv6 address in brackets.
    pub hostname: &'a str,
    /// The whole, serialised.
    pub href: &'a str,
    /// Whether a user name or password is there.
    pub has_credentials: bool,
}

/// Why a base URL was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaseUrlProblem {
    /// Neither http nor https.
    Scheme,
    /// A user name or a password.
    Credentials,
    /// A query or a fragment, a bare `?` or `#` included.
    QueryOrFragment,
    /// A key over plain http to a host that is not loopback.
    Insecure,
}

/// Judges a base URL.
///
/// # Errors
/// See [`BaseUrlProblem`].
pub fn check_base_url(
    parts: &UrlParts<'_>,
    has_key: bool,
    allow_insecure: bool,
) -> Result<(), BaseUrlProblem> {
    let plain = match parts.protocol {
        "https:" => false,
        "http:" => true,
        _ => return Err(BaseUrlProblem::Scheme),
    };
    if parts.has_credentials {
        return Err(BaseUrlProblem::Credentials);
    }
    // A serialised URL has these two only before a query or a fragment, also an empty one.
    if parts.href.bytes().any(|b| b == b'?' || b == b'#') {
        return Err(BaseUrlProblem::QueryOrFragment);
    }
    if plain && has_key && !allow_insecure && !is_loopback(parts.hostname) {
        return Err(BaseUrlProblem::Insecure);
    }
    Ok(())
}

/// `localhost`, 127.0.0.0/8 and `[::1]`; the parser has brought addresses into their one form.
fn is_loopback(hostname: &str) -> bool {
    if matches!(hostname, "localhost" | "[::1]") {
        return true;
    }
    // The parser writes an IPv4 address as four numbers, so a host of digits and dots is one.
    hostname.starts_with("127.")
        && hostname.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && hostname.bytes().filter(|b| *b == b'.').count() == 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn http(hostname: &str) -> Result<(), BaseUrlProblem> {
        let href = std::format!("http://{hostname}/");
        let parts = UrlParts {
            protocol: "http:",
            hostname,
            href: &href,
            has_credentials: false,
        };
        check_base_url(&parts, true, false)
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
    fn allow_insecure_and_a_call_without_a_key_open_plain_http() {
        let parts = UrlParts {
            protocol: "http:",
            hostname: "intranet",
            href: "http://intranet/",
            has_credentials: false,
        };
        assert_eq!(check_base_url(&parts, true, true), Ok(()));
        assert_eq!(check_base_url(&parts, false, false), Ok(()));
    }

    #[test]
    fn other_schemes_credentials_queries_and_fragments_are_refused() {
        let good = UrlParts {
            protocol: "https:",
            hostname: "h",
            href: "https://h/",
            has_credentials: false,
        };
        let judge = |parts: UrlParts<'_>| check_base_url(&parts, true, true);
        assert_eq!(judge(good), Ok(()));
        for protocol in ["ftp:", "file:", "data:", "https"] {
            assert_eq!(
                judge(UrlParts { protocol, ..good }),
                Err(BaseUrlProblem::Scheme)
            );
        }
        assert_eq!(
            judge(UrlParts {
                has_credentials: true,
                ..good
            }),
            Err(BaseUrlProblem::Credentials)
        );
        for href in ["https://h/?", "https://h/#", "https://h/?a", "https://h/#a"] {
            assert_eq!(
                judge(UrlParts { href, ..good }),
                Err(BaseUrlProblem::QueryOrFragment)
            );
        }
    }
}
