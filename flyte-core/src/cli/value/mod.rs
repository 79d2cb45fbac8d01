//! Values as people write them, to literals and back.
//!
//! A flag's text is read by the type of its input: numbers, words and times as they are, everything else as JSON
//! (`text`). JSON becomes a literal by its literal type (`literal`), and inside structs msgpack by the JSON schema
//! (`schema`). `show` goes the other way.

mod base64;
mod described;
mod expect;
mod files;
mod json;
mod layout;
mod literal;
mod schema;
mod shape;
mod show;
mod stream;
mod text;
mod times;

pub(super) use json::Json;
pub(super) use layout::one_line;
pub(super) use literal::from_json;
pub(super) use shape::{fields, shape};
pub(super) use show::to_json;
pub(super) use stream::{AsJson, Ended, print};
pub(super) use text::{
    from_text, is_switch, may_be_negative, needs_json, object, read_file, value_name,
};
pub(super) use times::span_text;
