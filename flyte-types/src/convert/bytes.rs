//! Raw bytes: msgpack's own inside a struct, and nothing outside of one. What went through JSON on
//! its way, as dataclasses with a JSON mixin and what is typed into the console do, is base64.

use bytes::Bytes;

use super::Field;
use crate::contents::{Levels, Nothing};
use crate::error::{Error, Result};
use crate::idl::core::LiteralType;
use crate::msgpack::{self, Dialect, Packer, Unpacker};
use crate::schema::{self, json};

#[diagnostic::do_not_recommend]
impl Field for Bytes {
    type Inside<L: Levels> = Nothing;

    fn field_type() -> LiteralType {
        schema::pickle("<class 'bytes'>")
    }

    fn schema() -> prost_types::Struct {
        json::formatted("string", "base64")
    }

    fn pack(&self, out: &mut Packer) -> Result<()> {
        match out.dialect() {
            Dialect::Dataclass => out.bytes(self),
            Dialect::Pydantic => out.text(std::str::from_utf8(self).map_err(|_| {
                Error::new("raw bytes are text in a pydantic model, and these are no UTF-8")
            })?),
        }
        Ok(())
    }

    fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
        match input.peek()? {
            msgpack::Kind::Text => {
                let text = input.text()?;
                if input.dialect() == Dialect::Pydantic {
                    return Ok(Bytes::copy_from_slice(text.as_bytes()));
                }
                base64(text).map(Bytes::from).ok_or_else(|| {
                    Error::expected("raw bytes or base64", "a string that is neither")
                })
            }
            _ => input.bytes().map(Bytes::copy_from_slice),
        }
    }

    fn default_json(&self) -> Option<prost_types::Value> {
        Some(json::text(to_base64(self)))
    }

    fn packs_as(kind: msgpack::Kind, dialect: Dialect) -> bool {
        kind == match dialect {
            Dialect::Dataclass => msgpack::Kind::Bytes,
            Dialect::Pydantic => msgpack::Kind::Text,
        }
    }
}

/// Standard base64 in lines of 76 letters, each with an end, as Python's `encodebytes` writes it.
fn to_base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len() / 3 * 4 + bytes.len() / 57 + 5);
    for line in bytes.chunks(57) {
        for part in line.chunks(3) {
            let held = part.iter().fold(0_u32, |held, byte| held << 8 | u32::from(*byte));
            let held = held << (8 * (3 - part.len()));
            for digit in 0..4 {
                let letter = LETTERS[(held >> (18 - 6 * digit) & 63) as usize];
                out.push(if digit <= part.len() { char::from(letter) } else { '=' });
            }
        }
        out.push('\n');
    }
    out
}

/// The bytes of standard base64, in which Python puts line breaks.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits, mut digits, mut padding) = (0_u32, 0, 0, 0);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' if digits + padding > 0 => {
                padding += 1;
                continue;
            }
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        digits += 1;
        held = held << 6 | u32::from(digit);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    ((digits + padding) % 4 == 0 && padding < 3).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_as_python_writes_it() {
        assert_eq!(base64("AQI=\n").unwrap(), [1, 2]);
        assert_eq!(base64("/+8AAA==").unwrap(), [0xff, 0xef, 0, 0]);
        assert_eq!(base64("").unwrap(), []);
        assert_eq!(to_base64(&[1, 2]), "AQI=\n");
        assert_eq!(to_base64(&[0xff, 0xef, 0, 0]), "/+8AAA==\n");
        for len in 0..120 {
            let bytes: Vec<u8> = (0..len).collect();
            let text = to_base64(&bytes);
            assert_eq!(base64(&text).unwrap(), bytes);
            assert!(text.lines().all(|line| line.len() <= 76));
        }
        for wrong in ["A", "AQ=", "A===", "=", "AQ=A", "a-b_"] {
            assert_eq!(base64(wrong), None, "{wrong}");
        }
    }
}
