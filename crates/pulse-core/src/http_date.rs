//! HTTP dates in the three forms of RFC 9110, section 5.6.7.

use core::time::Duration;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// The time since 1970 that `text` names; `wall` (now, since 1970) decides a two-digit year's century.
/// None for what is no HTTP date, and for times before 1970.
pub(crate) fn parse(text: &str, wall: Duration) -> Option<Duration> {
    let mut words = text.split([' ', ',', '-']).filter(|word| !word.is_empty());
    let weekday = words.next()?;
    if !DAYS.iter().any(|day| weekday.starts_with(day)) {
        return None;
    }
    let first = words.next()?;
    let (day, month, year, time);
    if let Some(index) = month_of(first) {
        // asctime: Sun Nov  6 08:49:37 1994
        month = index;
        day = number(words.next()?)?;
        time = words.next()?;
        year = number(words.next()?)?;
    } else {
        // Sun, 06 Nov 1994 08:49:37 GMT, or Sunday, 06-Nov-94 08:49:37 GMT
        day = number(first)?;
        month = month_of(words.next()?)?;
        let word = words.next()?;
        year = match word.len() {
            2 => century(number(word)?, wall),
            4 => number(word)?,
            _ => return None,
        };
        time = words.next()?;
        if words.next()? != "GMT" {
            return None;
        }
    }
    if words.next().is_some() || !(1..=31).contains(&day) {
        return None;
    }
    let mut clock = time.split(':');
    let (hour, minute, second) = (
        number(clock.next()?)?,
        number(clock.next()?)?,
        number(clock.next()?)?,
    );
    // A leap second is allowed by the grammar.
    if clock.next().is_some() || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = days_since_1970(year, month, day)?;
    let seconds = days
        .saturating_mul(86_400)
        .saturating_add(hour.saturating_mul(3_600))
        .saturating_add(minute.saturating_mul(60))
        .saturating_add(second);
    Some(Duration::from_secs(seconds))
}

/// 1 to 12.
fn month_of(word: &str) -> Option<u64> {
    let index = MONTHS.iter().position(|month| *month == word)?;
    u64::try_from(index).ok()?.checked_add(1)
}

/// A short run of digits: longer ones are no part of a date.
fn number(word: &str) -> Option<u64> {
    if word.len() > 4 || !word.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    word.parse().ok()
}

/// A two-digit year that seems more than 50 years ahead is in the past (RFC 9110).
fn century(year: u64, wall: Duration) -> u64 {
    const YEAR: u64 = 31_556_952;
    let this = (wall.as_secs() / YEAR).saturating_add(1970);
    let guess = this.saturating_sub(this % 100).saturating_add(year);
    if guess > this.saturating_add(50) {
        guess.saturating_sub(100)
    } else {
        guess
    }
}

/// Days from the civil calendar, with March as the year's first month so that leap days come last.
fn days_since_1970(year: u64, month: u64, day: u64) -> Option<u64> {
    let (year, month) = if month < 3 {
        (year.checked_sub(1)?, month.saturating_add(9))
    } else {
        (year, month.checked_sub(3)?)
    };
    let of_year = month.saturating_mul(153).saturating_add(2) / 5;
    (year.saturating_mul(365))
        .saturating_add(year / 4)
        .saturating_sub(year / 100)
        .saturating_add(year / 400)
        .saturating_add(of_year)
        .saturating_add(day)
        .checked_sub(719_469)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Duration = Duration::from_secs(1_700_000_000);

    #[track_caller]
    fn at(text: &str, seconds: u64) {
        assert_eq!(
            parse(text, NOW),
            Some(Duration::from_secs(seconds)),
            "{text}"
        );
    }

    #[test]
    fn the_three_forms_of_the_standard_name_one_time() {
        at("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777);
        at("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777);
        at("Sun Nov  6 08:49:37 1994", 784_111_777);
    }

    #[test]
    fn leap_days_and_year_ends_are_counted() {
        at("Thu, 29 Feb 2024 00:00:00 GMT", 1_709_164_800);
        at("Fri, 01 Mar 2024 00:00:00 GMT", 1_709_251_200);
        at("Sun, 31 Dec 2023 23:59:59 GMT", 1_704_067_199);
        at("Thu, 01 Jan 1970 00:00:00 GMT", 0);
    }

    #[test]
    fn a_two_digit_year_far_ahead_is_in_the_past() {
        at("Sunday, 06-Nov-30 08:49:37 GMT", 1_920_185_377);
        at("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777);
    }

    #[test]
    fn what_is_no_http_date_is_ignored() {
        for text in [
            "",
            "soon",
            "2024-01-01T00:00:00Z",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:60:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT x",
            "Sun, 06 Nov 1960 08:49:37 GMT",
            "Xxx, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 19945 08:49:37 GMT",
        ] {
            assert_eq!(parse(text, NOW), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = parse(&text, NOW);
        }

        #[test]
        fn it_agrees_with_another_implementation(seconds in 0_u64..253_402_300_799) {
            let text = httpdate::fmt_http_date(std::time::UNIX_EPOCH + Duration::from_secs(seconds));
            prop_assert_eq!(parse(&text, NOW), Some(Duration::from_secs(seconds)));
        }
    }
}
