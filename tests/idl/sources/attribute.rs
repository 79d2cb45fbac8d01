//! The attribute `#[prost(…)]`.

use syn::{Attribute, LitStr, Token};

#[derive(Debug)]
pub struct Prost {
    pub kind: Kind,
    /// `tag`, or `tags` of a oneof.
    pub numbers: Vec<u32>,
    pub optional: bool,
    pub repeated: bool,
}

#[derive(Debug)]
pub enum Kind {
    Scalar(String),
    Message,
    Enum(String),
    Map(String, Box<Kind>),
    Oneof(String),
}

impl Prost {
    /// Reads the attribute of the field or variant at `place`; a word it does not know is an error.
    pub fn parse(attrs: &[Attribute], place: &str) -> Prost {
        let mut found = attrs.iter().filter(|attr| attr.path().is_ident("prost"));
        let (Some(attr), None) = (found.next(), found.next()) else {
            panic!("{place}: one #[prost(…)] is expected");
        };
        let (mut kinds, mut numbers) = (Vec::new(), Vec::new());
        let (mut optional, mut repeated) = (false, false);
        let parsed = attr.parse_nested_meta(|meta| {
            let word = meta.path.require_ident()?.to_string();
            let value = match meta.input.peek(Token![=]) {
                true => Some(meta.value()?.parse::<LitStr>()?.value()),
                false => None,
            };
            match (word.as_str(), value) {
                ("tag" | "tags", Some(value)) => {
                    for number in value.split(',') {
                        numbers.push(number.trim().parse().map_err(|e| meta.error(e))?);
                    }
                }
                ("optional", None) => optional = true,
                ("repeated", None) => repeated = true,
                ("boxed", None) => {}
                ("bytes", Some(value)) if value == "bytes" => kinds.push(Kind::Scalar(value)),
                ("enumeration", Some(path)) => kinds.push(Kind::Enum(path)),
                ("oneof", Some(path)) => kinds.push(Kind::Oneof(path)),
                ("btree_map", Some(value)) => match value.split_once(", ") {
                    Some((key, "message")) => {
                        kinds.push(Kind::Map(key.to_owned(), Box::new(Kind::Message)));
                    }
                    Some((key, value)) if is_scalar(value) => {
                        let value = Box::new(Kind::Scalar(value.to_owned()));
                        kinds.push(Kind::Map(key.to_owned(), value));
                    }
                    _ => return Err(meta.error("unknown map")),
                },
                ("message", None) => kinds.push(Kind::Message),
                (word, None) if is_scalar(word) => kinds.push(Kind::Scalar(word.to_owned())),
                _ => return Err(meta.error("unknown word")),
            }
            Ok(())
        });
        if let Err(e) = parsed {
            panic!("{place}: {e}");
        }
        match <[Kind; 1]>::try_from(kinds) {
            Ok([kind]) => Prost { kind, numbers, optional, repeated },
            Err(kinds) => panic!("{place}: one type is expected, not {kinds:?}"),
        }
    }
}

fn is_scalar(word: &str) -> bool {
    matches!(word, "string" | "bool" | "int32" | "int64" | "uint32" | "uint64" | "float" | "double")
}
