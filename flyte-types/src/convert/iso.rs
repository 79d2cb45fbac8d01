//! ISO 8601, as Python writes it inside structs.

use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone,
    Timelike, Utc,
};

use crate::error::{Error, Result};
pub(super) use crate::msgpack::Dialect;

/// An instant as text: `2024-01-02T03:04:05+00:00`.
pub(super) fn instant(at: &DateTime<Utc>, dialect: Dialect) -> String {
    with_offset(&at.fixed_offset(), dialect)
}

/// A time with its offset as text: `2024-01-02T03:04:05+05:30`, in which pydantic writes `Z` for UTC.
pub(super) fn with_offset(at: &DateTime<FixedOffset>, dialect: Dialect) -> String {
    let seconds = at.offset().local_minus_utc();
    let form = match (seconds, dialect) {
        (0, Dialect::Pydantic) => "Z",
        _ if seconds % 60 == 0 => "%:z",
        _ => "%::z",
    };
    format!("{}{}", naive(&at.naive_local()), at.format(form))
}

/// A time without an offset as text: `2024-01-02T03:04:05`, with a fraction of six digits if there is one, and of nine if
/// six don't hold it.
pub(super) fn naive(at: &NaiveDateTime) -> String {
    let form = match at.nanosecond() % 1_000_000_000 {
        0 => "%Y-%m-%dT%H:%M:%S",
        nanos if nanos.is_multiple_of(1000) => "%Y-%m-%dT%H:%M:%S%.6f",
        _ => "%Y-%m-%dT%H:%M:%S%.9f",
    };
    at.format(form).to_string()
}

/// A date as text: `2024-01-02`.
pub(super) fn date(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

/// A time as it was written.
pub(super) struct Written {
    local: NaiveDateTime,
    offset: Option<FixedOffset>,
}

impl Written {
    /// The time with its offset; without one it is in UTC.
    pub(super) fn with_offset(self) -> DateTime<FixedOffset> {
        let utc = || self.local.and_utc().fixed_offset();
        match self.offset {
            // A fixed offset has one time for each local one.
            Some(offset) => offset.from_local_datetime(&self.local).single().unwrap_or_else(utc),
            None => utc(),
        }
    }
}

/// Reads a time. The separator may be `T` or a space, the offset `Z` or left out; a date alone is its midnight.
pub(super) fn parse_time(text: &str) -> Result<Written> {
    written(text).ok_or_else(|| Error::expected("a datetime in ISO 8601", format_args!("{text:?}")))
}

/// Reads an instant, which is in UTC if it has no offset.
pub(super) fn parse_instant(text: &str) -> Result<DateTime<Utc>> {
    parse_time(text).map(|time| time.with_offset().to_utc())
}

fn written(text: &str) -> Option<Written> {
    let (date, rest) = split_date(text)?;
    let Some(rest) = rest.strip_prefix(['T', 't', ' ']) else {
        let midnight = Written { local: date.and_time(NaiveTime::MIN), offset: None };
        return rest.is_empty().then_some(midnight);
    };
    let (time, rest) = split_time(rest)?;
    let offset = match rest {
        "" => None,
        _ => Some(FixedOffset::east_opt(offset_seconds(rest)?)?),
    };
    Some(Written { local: date.and_time(time), offset })
}

/// Reads a date, and no datetime: its time of day would be lost. Python's `date.fromisoformat` does the same.
pub(super) fn parse_date(text: &str) -> Result<NaiveDate> {
    match split_date(text) {
        Some((date, "")) => Ok(date),
        Some(_) if written(text).is_some() => {
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
    if text == "Z" || text == "z" {
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

/// A span as pydantic writes it: `P1DT1.5S`, `-PT30M`, with years of 365 days.
pub(super) fn span(span: TimeDelta) -> String {
    use std::fmt::Write as _;

    const DAY: u64 = 86_400;
    let (seconds, nanos) = (span.num_seconds().unsigned_abs(), span.subsec_nanos().unsigned_abs());
    let (days, rest) = (seconds / DAY, seconds % DAY);
    let mut text = String::from(if span < TimeDelta::zero() { "-P" } else { "P" });
    let part = |text: &mut String, number: u64, unit: char| {
        if number > 0 {
            let _ = write!(text, "{number}{unit}");
        }
    };
    part(&mut text, days / 365, 'Y');
    part(&mut text, days % 365, 'D');
    if rest > 0 || nanos > 0 || days == 0 {
        text.push('T');
        part(&mut text, rest / 3600, 'H');
        part(&mut text, rest / 60 % 60, 'M');
        match nanos {
            0 if rest % 60 > 0 || seconds == 0 => {
                let _ = write!(text, "{}S", rest % 60);
            }
            0 => {}
            _ => {
                let fraction = format!("{nanos:09}");
                let _ = write!(text, "{}.{}S", rest % 60, fraction.trim_end_matches('0'));
            }
        }
    }
    text
}

/// Reads a span of years, weeks, days, hours, minutes and seconds: `P1DT1.5S`, `-PT30M`. A year has 365 days, as
/// pydantic writes and reads it; months have no length and are refused.
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
    add_parts(&mut total, days, &[('Y', 365 * 86_400), ('W', 604_800), ('D', 86_400)])?;
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
        let write =
            |nanos| instant(&DateTime::from_timestamp(0, nanos).unwrap(), Dialect::Dataclass);
        assert_eq!(write(0), "1970-01-01T00:00:00+00:00");
        assert_eq!(write(6_000), "1970-01-01T00:00:00.000006+00:00");
        assert_eq!(write(6_001), "1970-01-01T00:00:00.000006001+00:00");
        let epoch = DateTime::UNIX_EPOCH;
        assert_eq!(instant(&epoch, Dialect::Pydantic), "1970-01-01T00:00:00Z");
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
    fn spans_as_pydantic_writes_them() {
        let day = 86_400;
        for (seconds, micros, text) in [
            (0, 0, "PT0S"),
            (90, 0, "PT1M30S"),
            (-90, 0, "-PT1M30S"),
            (0, -1, "-PT0.000001S"),
            (day, 0, "P1D"),
            (40 * day, 0, "P40D"),
            (400 * day + 7380, 0, "P1Y35DT2H3M"),
            (-day + 1, 5, "-PT23H59M58.999995S"),
            (86_401, 500_000, "P1DT1.5S"),
        ] {
            let whole = TimeDelta::seconds(seconds) + TimeDelta::microseconds(micros);
            assert_eq!(span(whole), text);
            assert_eq!(parse_span(text).unwrap(), whole, "{text}");
        }
    }

    #[test]
    fn spans_in_parts() {
        let seconds = |text| parse_span(text).map(|span| span.num_seconds());
        assert_eq!(seconds("P1W2DT3H4M5S").unwrap(), 604_800 + 2 * 86_400 + 3 * 3600 + 4 * 60 + 5);
        assert_eq!(seconds("PT0S").unwrap(), 0);
        assert_eq!(parse_span("PT0.25S").unwrap(), TimeDelta::milliseconds(250));
        for text in
            ["P", "PT", "P1", "P1M", "1D", "PT1.5H", "PT1S1M", "P-1D", "PT99999999999999999S"]
        {
            assert!(parse_span(text).is_err(), "{text}");
        }
    }
}
