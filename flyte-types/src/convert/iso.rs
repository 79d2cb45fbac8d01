//! ISO 8601, as Python writes it inside structs.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};

use crate::error::{Error, Result};

/// An instant as text: `2024-01-02T03:04:05+00:00`, with a fraction of six digits if there is one,
/// and of nine if six don't hold it.
pub(super) fn instant(at: &DateTime<Utc>) -> String {
    let nanos = at.nanosecond() % 1_000_000_000;
    let form = match nanos {
        0 => "%Y-%m-%dT%H:%M:%S+00:00",
        _ if nanos.is_multiple_of(1000) => "%Y-%m-%dT%H:%M:%S%.6f+00:00",
        _ => "%Y-%m-%dT%H:%M:%S%.9f+00:00",
    };
    at.format(form).to_string()
}

/// A date as text: `2024-01-02`.
pub(super) fn date(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

/// Reads an instant. The separator may be `T` or a space, the offset `Z` or left out, which means
/// UTC; a date alone is its midnight.
pub(super) fn parse_instant(text: &str) -> Result<DateTime<Utc>> {
    whole_instant(text)
        .ok_or_else(|| Error::expected("a datetime in ISO 8601", format_args!("{text:?}")))
}

fn whole_instant(text: &str) -> Option<DateTime<Utc>> {
    let (date, rest) = split_date(text)?;
    let Some(rest) = rest.strip_prefix(['T', 't', ' ']) else {
        return rest.is_empty().then(|| date.and_time(NaiveTime::MIN).and_utc());
    };
    let (time, rest) = split_time(rest)?;
    let naive = date.and_time(time);
    let offset = offset_seconds(rest)?;
    let local = naive.and_local_timezone(FixedOffset::east_opt(offset)?).single()?;
    Some(local.with_timezone(&Utc))
}

/// Reads a date, and no datetime: its time of day would be lost. Python's `date.fromisoformat` does the same.
pub(super) fn parse_date(text: &str) -> Result<NaiveDate> {
    match split_date(text) {
        Some((date, "")) => Ok(date),
        Some(_) if whole_instant(text).is_some() => {
            Err(Error::expected("a date without a time of day", format_args!("{text:?}")))
        }
        _ => Err(Error::expected("a date in ISO 8601", format_args!("{text:?}"))),
    }
}

fn split_date(text: &str) -> Option<(NaiveDate, &str)> {
    let (date, rest) = text.split_at_checked(10)?;
    let [year, month, day]: [&str; 3] = date.split('-').collect::<Vec<_>>().try_into().ok()?;
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(digits(year)? as i32, digits(month)?, digits(day)?)?;
    Some((date, rest))
}

/// `HH:MM`, `HH:MM:SS` or with a fraction, of which nine digits count.
fn split_time(text: &str) -> Option<(NaiveTime, &str)> {
    let (hour, rest) = two(text)?;
    let (minute, rest) = two(rest.strip_prefix(':')?)?;
    let Some(rest) = rest.strip_prefix(':') else {
        return Some((NaiveTime::from_hms_opt(hour, minute, 0)?, rest));
    };
    let (second, rest) = two(rest)?;
    let Some(rest) = rest.strip_prefix(['.', ',']) else {
        return Some((NaiveTime::from_hms_opt(hour, minute, second)?, rest));
    };
    let len = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (fraction, rest) = rest.split_at(len);
    let nanos = nanos(fraction)?;
    Some((NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)?, rest))
}

/// The fraction of a second, digits after the ninth cut off.
fn nanos(fraction: &str) -> Option<u32> {
    let kept = &fraction[..fraction.len().min(9)];
    Some(digits(kept)? * 10_u32.pow(9 - kept.len() as u32))
}

fn offset_seconds(text: &str) -> Option<i32> {
    if text.is_empty() || text == "Z" || text == "z" {
        return Some(0);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, rest) = two(rest)?;
    let (minutes, rest) = match rest {
        "" => (0, ""),
        _ => two(rest.strip_prefix(':').unwrap_or(rest))?,
    };
    let (seconds, rest) = match rest {
        "" => (0, ""),
        _ => two(rest.strip_prefix(':').unwrap_or(rest))?,
    };
    (rest.is_empty() && minutes < 60 && seconds < 60)
        .then_some(sign * (hours * 3600 + minutes * 60 + seconds) as i32)
}

fn two(text: &str) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at_checked(2)?;
    Some((digits(number)?, rest))
}

fn digits(text: &str) -> Option<u32> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

/// Reads a span of weeks, days, hours, minutes and seconds: `P1DT1.5S`, `-PT30M`. Years and months
/// have no fixed length and are refused.
pub(super) fn parse_span(text: &str) -> Result<TimeDelta> {
    whole_span(text).ok_or_else(|| {
        Error::expected("a duration in seconds or ISO 8601", format_args!("{text:?}"))
    })
}

fn whole_span(text: &str) -> Option<TimeDelta> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let rest = rest.strip_prefix('P')?;
    let (days, time) = match rest.split_once('T') {
        Some((_, "")) => return None,
        Some((days, time)) => (days, time),
        None if rest.is_empty() => return None,
        None => (rest, ""),
    };
    let mut total = TimeDelta::zero();
    add_parts(&mut total, days, &[('W', 604_800), ('D', 86_400)])?;
    add_parts(&mut total, time, &[('H', 3600), ('M', 60), ('S', 1)])?;
    Some(if negative { -total } else { total })
}

/// Adds parts such as `1D`, each unit once at most and in order. Only seconds have a fraction.
fn add_parts(total: &mut TimeDelta, text: &str, units: &[(char, i64)]) -> Option<()> {
    let mut rest = text;
    for (unit, seconds) in units {
        let Some((number, after)) = rest.split_once(*unit) else { continue };
        rest = after;
        let (whole, fraction) = match number.split_once('.') {
            Some((whole, fraction)) if *seconds == 1 => (whole, fraction),
            Some(_) => return None,
            None => (number, "0"),
        };
        let fraction = if fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            nanos(fraction)?
        } else {
            return None;
        };
        let whole: i64 = match whole.bytes().all(|byte| byte.is_ascii_digit()) {
            true => whole.parse().ok()?,
            false => return None,
        };
        let part = TimeDelta::new(whole.checked_mul(*seconds)?, fraction)?;
        *total = total.checked_add(&part)?;
    }
    rest.is_empty().then_some(())
}

/// Whether Python can hold the year.
pub(super) fn year_fits(date: &impl Datelike) -> bool {
    (1..=9999).contains(&date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_as_python_writes_them() {
        let write = |nanos| instant(&DateTime::from_timestamp(0, nanos).unwrap());
        assert_eq!(write(0), "1970-01-01T00:00:00+00:00");
        assert_eq!(write(6_000), "1970-01-01T00:00:00.000006+00:00");
        assert_eq!(write(6_001), "1970-01-01T00:00:00.000006001+00:00");
    }

    #[test]
    fn instants_in_every_spelling() {
        for text in [
            "2024-01-02T03:04:05Z",
            "2024-01-02 03:04:05",
            "2024-01-02T03:04:05.000000000999+00:00",
            "2024-01-02T08:34:05+05:30",
            "2024-01-02T08:34:05+0530",
            "2024-01-01T19:04:05-08",
        ] {
            let at = parse_instant(text).unwrap();
            assert_eq!(at.timestamp(), 1_704_164_645, "{text}");
            assert_eq!(at.nanosecond(), 0, "{text}");
        }
        assert_eq!(parse_instant("2024-01-02").unwrap().to_rfc3339(), "2024-01-02T00:00:00+00:00");
        for text in [
            "",
            "2024",
            "2024-13-01",
            "2024-01-02T",
            "2024-01-02T25:00",
            "２024-01-02",
            "2024-01-02T03:04:05+",
            "2024-01-02T03:04:05 x",
        ] {
            assert!(parse_instant(text).is_err(), "{text}");
        }
    }

    #[test]
    fn dates_have_no_time_of_day() {
        assert!(parse_date("2024-01-02").is_ok_and(|day| day.day() == 2));
        for text in ["2024-01-02T23:30:00-08:00", "2024-01-02 00:00:00", "2024-01-02x"] {
            assert!(parse_date(text).is_err(), "{text}");
        }
    }

    #[test]
    fn spans_in_parts() {
        let seconds = |text| parse_span(text).map(|span| span.num_seconds());
        assert_eq!(seconds("P1W2DT3H4M5S").unwrap(), 604_800 + 2 * 86_400 + 3 * 3600 + 4 * 60 + 5);
        assert_eq!(seconds("PT0S").unwrap(), 0);
        assert_eq!(parse_span("PT0.25S").unwrap(), TimeDelta::milliseconds(250));
        for text in
            ["P", "PT", "P1", "P1Y", "1D", "PT1.5H", "PT1S1M", "P-1D", "PT99999999999999999S"]
        {
            assert!(parse_span(text).is_err(), "{text}");
        }
    }
}
