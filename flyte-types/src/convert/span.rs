//! Spans of time: DURATION in Flyte, float seconds inside structs.
//!
//! `chrono::TimeDelta` is signed. `std::time::Duration` is not: reading a negative span as one is
//! an error. A number is read as seconds, text as ISO 8601 (`P1DT1.5S`, what pydantic writes). Spans
//! beyond ±10 000 years, which protobuf forbids, are refused, and inside structs those with more digits
//! than a float holds.

use std::time::Duration;

use chrono::TimeDelta;

use super::{Field, FlyteType, from_binary, iso};
use crate::contents::{Levels, Nothing};
use crate::error::{Error, Result};
use crate::idl::core::{LiteralType, SimpleType};
use crate::msgpack::{self, Packer, Unpacker};
use crate::schema::{self, json};
use crate::wire::{self, Kind};

/// The longest span of `google.protobuf.Duration`.
const LONGEST: i64 = 315_576_000_000;

/// Below this many seconds a float holds them to the nanosecond, above it to the microsecond.
const FINE: f64 = 4_000_000.0;

trait Span: Sized {
    fn to_delta(&self) -> Result<TimeDelta>;
    fn from_delta(span: TimeDelta) -> Result<Self>;
}

impl Span for TimeDelta {
    fn to_delta(&self) -> Result<TimeDelta> {
        fitting(*self)
    }

    fn from_delta(span: TimeDelta) -> Result<Self> {
        Ok(span)
    }
}

impl Span for Duration {
    fn to_delta(&self) -> Result<TimeDelta> {
        TimeDelta::from_std(*self).map_err(|_| too_long()).and_then(fitting)
    }

    fn from_delta(span: TimeDelta) -> Result<Self> {
        span.to_std().map_err(|_| {
            Error::expected(
                "a duration that is not negative",
                format_args!("{} seconds", seconds(span)),
            )
        })
    }
}

fn fitting(span: TimeDelta) -> Result<TimeDelta> {
    if span.num_seconds().abs() <= LONGEST { Ok(span) } else { Err(too_long()) }
}

#[cold]
fn too_long() -> Error {
    Error::new("the duration is longer than 10000 years")
}

/// The nearest float, which is what Python's `total_seconds` gives.
pub(super) fn seconds(span: TimeDelta) -> f64 {
    let nanos = span.subsec_nanos();
    let micros = i128::from(span.num_seconds()) * 1_000_000 + i128::from(nanos / 1000);
    match nanos % 1000 {
        0 => micros as f64 / 1e6,
        rest => (micros * 1000 + i128::from(rest)) as f64 / 1e9,
    }
}

/// The float that a span is inside a struct: one that is read as the same span.
pub(super) fn exact_seconds(span: TimeDelta) -> Result<f64> {
    let float = seconds(span);
    if from_seconds(float).is_ok_and(|read| read == span) { Ok(float) } else { Err(inexact(span)) }
}

#[cold]
fn inexact(span: TimeDelta) -> Error {
    // The two parts have the same sign.
    let (whole, nanos) = (span.num_seconds(), span.subsec_nanos());
    let sign = if whole < 0 || nanos < 0 { "-" } else { "" };
    Error::new(format!(
        "the duration of {sign}{}.{:09} seconds is no float, which a duration is inside a struct and untyped data: \
         round it to microseconds, or to seconds above 285 years",
        whole.unsigned_abs(),
        nanos.unsigned_abs()
    ))
}

fn from_seconds(seconds: f64) -> Result<TimeDelta> {
    if seconds.is_nan() || seconds.abs() > LONGEST as f64 {
        return Err(Error::new(format!("{seconds} seconds are no duration")));
    }
    let (whole, fraction) = (seconds.trunc(), seconds.fract());
    let nanos = if seconds.abs() < FINE {
        (fraction * 1e9).round_ties_even() as i64
    } else {
        (fraction * 1e6).round_ties_even() as i64 * 1000
    };
    Ok(TimeDelta::seconds(whole as i64) + TimeDelta::nanoseconds(nanos))
}

fn from_parts(seconds: i64, nanos: i32) -> Result<TimeDelta> {
    if seconds.unsigned_abs() > LONGEST as u64 || nanos.unsigned_abs() >= 1_000_000_000 {
        return Err(Error::new(format!("{seconds} s and {nanos} ns are no duration")));
    }
    Ok(TimeDelta::seconds(seconds) + TimeDelta::nanoseconds(nanos.into()))
}

macro_rules! span {
    ($($span:ident)+) => {$(
        #[diagnostic::do_not_recommend]
        impl Field for $span {
            type Inside<L: Levels> = Nothing;

            fn field_type() -> LiteralType {
                schema::simple(SimpleType::Duration)
            }

            fn schema() -> prost_types::Struct {
                json::formatted("number", "time-delta")
            }

            fn pack(&self, out: &mut Packer) -> Result<()> {
                let span = self.to_delta()?;
                match out.dialect() {
                    iso::Dialect::Dataclass => out.float(exact_seconds(span)?),
                    iso::Dialect::Pydantic => out.text(&iso::span(span)),
                }
                Ok(())
            }

            fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
                let span = match input.peek()? {
                    msgpack::Kind::Float | msgpack::Kind::Integer => from_seconds(input.float()?),
                    msgpack::Kind::Text => iso::parse_span(input.text()?),
                    _ => Err(input.unexpected("a duration")),
                };
                span.and_then(Self::from_delta)
            }

            fn default_json(&self) -> Option<prost_types::Value> {
                self.to_delta().ok().map(|span| json::number(seconds(span)))
            }

            fn packs_as(kind: msgpack::Kind, dialect: msgpack::Dialect) -> bool {
                kind == match dialect {
                    msgpack::Dialect::Dataclass => msgpack::Kind::Float,
                    msgpack::Dialect::Pydantic => msgpack::Kind::Text,
                }
            }
        }

        #[diagnostic::do_not_recommend]
        impl FlyteType for $span {
type Shape = crate::interface::shape::Single;
            fn literal_type() -> LiteralType {
                schema::simple(SimpleType::Duration)
            }

            const UNION_TAG: &'static str = "timedelta";

            fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
                let span = self.to_delta()?;
                wire::put_duration(out, span.num_seconds(), span.subsec_nanos());
                Ok(())
            }

            fn decode(literal: wire::Literal<'_>) -> Result<Self> {
                let span = match literal.kind {
                    Kind::Duration { seconds, nanos } => from_parts(seconds, nanos),
                    Kind::Float(seconds) => from_seconds(seconds),
                    Kind::Integer(seconds) => from_seconds(seconds as f64),
                    Kind::Text(text) => iso::parse_span(text),
                    Kind::Binary { tag, value } => return from_binary(tag, value),
                    _ => return Err(literal.unexpected("a duration")),
                };
                span.and_then(Self::from_delta)
            }
        }
    )+};
}

span!(TimeDelta Duration);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interface::{decode_one, encode_one};

    #[test]
    fn both_parts_have_the_same_sign() {
        let bytes = encode_one(&TimeDelta::milliseconds(-1500)).unwrap();
        match wire::Literal::parse(&bytes).unwrap().kind {
            Kind::Duration { seconds: -1, nanos: -500_000_000 } => {}
            other => panic!("{other:?}"),
        }
        assert_eq!(
            decode_one::<Duration>(&bytes).unwrap_err().to_string(),
            "expected a duration that is not negative, found -1.5 seconds"
        );
    }

    #[test]
    fn numbers_and_text_are_read() {
        for (literal, millis) in [
            (encode_one(&1.5_f64), 1500),
            (encode_one(&3_i64), 3000),
            (encode_one(&"P1DT1.5S".to_owned()), 86_401_500),
            (encode_one(&"-PT30M".to_owned()), -1_800_000),
        ] {
            let span: TimeDelta = decode_one(&literal.unwrap()).unwrap();
            assert_eq!(span, TimeDelta::milliseconds(millis));
        }
        assert!(decode_one::<TimeDelta>(&encode_one(&"3".to_owned()).unwrap()).is_err());
        assert!(decode_one::<TimeDelta>(&encode_one(&f64::NAN).unwrap()).is_err());
        assert!(decode_one::<TimeDelta>(&encode_one(&1e300).unwrap()).is_err());
    }

    #[test]
    fn seconds_are_those_of_python() {
        assert_eq!(seconds(TimeDelta::microseconds(1_500_001)), 1.500_001);
        assert_eq!(seconds(TimeDelta::microseconds(-1)), -0.000_001);
        assert_eq!(from_seconds(0.1).unwrap(), TimeDelta::milliseconds(100));
        assert_eq!(from_seconds(1e-9).unwrap(), TimeDelta::nanoseconds(1));
        let century = TimeDelta::microseconds(3_153_600_000_000_001);
        assert_eq!(from_seconds(seconds(century)).unwrap(), century);
    }

    #[test]
    fn spans_that_a_float_lacks() {
        let nanos = |seconds, nanos| TimeDelta::seconds(seconds) + TimeDelta::nanoseconds(nanos);
        for span in
            [nanos(3_999_999, 999_999_999), nanos(-1, -1), nanos(9_007_199_254, 740_992_000)]
        {
            assert!(exact_seconds(span).is_ok(), "{span}");
        }
        for span in [
            nanos(1_700_000_000, 123_456_789),
            nanos(-4_000_000, -1),
            nanos(100_000_000_000, 1_000),
        ] {
            assert!(exact_seconds(span).is_err(), "{span}");
        }
        let error = exact_seconds(nanos(-1_700_000_000, -5)).unwrap_err().to_string();
        assert!(error.starts_with("the duration of -1700000000.000000005 seconds"), "{error}");
    }

    #[test]
    fn spans_that_protobuf_lacks() {
        assert!(encode_one(&Duration::MAX).is_err());
        assert!(encode_one(&TimeDelta::seconds(LONGEST + 1)).is_err());
        assert!(encode_one(&TimeDelta::seconds(-LONGEST)).is_ok());
    }
}
