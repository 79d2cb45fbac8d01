//! Instants and dates: DATETIME in Flyte, ISO 8601 text inside structs.
//!
//! A date is its midnight in UTC, and any datetime literal is read as its date in UTC; a text with a time of day is not. Years are those
//! that both protobuf and Python have, 1 to 9999; an instant outside of them is refused.

mod local;

use std::time::SystemTime;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};

use super::{Field, FlyteType, from_binary, iso};
use crate::contents::{Levels, Nothing};
use crate::error::{Error, Result};
use crate::idl::core::{LiteralType, SimpleType};
use crate::msgpack::{self, Packer, Unpacker};
use crate::schema::{self, json};
use crate::wire::{self, Kind};

/// What counts as an instant.
trait Instant: Sized {
    const TAG: &'static str;
    const WORDS: &'static str;

    fn schema() -> prost_types::Struct;
    fn checked(&self) -> Result<DateTime<Utc>>;
    fn at_utc(at: DateTime<Utc>) -> Result<Self>;
    fn to_text(&self, dialect: iso::Dialect) -> Result<String>;
    fn from_text(text: &str) -> Result<Self>;
}

/// The instant as it is written: within the years that fit, and leap seconds, which neither protobuf
/// nor Python has, as the end of the second before them.
fn fitting(at: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let at = match at.nanosecond() {
        0..=999_999_999 => at,
        _ => at.with_nanosecond(999_999_999).unwrap_or(at),
    };
    if iso::year_fits(&at) {
        Ok(at)
    } else {
        Err(Error::new(format!("the year of {at} is not between 1 and 9999")))
    }
}

impl Instant for DateTime<Utc> {
    const TAG: &'static str = "datetime";
    const WORDS: &'static str = "a datetime";

    fn schema() -> prost_types::Struct {
        json::formatted("string", "date-time")
    }

    fn checked(&self) -> Result<DateTime<Utc>> {
        fitting(*self)
    }

    fn at_utc(at: DateTime<Utc>) -> Result<Self> {
        Ok(at)
    }

    fn to_text(&self, dialect: iso::Dialect) -> Result<String> {
        fitting(*self).map(|at| iso::instant(&at, dialect))
    }

    fn from_text(text: &str) -> Result<Self> {
        iso::parse_instant(text)
    }
}

impl Instant for SystemTime {
    const TAG: &'static str = "datetime";
    const WORDS: &'static str = "a datetime";

    fn schema() -> prost_types::Struct {
        json::formatted("string", "date-time")
    }

    fn checked(&self) -> Result<DateTime<Utc>> {
        let out_of_range = || Error::new("the time is not between the years 1 and 9999");
        let (seconds, nanos) = match self.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => (i64::try_from(after.as_secs()), after.subsec_nanos()),
            Err(error) => {
                // Seconds round down, so that the nanoseconds count forward.
                let before = error.duration();
                let seconds = i64::try_from(before.as_secs()).map(|seconds| -seconds);
                match before.subsec_nanos() {
                    0 => (seconds, 0),
                    nanos => (seconds.map(|seconds| seconds - 1), 1_000_000_000 - nanos),
                }
            }
        };
        let seconds = seconds.map_err(|_| out_of_range())?;
        fitting(DateTime::from_timestamp(seconds, nanos).ok_or_else(out_of_range)?)
    }

    fn at_utc(at: DateTime<Utc>) -> Result<Self> {
        let since = at.signed_duration_since(DateTime::UNIX_EPOCH);
        let time = match since.to_std() {
            Ok(after) => SystemTime::UNIX_EPOCH.checked_add(after),
            Err(_) => {
                let before = (-since).to_std().unwrap_or_default();
                SystemTime::UNIX_EPOCH.checked_sub(before)
            }
        };
        time.ok_or_else(|| Error::new(format!("this system has no time {at}")))
    }

    fn to_text(&self, dialect: iso::Dialect) -> Result<String> {
        self.checked().map(|at| iso::instant(&at, dialect))
    }

    fn from_text(text: &str) -> Result<Self> {
        iso::parse_instant(text).and_then(Self::at_utc)
    }
}

impl Instant for NaiveDate {
    const TAG: &'static str = "date";
    const WORDS: &'static str = "a date";

    fn schema() -> prost_types::Struct {
        json::formatted("string", "date")
    }

    fn checked(&self) -> Result<DateTime<Utc>> {
        fitting(self.and_time(NaiveTime::MIN).and_utc())
    }

    fn at_utc(at: DateTime<Utc>) -> Result<Self> {
        Ok(at.date_naive())
    }

    fn to_text(&self, _: iso::Dialect) -> Result<String> {
        self.checked().map(|_| iso::date(*self))
    }

    fn from_text(text: &str) -> Result<Self> {
        iso::parse_date(text)
    }
}

macro_rules! instant {
    ($($time:ty)+) => {$(
        #[diagnostic::do_not_recommend]
        impl Field for $time {
            type Inside<L: Levels> = Nothing;

            fn field_type() -> LiteralType {
                schema::simple(SimpleType::Datetime)
            }

            fn schema() -> prost_types::Struct {
                <Self as Instant>::schema()
            }

            fn pack(&self, out: &mut Packer) -> Result<()> {
                out.text(&self.to_text(out.dialect())?);
                Ok(())
            }

            fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
                match input.peek()? {
                    msgpack::Kind::Text => Self::from_text(input.text()?),
                    _ => Err(input.unexpected(Self::WORDS)),
                }
            }

            fn default_json(&self) -> Option<prost_types::Value> {
                self.to_text(iso::Dialect::Dataclass).ok().map(json::text)
            }

            fn field_variants() -> Vec<LiteralType> {
                vec![schema::tagged(Self::field_type(), Self::TAG)]
            }

            fn packs_as(kind: msgpack::Kind, _: msgpack::Dialect) -> bool {
                kind == msgpack::Kind::Text
            }
        }

        #[diagnostic::do_not_recommend]
        impl FlyteType for $time {
type Shape = crate::interface::shape::Single;
            fn literal_type() -> LiteralType {
                schema::simple(SimpleType::Datetime)
            }

            const UNION_TAG: &'static str = Self::TAG;

            fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
                let at = self.checked()?;
                wire::put_datetime(out, at.timestamp(), at.nanosecond() as i32);
                Ok(())
            }

            fn decode(literal: wire::Literal<'_>) -> Result<Self> {
                match literal.kind {
                    Kind::Datetime { seconds, nanos } => u32::try_from(nanos)
                        .ok()
                        .filter(|nanos| *nanos < 1_000_000_000)
                        .and_then(|nanos| DateTime::from_timestamp(seconds, nanos))
                        .ok_or_else(|| {
                            Error::new(format!("{seconds} s and {nanos} ns are no datetime"))
                        })
                        .and_then(Self::at_utc),
                    Kind::Text(text) => Self::from_text(text),
                    Kind::Binary { tag, value } => from_binary(tag, value),
                    _ => Err(literal.unexpected(Self::WORDS)),
                }
            }
        }
    )+};
}

instant!(DateTime<Utc> DateTime<FixedOffset> NaiveDateTime SystemTime NaiveDate);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interface::{decode_one, encode_one};

    fn text(value: &str) -> Vec<u8> {
        let mut out = Vec::new();
        wire::put_text(&mut out, value);
        out
    }

    #[test]
    fn a_part_of_a_struct_arrives_as_text() {
        let at: DateTime<Utc> = decode_one(&text("2024-01-02T03:04:05.5+01:00")).unwrap();
        assert_eq!(at.to_rfc3339(), "2024-01-02T02:04:05.500+00:00");
        let day: NaiveDate = decode_one(&text("2024-01-02")).unwrap();
        assert_eq!(day.to_string(), "2024-01-02");
        assert!(decode_one::<DateTime<Utc>>(&text("yesterday")).is_err());
    }

    #[test]
    fn before_the_epoch_nanoseconds_count_forward() {
        let before = SystemTime::UNIX_EPOCH - std::time::Duration::from_micros(1);
        let bytes = encode_one(&before).unwrap();
        match wire::Literal::parse(&bytes).unwrap().kind {
            Kind::Datetime { seconds: -1, nanos: 999_999_000 } => {}
            other => panic!("{other:?}"),
        }
        assert_eq!(decode_one::<SystemTime>(&bytes).unwrap(), before);
    }

    #[test]
    fn leap_seconds_end_the_second_before() {
        let leap = NaiveDate::from_ymd_opt(2016, 12, 31)
            .and_then(|day| day.and_hms_nano_opt(23, 59, 59, 1_500_000_000))
            .unwrap()
            .and_utc();
        let read: DateTime<Utc> = decode_one(&encode_one(&leap).unwrap()).unwrap();
        assert_eq!(read.to_rfc3339(), "2016-12-31T23:59:59.999999999+00:00");
        assert_eq!(
            Instant::to_text(&leap, iso::Dialect::Dataclass).unwrap(),
            "2016-12-31T23:59:59.999999999+00:00"
        );
    }

    #[test]
    fn years_that_python_lacks() {
        let far = NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap();
        assert!(encode_one(&far).is_err());
        assert!(encode_one(&NaiveDate::from_ymd_opt(0, 1, 1).unwrap()).is_err());
    }
}
