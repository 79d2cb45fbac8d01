//! The record, and how what differs from it is told.

use std::collections::BTreeMap;
use std::fmt::Debug;

use flate2::read::GzDecoder;
use flyte_types::idl::core::LiteralType;
use prost::Message;
use prost_types::Struct;
use prost_types::value::Kind;
use serde_json::Value as Json;

/// What flytekit made of a type at a position.
pub enum Entry {
    NoType,
    Recorded { ty: Box<LiteralType>, literals: Vec<Written> },
}

/// What flytekit made of a value.
#[derive(Clone)]
pub enum Written {
    Literal(Vec<u8>),
    /// It does not read what it wrote.
    Unread(Vec<u8>),
    Refused,
}

impl Written {
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Written::Literal(bytes) | Written::Unread(bytes) => Some(bytes),
            Written::Refused => None,
        }
    }
}

fn unhex(json: &Json) -> Option<Vec<u8>> {
    let text = json.as_str()?;
    let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex");
    Some((0..text.len()).step_by(2).map(byte).collect())
}

fn written(json: &Json) -> Written {
    match (unhex(json), unhex(&json["literal"])) {
        (Some(bytes), _) => Written::Literal(bytes),
        (_, Some(bytes)) => Written::Unread(bytes),
        _ => Written::Refused,
    }
}

fn json() -> serde_json::Map<String, Json> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/golden/positions/record.json.gz");
    let file = std::fs::File::open(path).expect("the record");
    serde_json::from_reader(GzDecoder::new(file)).expect("JSON")
}

/// The types and values, by position.
pub fn load() -> BTreeMap<String, Entry> {
    let positions = json().into_iter().filter(|(name, _)| !is_reading(name));
    positions
        .map(|(name, entry)| {
            let read = match unhex(&entry["type"]) {
                None => Entry::NoType,
                Some(ty) => Entry::Recorded {
                    ty: Box::new(LiteralType::decode(ty.as_slice()).expect("a type")),
                    literals: entry["literals"]
                        .as_array()
                        .expect("a list")
                        .iter()
                        .map(written)
                        .collect(),
                },
            };
            (name, read)
        })
        .collect()
}

fn is_reading(name: &str) -> bool {
    name.starts_with("evolution/") || name.starts_with("legacy/")
}

/// A literal that flytekit read, or did not.
pub struct Reading {
    pub literal: Vec<u8>,
    pub is_read: bool,
}

/// The literals of other versions, by name.
pub fn readings() -> BTreeMap<String, Reading> {
    let readings = json().into_iter().filter(|(name, _)| is_reading(name));
    readings
        .map(|(name, entry)| {
            let literal = unhex(&entry["literal"]).expect("a literal");
            (name, Reading { literal, is_read: entry["read"].is_string() })
        })
        .collect()
}

/// The type without prose: pydantic copies the description of a class of flytekit's into schemas.
pub fn plain(mut ty: LiteralType) -> LiteralType {
    if let Some(schema) = &mut ty.metadata {
        without_descriptions(schema);
    }
    if let Some(structure) = &mut ty.structure {
        for field in structure.dataclass_type.values_mut() {
            *field = plain(std::mem::take(field));
        }
    }
    use flyte_types::idl::core::literal_type::Type;
    match &mut ty.r#type {
        Some(Type::CollectionType(inner) | Type::MapValueType(inner)) => {
            **inner = plain(std::mem::take(&mut **inner));
        }
        Some(Type::UnionType(union)) => {
            union.variants.iter_mut().for_each(|variant| *variant = plain(std::mem::take(variant)));
        }
        _ => {}
    }
    ty
}

fn without_descriptions(schema: &mut Struct) {
    if schema.fields.contains_key("title") {
        schema.fields.remove("description");
    }
    for value in schema.fields.values_mut() {
        if let Some(Kind::StructValue(inner)) = &mut value.kind {
            without_descriptions(inner);
        }
    }
}

/// The lines in which the debug texts of two messages differ.
pub fn lines_differ(ours: &impl Debug, theirs: &impl Debug) -> String {
    let (ours, theirs) = (format!("{ours:#?}"), format!("{theirs:#?}"));
    let (ours, theirs): (Vec<&str>, Vec<&str>) = (ours.lines().collect(), theirs.lines().collect());
    let same = ours.iter().zip(&theirs).take_while(|(ours, theirs)| ours == theirs).count();
    let show = |lines: &[&str]| {
        let lines = lines.iter().skip(same.saturating_sub(2)).take(8);
        lines.map(|line| line.trim()).collect::<Vec<_>>().join(" ")
    };
    format!("\n   ours:   {}\n   theirs: {}", show(&ours), show(&theirs))
}
