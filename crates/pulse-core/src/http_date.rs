//! HTTP dates in the three forms of RFC 9110, section 5.6.7.

use crate::Duration;

const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];
/// From March on, so that a leap day comes last.
const MONTHS: [u32; 12] = [
    packed(*b"Mar"),
    packed(*b"Apr"),
    packed(*b"May"),
    packed(*b"Jun"),
    packed(*b"Jul"),
    packed(*b"Aug"),
    packed(*b"Sep"),
    packed(*b"Oct"),
    packed(*b"Nov"),
    packed(*b"Dec"),
    packed(*b"Jan"),
    packed(*b"Feb"),
];

/// What follows the day's name in each form. A digit stands for a character of that field: day, year, hour, minute,
/// second, month.
const FORMS: [&str; 4] = [
    ", 00-555-11 22:33:44 GMT",
    ", 00 555 1111 22:33:44 GMT",
    // asctime, where a day of one digit is padded.
    " 555 00 22:33:44 1111",
    " 555  0 22:33:44 1111",
];
const MONTH: u8 = 5;

/// The time since 1970 that `text` names; `wall` (now, since 1970) decides a two-digit year's century.
/// None for what is no HTTP date, and for times before 1970.
pub(crate) fn parse(text: &str, wall: Duration) -> Option<Duration> {
    for &name in &DAYS {
        for (number, &form) in FORMS.iter().enumerate() {
            // RFC 850 alone has the day's whole name, and a year of two digits.
            let is_short_year = number == 0;
            let day = if is_short_year { name } else { name.get(..3)? };
            let rest = text.strip_prefix(day);
            if let Some(mut fields) = rest.and_then(|rest| read(rest, form)) {
                if is_short_year {
                    fields[1] = century(fields[1], wall);
                }
                return time(fields);
            }
        }
    }
    None
}

/// The fields of a text that is laid out as `form` says: numbers, and the month's name packed.
fn read(text: &str, form: &str) -> Option<[u32; 6]> {
    if text.len() != form.len() {
        return None;
    }
    let mut fields = [0_u32; 6];
    for (byte, wanted) in text.bytes().zip(form.bytes()) {
        let number = wanted.wrapping_sub(b'0');
        let digit = byte.wrapping_sub(b'0');
        match fields.get_mut(usize::from(number)) {
            Some(field) if number == MONTH => *field = (*field << 8) | u32::from(byte),
            Some(field) if digit <= 9 => {
                // Four digits at most, so nothing wraps.
                *field = field.wrapping_mul(10).wrapping_add(u32::from(digit));
            }
            None if byte == wanted => {}
            _ => return None,
        }
    }
    Some(fields)
}

fn time([day, year, hour, minute, second, month]: [u32; 6]) -> Option<Duration> {
    let month = MONTHS.iter().position(|name| *name == month)?;
    let month = u32::try_from(month).ok()?;
    let year = year.checked_sub(u32::from(month > 9))?;
    let days = before(year, month).wrapping_add(day);
    let next = if month < 11 {
        before(year, month.wrapping_add(1))
    } else {
        before(year.wrapping_add(1), 0)
    };
    // A leap second is allowed by the grammar.
    if day == 0 || days > next || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = days.checked_sub(719_469)?;
    // Below 9999 years of seconds, so nothing wraps.
    let of_day = hour
        .wrapping_mul(3_600)
        .wrapping_add(minute.wrapping_mul(60))
        .wrapping_add(second);
    let seconds = u64::from(days)
        .wrapping_mul(86_400)
        .wrapping_add(u64::from(of_day));
    Some(Duration::from_secs(seconds))
}

/// Days of the civil calendar before a month, the first of the year being March.
#[inline(never)]
fn before(year: u32, month: u32) -> u32 {
    let of_year = month.wrapping_mul(153).wrapping_add(2) / 5;
    (year.wrapping_mul(365))
        .wrapping_add(year / 4)
        .wrapping_sub(year / 100)
        .wrapping_add(year / 400)
        .wrapping_add(of_year)
}

/// A month's name as one number.
const fn packed([a, b, c]: [u8; 3]) -> u32 {
    u32::from_be_bytes([0, a, b, c])
}

/// A two-digit year that seems more than 50 years ahead is in the past (RFC 9110).
fn century(year: u32, wall: Duration) -> u32 {
    const YEAR: f64 = 31_556_952.0;
    let this = ((wall.as_secs_f64() / YEAR) as u32).wrapping_add(1970);
    let guess = this.wrapping_sub(this % 100).wrapping_add(year);
    if guess > this.wrapping_add(50) {
        guess.wrapping_sub(100)
    } else {
        guess
    }
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
        at("Monday, 06-Nov-73 08:49:37 GMT", 3_277_183_777);
        at("Wednesday, 06-Nov-74 08:49:37 GMT", 152_959_777);
        at("Sunday, 06-Nov-30 08:49:37 GMT", 1_920_185_377);
        at("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777);
    }

    #[test]
    fn a_leap_second_is_a_second_and_one_more_is_none() {
        at("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800);
        assert_eq!(parse("Sat, 31 Dec 2016 23:59:61 GMT", NOW), None);
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
            "Sunfish, 06 Nov 1994 08:49:37 GMT",
            "Sun,06,Nov,1994:08:49:37-GMT",
            "Sun, 31 Feb 2027 08:49:37 GMT",
            "Sun, 29 Feb 2023 08:49:37 GMT",
            "Sun, 31 Nov 1994 08:49:37 GMT",
            "Sun, 06-Nov-94 08:49:37 GMT",
            "Sunday, 06 Nov 1994 08:49:37 GMT",
            "Sun  Nov  6 08:49:37 1994",
            "Sun, 00006 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 199x 08:49:37 GMT",
            "Sun, 0x Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 0:x:37 GMT",
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
            let text = httpdate::fmt_http_date(std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds));
            prop_assert_eq!(parse(&text, NOW), Some(Duration::from_secs(seconds)));
        }
    }
}
