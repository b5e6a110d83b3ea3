//! What callers hand in: base URLs, ids, headers, keys and numbers, each held to a second opinion.

use std::string::{String, ToString};

use arbitrary::{Result, Unstructured};

use super::waits;
use crate::{
    BaseUrlProblem, Duration, HeaderProblem, JobIdProblem, KeyProblem, Limits, NumberProblem,
    Terminal, check_base_url, check_count, check_header, check_job_id, check_key, check_pause,
    check_seconds,
};

/// The first byte chooses the parser, the rest is its input.
pub fn parsers(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(rest);
    match choice % 8 {
        0 => waits::server_texts(rest),
        1 => waits::date(&mut Unstructured::new(rest)),
        2 => base_url(&text),
        3 => job_id(&text),
        4 => header(&text),
        5 => key(&text),
        6 => terminal(&text),
        _ => {
            // Where the bytes run out there are no more numbers.
            let _ = numbers(&mut Unstructured::new(rest));
        }
    }
}

/// The `url` crate parses and writes as browsers do; its parts say what is allowed.
fn base_url(text: &str) {
    // Whatever is no serialised URL must not make it panic.
    let _ = check_base_url(text, true);
    let Ok(url) = url::Url::parse(text) else {
        return;
    };
    let href = url.as_str();
    // A browser's parser writes a special URL with all its slashes, and so does this one: its word is the same again.
    assert_eq!(url::Url::parse(href).as_ref(), Ok(&url), "{href}");
    let plain = url.scheme() == "http";
    let has_credentials = !url.username().is_empty() || url.password().is_some();
    let has_more = url.query().is_some() || url.fragment().is_some();
    let is_loopback = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    for allow_insecure in [false, true] {
        let expected = if !plain && url.scheme() != "https" {
            Err(BaseUrlProblem::Scheme)
        } else if has_more {
            Err(BaseUrlProblem::QueryOrFragment)
        } else if has_credentials {
            Err(BaseUrlProblem::Credentials)
        } else if plain && !allow_insecure && !is_loopback {
            Err(BaseUrlProblem::Insecure)
        } else {
            Ok(())
        };
        assert_eq!(check_base_url(href, allow_insecure), expected, "{href}");
    }
}

/// An id that passes, written as the platform writes it, is one segment of the path and comes back whole.
fn job_id(text: &str) {
    let expected = match text {
        "" => Err(JobIdProblem::Empty),
        "." | ".." => Err(JobIdProblem::DotSegment),
        _ if text.chars().count() > 1_024 => Err(JobIdProblem::TooLong),
        _ => Ok(()),
    };
    assert_eq!(check_job_id(text), expected, "{text:?}");
    if expected.is_err() {
        return;
    }
    let path = std::format!("https://h/job/{}?q", encoded(text));
    let url = url::Url::parse(&path).expect("an encoded id makes a URL");
    let segments = url.path_segments().expect("it has a path");
    assert_eq!(
        url.path_segments().map(Iterator::count),
        Some(2),
        "{text:?}"
    );
    let last = segments.last().expect("there are two");
    assert_eq!(decoded(last).as_deref(), Some(text.as_bytes()), "{path}");
}

/// As `encodeURIComponent` does.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&std::format!("%{byte:02X}"));
        }
    }
    encoded
}

fn decoded(text: &str) -> Option<std::vec::Vec<u8>> {
    let mut bytes = text.bytes();
    let mut decoded = std::vec::Vec::new();
    while let Some(byte) = bytes.next() {
        decoded.push(if byte == b'%' {
            let digits = [bytes.next()?, bytes.next()?];
            u8::from_str_radix(core::str::from_utf8(&digits).ok()?, 16).ok()?
        } else {
            byte
        });
    }
    Some(decoded)
}

/// The `http` crate has the grammar of RFC 9110 too; what is above U+007F goes as one byte, as fetch sends it.
fn header(text: &str) {
    let (name, value) = text.split_once('\n').unwrap_or(("x", text));
    let bytes: Option<std::vec::Vec<u8>> = (value.chars())
        .map(|letter| u8::try_from(u32::from(letter)).ok())
        .collect();
    // The crate refuses names of more than 64 KiB, which a server would too.
    let is_name = http::HeaderName::from_bytes(name.as_bytes()).is_ok() || name.len() > 65_535;
    let is_value = bytes.is_some_and(|bytes| http::HeaderValue::from_bytes(&bytes).is_ok());
    let expected = match (is_name, is_value) {
        (false, _) => Err(HeaderProblem::Name),
        (true, false) => Err(HeaderProblem::Value),
        (true, true) => Ok(()),
    };
    assert_eq!(check_header(name, value), expected, "{name:?}: {value:?}");
}

fn key(text: &str) {
    let expected = if text.is_empty() {
        Err(KeyProblem::Empty)
    } else if text.chars().all(|letter| letter.is_ascii_graphic()) {
        Ok(())
    } else {
        Err(KeyProblem::NotVisibleAscii)
    };
    assert_eq!(check_key(text), expected, "{text:?}");
    // A key that passes is a header that passes.
    assert!(expected.is_err() || check_header("x-api-key", text).is_ok());
}

/// A state ends a wait only where it is one of the five words, and its name is such a word again.
fn terminal(text: &str) {
    let words = ["completed", "failed", "canceled", "cancelled", "expired"];
    let terminal = Terminal::of(text);
    assert_eq!(terminal.is_some(), words.contains(&text), "{text:?}");
    if let Some(terminal) = terminal {
        assert_eq!(Terminal::of(terminal.name()), Some(terminal));
        assert_eq!(text.replace("ll", "l"), terminal.name().to_string());
    }
}

/// Numbers of options, and delays that follow from them.
fn numbers(given: &mut Unstructured<'_>) -> Result<()> {
    while !given.is_empty() {
        let number = f64::from_bits(given.arbitrary()?);
        match check_seconds(number) {
            Ok(time) => {
                assert!(number > 0.0 && time > Duration::ZERO, "{number}");
                let exact = (time.as_secs_f64() - number).abs() <= number * 1e-9;
                assert!(!time.is_finite() || exact, "{number}: {time:?}");
            }
            Err(problem) => {
                assert_eq!(problem, NumberProblem::NotPositive);
                assert!(number.is_nan() || number <= 0.0, "{number}");
            }
        }
        if let Ok(pause) = check_pause(number) {
            assert!(pause.is_finite() && pause >= Duration::from_millis(1));
            assert_eq!(check_seconds(number), Ok(pause));
        } else {
            assert!(!(0.001..1e300).contains(&number), "{number}");
        }
        match check_count(number) {
            Ok(count) => assert_eq!(f64::from(count).to_bits(), (number + 0.0).to_bits()),
            Err(_) => assert!(
                number.fract() != 0.0 || !(0.0..=f64::from(u32::MAX)).contains(&number),
                "{number}"
            ),
        }
        let (Ok(initial_retry_delay), Ok(max_retry_delay)) = (
            check_pause(number),
            check_seconds(f64::from_bits(given.arbitrary()?)),
        ) else {
            continue;
        };
        let limits = Limits {
            initial_retry_delay,
            max_retry_delay,
            ..Limits::default()
        };
        let delay = crate::Shared::new(given.arbitrary()?).backoff(given.arbitrary()?, &limits);
        assert!(
            delay <= max_retry_delay && delay <= Duration::DAY,
            "{delay:?}"
        );
        let least = initial_retry_delay.times(0.899).min(max_retry_delay);
        assert!(delay >= least.min(Duration::DAY), "{delay:?} of {limits:?}");
    }
    Ok(())
}
