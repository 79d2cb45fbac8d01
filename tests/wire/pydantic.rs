//! `#[flyte(pydantic)]`: type and value are those that flytekit recorded for a pydantic model.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use flyte::prelude::*;
use flyte_types::idl::core::{Literal, LiteralType};
use flyte_types::interface::{decode_one, encode_one};
use flyte_types::schema::json;
use prost::Message;

use crate::models::Color;

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(pydantic)]
struct Model {
    a: i64,
    #[serde(default)]
    b: Option<String>,
    #[serde(default)]
    when: Option<DateTime<Utc>>,
    #[serde(default)]
    span: Option<TimeDelta>,
    #[serde(default)]
    table: BTreeMap<i64, f64>,
    #[serde(default)]
    color: Color,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(pydantic)]
struct Inner {
    x_size: i64,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Plain {
    a: i64,
    color: Color,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(pydantic)]
struct Outer {
    inner: Inner,
    maybe: Option<Inner>,
    many: Vec<Inner>,
    plain: Plain,
    raw: bytes::Bytes,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(python)]
enum ModelOrPlain {
    Model(Inner),
    Plain(Plain),
}

fn recorded(file: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/golden/literals");
    std::fs::read(format!("{folder}/{file}.pb")).expect("a recorded case")
}

#[test]
fn a_model_is_what_flytekit_recorded() {
    let ty = LiteralType::decode(recorded("model_full.type").as_slice()).unwrap();
    assert_eq!(Model::literal_type(), ty);
    let table = BTreeMap::from([(1, 2.0)]);
    let full = Model {
        a: 1,
        b: Some("x".into()),
        when: Some("2024-01-01T00:00:00Z".parse().unwrap()),
        span: Some(TimeDelta::milliseconds(86_401_500)),
        table,
        color: Color::Blue,
    };
    let default =
        Model { a: 1, b: None, when: None, span: None, table: BTreeMap::new(), color: Color::Red };
    for (model, name) in [(full, "model_full"), (default, "model_default")] {
        let literal = recorded(&format!("{name}.literal"));
        let written = encode_one(&model).unwrap();
        let parsed = Literal::decode(written.as_ref()).unwrap();
        assert_eq!(parsed, Literal::decode(literal.as_slice()).unwrap());
        assert_eq!(decode_one::<Model>(&literal).unwrap(), model);
    }
}

#[test]
fn models_are_defined_once() {
    let schema = Outer::literal_type().metadata.unwrap();
    let reference =
        |name: &str| json::object(json::fields([("$ref", json::text(format!("#/$defs/{name}")))]));
    let part = |of: &json::Struct, key: &str| match of.fields[key].kind.clone() {
        Some(prost_types::value::Kind::StructValue(part)) => part,
        other => panic!("{other:?}"),
    };
    let properties = part(&schema, "properties");
    assert_eq!(properties.fields["inner"], reference("Inner"));
    assert_eq!(properties.fields["plain"], reference("Plain"));
    assert!(!part(&properties, "maybe").fields.contains_key("title"));
    assert_eq!(part(&properties, "many").fields["title"], json::text("Many"));
    let definitions = part(&schema, "$defs");
    let size = part(&part(&part(&definitions, "Inner"), "properties"), "x_size");
    assert_eq!(size.fields["title"], json::text("X Size"));
    assert!(!part(&definitions, "Plain").fields.contains_key("additionalProperties"));
}

#[test]
fn a_model_has_its_own_tag() {
    assert_eq!(Inner::UNION_TAG, "Pydantic Transformer");
    let model = ModelOrPlain::Model(Inner { x_size: 1 });
    let plain = ModelOrPlain::Plain(Plain { a: 1, color: Color::Red });
    for value in [model, plain] {
        assert_eq!(decode_one::<ModelOrPlain>(&encode_one(&value).unwrap()).unwrap(), value);
        let list = vec![value];
        assert_eq!(decode_one::<Vec<ModelOrPlain>>(&encode_one(&list).unwrap()).unwrap(), list);
    }
    let outer = |raw: &'static [u8]| Outer {
        inner: Inner { x_size: 1 },
        maybe: None,
        many: vec![Inner { x_size: 2 }],
        plain: Plain { a: 1, color: Color::Green },
        raw: bytes::Bytes::from_static(raw),
    };
    // Text of base64's letters stays what it is.
    assert_eq!(decode_one::<Outer>(&encode_one(&outer(b"abcd")).unwrap()).unwrap(), outer(b"abcd"));
    assert!(encode_one(&outer(b"\xff")).unwrap_err().to_string().contains("pydantic"));
}
