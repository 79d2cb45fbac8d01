//! Times with an offset of their own, and times without any.
//!
//! By themselves both are instants: Flyte has no offsets, so one with an offset arrives in UTC, and one without is taken
//! for UTC, as flytekit does. Inside a struct a time is text, and keeps the offset that it has or has not.

use chrono::{DateTime, FixedOffset, NaiveDateTime, Utc};

use super::{Instant, fitting, iso, json};
use crate::error::{Error, Result};

impl Instant for DateTime<FixedOffset> {
    const TAG: &'static str = "datetime";
    const WORDS: &'static str = "a datetime";

    fn schema() -> prost_types::Struct {
        json::formatted("string", "date-time")
    }

    fn checked(&self) -> Result<DateTime<Utc>> {
        fitting(self.to_utc())
    }

    fn at_utc(at: DateTime<Utc>) -> Result<Self> {
        Ok(at.fixed_offset())
    }

    fn to_text(&self, dialect: iso::Dialect) -> Result<String> {
        let at = self.checked()?.with_timezone(self.offset());
        if iso::year_fits(&at) {
            Ok(iso::with_offset(&at, dialect))
        } else {
            Err(Error::new(format!("the year of {at} is not between 1 and 9999")))
        }
    }

    fn from_text(text: &str) -> Result<Self> {
        iso::parse_time(text).map(|time| time.with_offset())
    }
}

impl Instant for NaiveDateTime {
    const TAG: &'static str = "datetime";
    const WORDS: &'static str = "a datetime";

    fn schema() -> prost_types::Struct {
        json::formatted("string", "date-time")
    }

    fn checked(&self) -> Result<DateTime<Utc>> {
        fitting(self.and_utc())
    }

    fn at_utc(at: DateTime<Utc>) -> Result<Self> {
        Ok(at.naive_utc())
    }

    fn to_text(&self, _: iso::Dialect) -> Result<String> {
        self.checked().map(|at| iso::naive(&at.naive_utc()))
    }

    fn from_text(text: &str) -> Result<Self> {
        iso::parse_time(text).map(|time| time.with_offset().naive_utc())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::{Field, from_msgpack};
    use crate::interface::{decode_one, encode_one};
    use crate::msgpack::Packer;

    fn packed<T: Field>(value: &T) -> String {
        let mut out = Packer::new();
        value.pack(&mut out).unwrap();
        from_msgpack(&out.into_bytes()).unwrap()
    }

    #[test]
    fn an_offset_survives_in_a_struct_only() {
        for text in [
            "2024-01-02T03:04:05+05:30",
            "2024-01-02T03:04:05.000006-02:59:40",
            "2024-01-02T03:04:05.000000006+00:00",
        ] {
            let at: DateTime<FixedOffset> = Instant::from_text(text).unwrap();
            assert_eq!(packed(&at), text);
            let read: DateTime<FixedOffset> = decode_one(&encode_one(&at).unwrap()).unwrap();
            assert_eq!((read, read.offset().local_minus_utc()), (at, 0));
            assert_eq!(packed(&read.naive_utc()), text_at_utc(&at));
        }
        let early: DateTime<FixedOffset> = Instant::from_text("0001-01-01T00:00:00+00:00").unwrap();
        let early = early.with_timezone(&FixedOffset::west_opt(3600).unwrap());
        assert!(early.to_text(iso::Dialect::Dataclass).is_err() && encode_one(&early).is_ok());
    }

    fn text_at_utc(at: &DateTime<FixedOffset>) -> String {
        iso::naive(&at.naive_utc())
    }

    #[test]
    fn a_time_without_an_offset_is_utc() {
        let naive: NaiveDateTime = Instant::from_text("2024-01-02T03:04:05").unwrap();
        assert_eq!(packed(&naive), "2024-01-02T03:04:05");
        assert_eq!(encode_one(&naive).unwrap(), encode_one(&naive.and_utc()).unwrap());
        assert_eq!(decode_one::<NaiveDateTime>(&encode_one(&naive).unwrap()).unwrap(), naive);
        let offset: NaiveDateTime = Instant::from_text("2024-01-02T08:34:05+05:30").unwrap();
        assert_eq!(offset, naive, "another offset is the same instant");
    }
}
