//! Instants and spans of time as people write them.

use chrono::{DateTime, TimeDelta, Utc};
use flyte_types::{Error, FlyteType, Result, interface, wire};

use super::expect::{expected, quoted};
use super::json::Json;

/// The instant that an ISO 8601 text names; without an offset it is in UTC.
pub(super) fn instant(text: &str) -> Result<DateTime<Utc>> {
    read(text).map_err(|_| {
        Error::expected("a time such as 2024-05-01 or 2024-05-01T12:30:00Z", quoted(text))
    })
}

/// The span that a text names: `1h30m`, `90s`, `1.5h`, `-250ms`, or ISO 8601.
pub(super) fn span(text: &str) -> Result<TimeDelta> {
    units(text)
        .or_else(|| read(text).ok())
        .ok_or_else(|| Error::expected("a duration such as 90s, 1h30m or PT1H30M", quoted(text)))
}

/// The span that a JSON value stands for: text as on a flag, or a number of seconds, which is what a span is inside a
/// struct.
pub(super) fn span_from_json(json: &Json) -> Result<TimeDelta> {
    let seconds = match json {
        Json::Text(text) => return span(text),
        Json::Integer(seconds) => *seconds as f64,
        Json::Float { value, .. } => *value,
        _ => return Err(expected("a duration such as \"1h30m\", or seconds", json)),
    };
    let mut literal = Vec::new();
    wire::put_float(&mut literal, seconds);
    interface::decode_one(&literal)
}

/// Reads a value from its text, as it is read where the cluster made text of it.
fn read<T: FlyteType>(text: &str) -> Result<T> {
    let mut literal = Vec::new();
    wire::put_text(&mut literal, text);
    interface::decode_one(&literal)
}

const UNITS: [(&str, i64); 9] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
    ("w", 604_800_000_000_000),
];

fn units(text: &str) -> Option<TimeDelta> {
    let text = text.trim();
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    if rest.is_empty() {
        return None;
    }
    let mut nanos = 0_i128;
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (amount, after) = rest.split_at(number);
        let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let (_, size) = UNITS.iter().find(|(name, _)| *name == unit)?;
        nanos = nanos.checked_add(scaled(amount, *size)?)?;
        rest = after.trim_start();
    }
    let nanos = nanos * sign;
    let seconds = i64::try_from(nanos.div_euclid(1_000_000_000)).ok()?;
    TimeDelta::new(seconds, nanos.rem_euclid(1_000_000_000) as u32)
}

fn scaled(amount: &str, size: i64) -> Option<i128> {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    if whole.is_empty() || fraction.len() > 9 {
        return None;
    }
    let size = i128::from(size);
    let whole = whole.parse::<i64>().ok()?;
    let part = match fraction {
        "" => 0,
        digits => {
            let (part, parts) =
                (digits.parse::<i128>().ok()? * size, 10_i128.pow(digits.len() as u32));
            // Less than a nanosecond would be lost.
            (part % parts == 0).then_some(part / parts)?
        }
    };
    Some(i128::from(whole) * size + part)
}

/// An instant as ISO 8601 in UTC.
pub(super) fn instant_text(seconds: i64, nanos: i32) -> String {
    match DateTime::from_timestamp(seconds, nanos.max(0) as u32) {
        Some(at) => at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true),
        None => format!("{seconds} s and {nanos} ns after 1970"),
    }
}

/// A span as [`span`] reads it: `1h30m`, `2d`, `0s`.
pub(in crate::cli) fn span_text(seconds: i64, nanos: i32) -> String {
    let total = i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
    let mut rest = total.unsigned_abs();
    let mut text = String::new();
    for (unit, size) in [("d", 86_400), ("h", 3_600), ("m", 60)] {
        let size = size * 1_000_000_000;
        if rest >= size {
            text.push_str(&format!("{}{unit}", rest / size));
            rest %= size;
        }
    }
    if rest > 0 || text.is_empty() {
        let (whole, fraction) = (rest / 1_000_000_000, rest % 1_000_000_000);
        let fraction = format!("{fraction:09}");
        let fraction = fraction.trim_end_matches('0');
        let dot = if fraction.is_empty() { "" } else { "." };
        text.push_str(&format!("{whole}{dot}{fraction}s"));
    }
    if total < 0 { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_written() {
        let cases = [
            ("90s", 90_000, "1m30s"),
            ("1h30m", 5_400_000, "1h30m"),
            ("1.5h", 5_400_000, "1h30m"),
            ("-250ms", -250, "-0.25s"),
            ("1w 2d", 777_600_000, "9d"),
            ("PT1H30M", 5_400_000, "1h30m"),
            ("0s", 0, "0s"),
        ];
        for (text, millis, written) in cases {
            let read = span(text).unwrap();
            assert_eq!(read, TimeDelta::milliseconds(millis), "{text}");
            assert_eq!(span_text(read.num_seconds(), read.subsec_nanos()), written);
        }
        for wrong in ["", "-", "90", "h", "1x", "1h-2m", "P", "1..2s", "0.5ns", "1.0005us"] {
            assert!(span(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn instants_are_in_utc() {
        for text in ["2024-05-01", "2024-05-01T00:00:00Z", "2024-05-01 02:00:00+02:00"] {
            assert_eq!(instant(text).unwrap().timestamp(), 1_714_521_600, "{text}");
        }
        assert_eq!(instant_text(1_714_521_600, 500_000_000), "2024-05-01T00:00:00.500Z");
        assert!(instant("tomorrow").is_err());
    }
}
