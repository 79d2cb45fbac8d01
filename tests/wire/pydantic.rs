//! `#[flyte(pydantic)]`: what a model has of its own.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use flyte::prelude::*;
use flyte_types::interface::{decode_one, encode_one};
use flyte_types::schema::json;

use crate::models::Color;

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

/// Variants of one kind with times and durations, which a model spells in its own way.
#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(python)]
enum Wait {
    Span { span: TimeDelta },
    Spans(Vec<TimeDelta>),
    Days(Vec<NaiveDate>),
    Until { until: DateTime<Utc> },
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(python)]
enum TextOrSpan {
    Text(String),
    Span(TimeDelta),
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(pydantic)]
struct Plan {
    waits: Vec<Wait>,
    more: Option<TextOrSpan>,
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct PlainPlan {
    waits: Vec<Wait>,
    more: Option<TextOrSpan>,
}

#[test]
fn durations_in_a_union_in_a_model() {
    let span = TimeDelta::milliseconds(1500);
    let waits = vec![
        Wait::Span { span },
        Wait::Spans(vec![span, -span]),
        Wait::Days(vec!["2024-02-29".parse().unwrap()]),
        Wait::Until { until: "2024-02-29T00:00:00Z".parse().unwrap() },
    ];
    let more = Some(TextOrSpan::Text("soon".into()));
    let plan = Plan { waits: waits.clone(), more };
    assert_eq!(decode_one::<Plan>(&encode_one(&plan).unwrap()).unwrap(), plan);
    let spans = PlainPlan { waits: waits.clone(), more: Some(TextOrSpan::Span(span)) };
    assert_eq!(decode_one::<PlainPlan>(&encode_one(&spans).unwrap()).unwrap(), spans);
    // In a model a duration is text, and so is a text.
    for more in [TextOrSpan::Span(span), TextOrSpan::Text("PT1M".into())] {
        let error = encode_one(&Plan { waits: vec![], more: Some(more) }).unwrap_err().to_string();
        assert!(error.starts_with("`more`: ") && error.contains("`Text`"), "{error}");
    }
}
