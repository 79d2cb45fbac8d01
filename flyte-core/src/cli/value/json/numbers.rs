//! What serde_json doesn't tell of the numbers of a text. It makes a double of each that has a point or an exponent, of each
//! integer beyond 64 bits, and of `-0`; how they are written says which of these one is.

use super::Json;

/// The numbers of a JSON text that become doubles, in the order in which they stand.
pub(super) struct Numbers<'text> {
    rest: &'text [u8],
}

impl<'text> Numbers<'text> {
    pub(super) fn of(text: &'text str) -> Self {
        Numbers { rest: text.as_bytes() }
    }

    /// The next of these numbers, of which serde_json made this double.
    pub(super) fn next_as(&mut self, value: f64) -> Result<Json, &'static str> {
        let written = self.next().unwrap_or_default();
        match of_text(written, value) {
            Json::Float { value, .. } if !value.is_finite() => Err("number out of range"),
            Json::Float { value: 0.0, .. } if has_digits(written) => {
                Err("the number is too close to 0 for a double")
            }
            json => Ok(json),
        }
    }
}

impl<'text> Iterator for Numbers<'text> {
    type Item = &'text str;

    fn next(&mut self) -> Option<&'text str> {
        loop {
            let (first, rest) = self.rest.split_first()?;
            match first {
                b'"' => self.rest = after_text(rest),
                b'-' | b'0'..=b'9' => {
                    let is_part = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
                    let end = self.rest.iter().position(|byte| !is_part(byte));
                    let (number, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
                    self.rest = rest;
                    let number = std::str::from_utf8(number).unwrap_or_default();
                    if number == "-0" || integer(number).is_none() {
                        return Some(number);
                    }
                }
                _ => self.rest = rest,
            }
        }
    }
}

/// What stands after a text whose first quotation mark was taken.
fn after_text(mut rest: &[u8]) -> &[u8] {
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\')) {
        match rest[at] {
            b'"' => return &rest[at + 1..],
            _ => rest = rest.get(at + 2..).unwrap_or_default(),
        }
    }
    &[]
}

/// The integer that 64 bits hold.
fn integer(text: &str) -> Option<i128> {
    let signed = text.parse::<i64>().map(i128::from);
    signed.or_else(|_| text.parse::<u64>().map(i128::from)).ok()
}

/// What a number is, by the way it is written.
fn of_text(written: &str, value: f64) -> Json {
    match integer(written) {
        Some(value) => Json::Integer(value),
        None if is_integer(written) => Json::LongInteger(written.to_owned()),
        None => Json::Float { value, whole: value.fract() == 0.0 && is_whole(written) },
    }
}

/// Whether this is written as an integer, of any length.
pub(in crate::cli::value) fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a number is no 0, as it is written.
pub(in crate::cli::value) fn has_digits(written: &str) -> bool {
    let (digits, _) = written.split_once(['e', 'E']).unwrap_or((written, ""));
    digits.bytes().any(|byte| matches!(byte, b'1'..=b'9'))
}

/// Whether a number has no fraction, as it is written.
fn is_whole(written: &str) -> bool {
    let (digits, exponent) = written.split_once(['e', 'E']).unwrap_or((written, "0"));
    let (before, after) = digits.split_once('.').unwrap_or((digits, ""));
    // An exponent that is no number here makes an infinity, or a 0.
    let Ok(exponent) = exponent.parse::<i64>() else { return true };
    // The places behind the point that hold something, after the exponent has moved it.
    let places = match after.trim_end_matches('0') {
        "" => -((before.len() - before.trim_end_matches('0').len()) as i64),
        after => after.len() as i64,
    };
    places <= exponent || !has_digits(written)
}

#[cfg(test)]
mod tests {
    use super::super::{Json, parse};

    fn read(text: &str) -> Json {
        parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn numbers_are_those_that_are_written() {
        for text in ["1e999", "[-1e400]", r#"{"a": 2e308}"#] {
            assert!(parse(text).unwrap_err().to_string().starts_with("number out of range"));
        }
        for text in ["1e-999", "[-0.1e-400]", r#"{"a": 1e-9999999999999999999}"#] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains("too close to 0"), "{text}: {error}");
        }
        for (text, value) in [("0e5", 0.0), ("0.0", 0.0), ("5e-324", 5e-324), ("1.5", 1.5)] {
            let whole = value == 0.0;
            assert_eq!(read(text), Json::Float { value, whole }, "{text}");
        }
        for integer in [i64::MIN.into(), 0, u64::MAX.into()] {
            assert_eq!(read(&integer.to_string()), Json::Integer(integer));
        }
        assert_eq!(read("-0"), Json::Integer(0));
    }

    #[test]
    fn integers_that_64_bits_do_not_hold_stay_what_they_are() {
        let long = |text: &str| Json::LongInteger(text.to_owned());
        for text in ["18446744073709551616", "-9223372036854775809", &"9".repeat(100)] {
            assert_eq!(read(text), long(text));
        }
        // What stands before them, in texts and keys too, doesn't mislead.
        let text =
            r#"{"99999999999999999999\"": ["1e5", "\\", -0, 1e20, 99999999999999999999, -0.0]}"#;
        let Json::Object(fields) = read(text) else { panic!("an object") };
        let float = |value| Json::Float { value, whole: true };
        let expected = Json::List(vec![
            "1e5".into(),
            "\\".into(),
            Json::Integer(0),
            float(1e20),
            long("99999999999999999999"),
            float(-0.0),
        ]);
        assert_eq!(fields["99999999999999999999\""], expected);
    }

    #[test]
    fn a_fraction_that_a_double_does_not_hold_is_one() {
        let whole = |text: &str| match read(text) {
            Json::Float { whole, .. } => whole,
            other => panic!("{text}: {other:?}"),
        };
        for text in ["1.0", "1e3", "1.5e1", "120e-1", "-2.50e1", "0.0", "0e-5", "1E+2", "1e300"] {
            assert!(whole(text), "{text}");
        }
        for text in ["1.5", "1.00000000000000000001", "0.99999999999999999999", "15e-1", "1.25e1"] {
            assert!(!whole(text), "{text}");
        }
    }
}
