//! What a server says of when to come back, and what its status means: Retry-After, dates, resets, verdicts.

use std::string::String;
use std::time::{SystemTime, UNIX_EPOCH};

use arbitrary::Unstructured;

use crate::{
    Duration, Endpoint, FailureKind, http_date, retry_after,
    testing::Reply,
    verdict::{Verdict, judge},
};

/// The last second that an HTTP date can name, in the year 9999.
const LAST: u64 = 253_402_300_799;

/// A day in seconds: no wait is taken for longer.
const DAY: f64 = 86_400.0;

/// A status, a clock, and the texts of a code, a reset and a Retry-After, a line each.
pub(super) fn server_texts(given: &[u8]) {
    let ([choice, clock @ ..], texts) = given.split_at_checked(6).unwrap_or((given, &[])) else {
        return;
    };
    let statuses = [429, 503, 500, 200, 304, 0, 408, u16::from(*choice) + 200];
    let status = statuses[usize::from(choice % 8)];
    // Up to 2^40 seconds, past every date that can be written.
    let wall = clock
        .iter()
        .fold(0_u64, |wall, byte| (wall << 8) | u64::from(*byte));
    let mut lines = texts
        .splitn(3, |byte| *byte == b'\n')
        .map(core::str::from_utf8);
    let code = lines.next().and_then(Result::ok).unwrap_or_default();
    let reset = lines.next().and_then(Result::ok);
    let retry_after = lines.next().and_then(Result::ok);
    let mut reply = Reply::status(status).wall(wall).code(code);
    if let Some(reset) = reset {
        reply = reply.header("x-ratelimit-reset", reset);
    }
    if let Some(text) = retry_after {
        reply = reply.header("retry-after", text);
    }
    let wall = (wall > 0).then_some(wall as f64);
    let asked = retry_after::requested_delay(&reply.to(Endpoint::CancelJob));
    let expected = retry_after
        .and_then(|text| after(text, wall))
        .or_else(|| until_reset(status, reset?, wall?));
    match (asked, expected) {
        (None, None) => {}
        (Some(asked), Some(expected)) => {
            let (asked, expected) = (asked.as_secs_f64(), expected.min(DAY));
            assert!((0.0..=DAY).contains(&asked), "{asked}");
            assert!((asked - expected).abs() < 2e-3, "{asked}, not {expected}");
        }
        other => panic!("{other:?} of {reply:?}"),
    }
    let own = status == 500 && code.starts_with("JOB_");
    let expected = match status {
        200..=299 => Verdict::Fail(FailureKind::Malformed),
        304 => Verdict::Fail(FailureKind::Status),
        0 | 300..=399 => Verdict::Fail(FailureKind::Redirect),
        408 | 429 | 500..=599 if !own => Verdict::Retry,
        _ => Verdict::Fail(FailureKind::Status),
    };
    assert_eq!(judge(&reply.to(Endpoint::CancelJob)), expected, "{reply:?}");
}

/// `1*DIGIT`, or digits with a point before the last of them, as the standard library reads them.
fn seconds(text: &str) -> Option<f64> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let ends = text.bytes().next_back()?.is_ascii_digit();
    (plain && ends && text.matches('.').count() <= 1)
        .then(|| text.parse().expect("digits are a number"))
}

/// The wait that a Retry-After asks for; `httpdate` is the second opinion on its dates.
fn after(text: &str, wall: Option<f64>) -> Option<f64> {
    if let Some(seconds) = seconds(text) {
        return Some(seconds);
    }
    let wall = wall?;
    let ours = http_date::parse(text, Duration::from_millis_f64(wall * 1e3))?.as_secs_f64();
    if let Some(theirs) = second_opinion(text) {
        let theirs = since_1970(theirs);
        // A year of two digits: which century is a matter of today's date, which that crate does not look at.
        let centuries = (ours - theirs as f64).abs() / (36_524.0 * DAY);
        let is_same = centuries == 0.0 || text.contains("-") && centuries < 2_500.0;
        assert!(is_same, "{text}: {ours}, not {theirs}");
    } else {
        // It knows no leap second.
        assert!(text.contains(":60"), "{text} is no date: {ours}");
    }
    Some((ours - wall).max(0.0))
}

/// What `httpdate` reads. It refuses a day of the week that is not the date's, which the client does not look at.
fn second_opinion(text: &str) -> Option<SystemTime> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let rest = text.get(letters..)?;
    let days = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    days.iter().find_map(|day| {
        let day = if letters == 3 { &day[..3] } else { day };
        httpdate::parse_http_date(&std::format!("{day}{rest}")).ok()
    })
}

fn until_reset(status: u16, reset: &str, wall: f64) -> Option<f64> {
    let mut at = seconds(reset).filter(|_| status == 429 && !reset.contains('.'))?;
    if at > 1e11 {
        at /= 1e3;
    }
    Some(at - wall).filter(|delay| *delay > 0.0)
}

fn since_1970(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |span| span.as_secs())
}

/// Each second that can be named is read back from each of the three forms, and one character more or less is no date.
pub(super) fn date(given: &mut Unstructured<'_>) {
    let Ok(seconds) = given.int_in_range(0..=LAST) else {
        return;
    };
    let at = UNIX_EPOCH + std::time::Duration::from_secs(seconds);
    let text = httpdate::fmt_http_date(at);
    let wall = Duration::from_secs(given.int_in_range(1..=LAST).unwrap_or(1));
    let read = |text: &str| http_date::parse(text, wall).map(Duration::as_secs_f64);
    assert_eq!(read(&text), Some(seconds as f64), "{text}");
    let [day, number, month, year, clock] = [0..3, 5..7, 8..11, 12..16, 17..25].map(|at| &text[at]);
    let day_space = number.strip_prefix('0');
    let padded = day_space.map_or(number.into(), |digit| std::format!(" {digit}"));
    let asctime = std::format!("{day} {month} {padded} {clock} {year}");
    assert_eq!(read(&asctime), Some(seconds as f64), "{asctime}");
    let whole = match day {
        "Tue" => "Tuesday",
        "Wed" => "Wednesday",
        "Thu" => "Thursday",
        "Sat" => "Saturday",
        "Mon" => "Monday",
        "Sun" => "Sunday",
        _ => "Friday",
    };
    let short = std::format!("{whole}, {number}-{month}-{} {clock} GMT", &year[2..]);
    // A leap day may be none in the century that is meant; else it is within 50 years ahead, and less than a hundred ago.
    match read(&short) {
        None => assert!(
            short.contains("29-Feb-00") || is_before_1970(&short, wall),
            "{short} at {wall:?}"
        ),
        Some(read) => {
            let ahead = (read - wall.as_secs_f64()) / (365.2425 * DAY);
            assert!((-101.0..=51.1).contains(&ahead), "{short}: {ahead} years");
        }
    }
    let at = given.int_in_range(0..=text.len() - 1).unwrap_or(0);
    let cut: String = text
        .char_indices()
        .filter(|c| c.0 != at)
        .map(|c| c.1)
        .collect();
    assert_eq!(read(&cut), None, "{cut}");
}

/// Whether the year of two digits is meant to be one before 1970, which no date of ours can name.
fn is_before_1970(short: &str, wall: Duration) -> bool {
    let year: f64 = short
        .split(['-', ' '])
        .nth(3)
        .and_then(|year| year.parse().ok())
        .unwrap_or(70.0);
    let this = 1970.0 + wall.as_secs_f64() / (365.2425 * DAY);
    // In this century it would be more than 50 years ahead, or in the one before.
    year + 1900.0 < 1970.0 && (this < 2000.0 || year + 2000.0 > this + 49.0)
}
