//! What flyteidl says: `data/flyteidl-fields.json`, brought to the form of the model.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::{Field, Idl, Label, Message, Oneof, Ty, Values};
use crate::names::{camel, path, snake, variant};

pub fn read() -> Idl {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/data/flyteidl-fields.json");
    let text = std::fs::read_to_string(file).expect("the descriptors are readable");
    let descriptors: Descriptors = serde_json::from_str(&text).expect("the descriptors are JSON");
    let messages = descriptors.messages.iter().map(|(name, m)| (local(name), message(name, m)));
    let enums = descriptors.enums.iter().map(|(name, e)| (local(name), values(name, e)));
    Idl { messages: messages.collect(), enums: enums.collect() }
}

#[derive(Deserialize)]
struct Descriptors {
    messages: BTreeMap<String, MessageDescriptor>,
    enums: BTreeMap<String, EnumDescriptor>,
}

#[derive(Deserialize)]
struct MessageDescriptor {
    fields: Vec<FieldDescriptor>,
}

#[derive(Deserialize)]
struct FieldDescriptor {
    name: String,
    number: u32,
    label: String,
    oneof: Option<String>,
    map: Option<MapDescriptor>,
    #[serde(flatten)]
    ty: TypeDescriptor,
}

#[derive(Deserialize)]
struct MapDescriptor {
    key: String,
    value: String,
    kind: Option<String>,
}

#[derive(Deserialize)]
struct TypeDescriptor {
    r#type: String,
    kind: Option<String>,
}

#[derive(Deserialize)]
struct EnumDescriptor {
    values: BTreeMap<String, i32>,
}

fn message(name: &str, message: &MessageDescriptor) -> Message {
    message
        .fields
        .iter()
        .map(|field| {
            let rust_name = match field.oneof {
                Some(_) => camel(&field.name),
                None => snake(&field.name),
            };
            let oneof = field.oneof.as_deref().map(|oneof| Oneof {
                field: snake(oneof),
                path: local(&format!("{name}.{oneof}")),
            });
            let ty = match &field.map {
                Some(map) => Ty::Map(map.key.clone(), Box::new(ty(&map.value, &map.kind))),
                None => ty(&field.ty.r#type, &field.ty.kind),
            };
            let label = match (field.label.as_str(), &ty, &oneof) {
                ("repeated", ..) => Label::Repeated,
                ("optional", Ty::Message(_), None) => Label::Optional,
                ("optional", ..) => Label::Plain,
                (label, ..) => panic!("{name}.{}: label `{label}`", field.name),
            };
            (rust_name, Field { number: field.number, ty, label, oneof })
        })
        .collect()
}

fn ty(name: &str, kind: &Option<String>) -> Ty {
    match kind.as_deref() {
        None => Ty::Scalar(name.to_owned()),
        Some("enum") => Ty::Enum(local(name)),
        Some("message") => Ty::Message(match name.strip_prefix("google.protobuf.") {
            // prost has the wrapped scalar stand for its wrapper
            Some("BoolValue") => "bool".to_owned(),
            Some(name) => format!("prost_types::{name}"),
            None => local(name),
        }),
        Some(kind) => panic!("{name}: kind `{kind}`"),
    }
}

fn values(name: &str, descriptor: &EnumDescriptor) -> Values {
    let (_, enumeration) = name.rsplit_once('.').expect("names are full");
    let values = &descriptor.values;
    values.iter().map(|(value, number)| (variant(enumeration, value), *number)).collect()
}

/// The path in `flyte_types::idl` of a full name.
fn local(name: &str) -> String {
    path(name.strip_prefix("flyteidl.").expect("only flyteidl is described"))
}
