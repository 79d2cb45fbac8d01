//! msgpack, the form of a value inside a struct (literals.md 6.2).
