//! msgpack, the form of a value inside a struct.
//!
//! What is written is what Python's `msgpack` writes: integers in the fewest bytes, those that are
//! not negative in the unsigned family; floats always as float64; text, lists and maps under the
//! shortest header. What is read may have any width. A document is one value: bytes after it are
//! an error.

mod dialect;
mod pack;
mod unpack;

pub use self::dialect::Dialect;
pub use self::pack::Packer;
pub use self::unpack::{MAX_DEPTH, Unpacker};
pub(crate) use self::unpack::{integral, too_deep};

/// What a msgpack value is, told from its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `nil`.
    Nil,
    /// `true` or `false`.
    Boolean,
    /// An integer of either family.
    Integer,
    /// A float of either width.
    Float,
    /// Text.
    Text,
    /// Raw bytes.
    Bytes,
    /// A list.
    Array,
    /// A map.
    Map,
    /// An extension type, or the byte that msgpack never uses. Nothing here reads them.
    Other,
}

impl Kind {
    /// The kind of the value that begins with this byte.
    pub const fn of(first: u8) -> Kind {
        match first {
            0xc0 => Kind::Nil,
            0xc2 | 0xc3 => Kind::Boolean,
            0x00..=0x7f | 0xe0..=0xff | 0xcc..=0xd3 => Kind::Integer,
            0xca | 0xcb => Kind::Float,
            0xa0..=0xbf | 0xd9..=0xdb => Kind::Text,
            0xc4..=0xc6 => Kind::Bytes,
            0x90..=0x9f | 0xdc | 0xdd => Kind::Array,
            0x80..=0x8f | 0xde | 0xdf => Kind::Map,
            0xc1 | 0xc7..=0xc9 | 0xd4..=0xd8 => Kind::Other,
        }
    }

    /// A noun for error messages: `a string`, `a list`.
    pub const fn describe(self) -> &'static str {
        match self {
            Kind::Nil => "nil",
            Kind::Boolean => "a boolean",
            Kind::Integer => "an integer",
            Kind::Float => "a float",
            Kind::Text => "a string",
            Kind::Bytes => "raw bytes",
            Kind::Array => "a list",
            Kind::Map => "a map",
            Kind::Other => "a msgpack extension",
        }
    }
}
