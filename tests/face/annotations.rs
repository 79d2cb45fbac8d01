//! What attributes put on inputs and outputs: annotations in the type, hashes on the literal.

use flyte::prelude::*;
use flyte_types::idl::core::{LiteralType, TypedInterface};
use flyte_types::wire;

fn rough(x: &f64) -> i64 {
    x.round() as i64
}

fn length(text: &str) -> usize {
    text.len()
}

/// Measures.
#[task]
#[flyte(annotation = { "unit": "cm", "range": [1, 10] }, hash = length)]
fn describe(
    /// How long it is.
    #[flyte(annotation = { "unit": "cm" }, hash = rough)]
    x: f64,
    #[default("it")] what: String,
) -> String {
    format!("{what}: {x}")
}

#[derive(Debug, PartialEq, Outputs)]
struct Parts {
    #[flyte(annotation = { "kind": "head" }, hash = length)]
    head: String,
    rest: Vec<String>,
}

#[task]
fn split(text: String) -> Result<Parts> {
    let mut words = text.split_whitespace().map(str::to_owned);
    let head = words.next().ok_or_else(|| Error::fatal("no words"))?;
    Ok(Parts { head, rest: words.collect() })
}

fn annotation(ty: &LiteralType, key: &str) -> String {
    let annotations =
        ty.annotation.as_ref().and_then(|it| it.annotations.as_ref()).expect("an annotation");
    format!("{:?}", annotations.fields[key].kind)
}

fn output(interface: &TypedInterface, name: &str) -> LiteralType {
    interface.outputs.as_ref().unwrap().variables[name].r#type.clone().unwrap()
}

#[test]
fn annotations_stand_in_the_interface() {
    let interface = describe::interface();
    let x = interface.inputs.as_ref().unwrap().variables["x"].clone();
    assert_eq!(x.description, "How long it is.");
    assert!(annotation(&x.r#type.unwrap(), "unit").contains("cm"));
    assert!(annotation(&output(&interface, "o0"), "range").contains("10"));
    assert!(annotation(&output(&split::interface(), "head"), "kind").contains("head"));
    assert!(output(&split::interface(), "rest").annotation.is_none());
}

#[tokio::test]
async fn hashes_travel_on_the_literal() {
    assert_eq!(describe(2.4, flyte::default()).await.unwrap(), "it: 2.4");
    let inputs = [flyte_types::interface::encode_one(&2.4).unwrap()];
    let x = &describe::definition().spec.inputs[0];
    assert_eq!(wire::hash_of(&x.accept(&inputs[0]).unwrap()).as_deref(), Some("2"));

    let parts = Parts { head: "four".into(), rest: vec![] };
    let literals = Outputs::encode(&parts).unwrap();
    assert_eq!(wire::hash_of(&literals[0]).as_deref(), Some("4"));
    assert_eq!(wire::hash_of(&literals[1]), None);

    let graph = flyte::graph::detached(describe(2.4, "x")).unwrap();
    let finished = flyte::Local::new().run_graph(graph, Vec::new()).await.unwrap();
    assert_eq!(wire::hash_of(&finished.outputs[0]).as_deref(), Some("6"));
}

/// The macros know no other crate, so their number is read where it is written.
#[path = "../../flyte-macros/src/signature/arity.rs"]
mod macros;

#[test]
fn the_macros_and_the_core_have_functions_for_as_many_inputs() {
    assert_eq!(macros::MOST_INPUTS, flyte::definition::MOST_INPUTS);
    assert_eq!(macros::LONGEST_TUPLE, flyte_types::LONGEST_TUPLE);
}

#[tokio::test]
async fn nine_inputs_are_no_special_case() {
    assert_eq!(nine(1, 2, 3, 4, 5, 6, 7, 8, 9).await.unwrap(), 45);
    assert_eq!(nine_async(1, 2, 3, 4, 5, 6, 7, 8, 9).await.unwrap(), "123456789");
    assert_eq!(nine::definition().spec.inputs.len(), 9);
}

#[task]
#[allow(clippy::too_many_arguments)]
fn nine(a: i64, b: i64, c: i64, d: i64, e: i64, f: i64, g: i64, h: i64, i: i64) -> i64 {
    a + b + c + d + e + f + g + h + i
}

#[task]
#[allow(clippy::too_many_arguments)]
async fn nine_async(
    a: i64,
    b: i64,
    c: i64,
    d: i64,
    e: i64,
    f: i64,
    g: i64,
    h: i64,
    i: i64,
) -> Result<String> {
    Ok([a, b, c, d, e, f, g, h, i].iter().map(i64::to_string).collect())
}

/// Through an alias, the compiler finds what is inside.
type Fallible = std::result::Result<i64, String>;

#[task]
fn aliased(x: i64) -> Fallible {
    if x > 0 { Ok(x) } else { Err("not positive".to_owned()) }
}

#[tokio::test]
async fn an_alias_of_a_result_is_a_result() {
    assert_eq!(aliased(3).await.unwrap(), 3);
    let error = aliased(0).await.unwrap_err();
    assert_eq!(error.message(), "not positive");
    assert!(error.task().unwrap().ends_with("annotations.aliased"));
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
enum Length {
    #[flyte(annotation = { "unit": "cm" })]
    Metric(f64),
    #[flyte(annotation = { "unit": "in" })]
    Imperial {
        inches: f64,
    },
    #[flyte(annotation = { "unit": "none" })]
    Unknown,
    Words(String),
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
#[flyte(python)]
enum Id {
    #[flyte(annotation = { "unit": "rows" })]
    Number(i64),
    Name(String),
}

#[task]
fn measured(length: Length, id: Id) -> (Length, Id) {
    (length, id)
}

/// The variants of an input of a union.
fn variants(interface: &TypedInterface, input: &str) -> Vec<LiteralType> {
    let ty = interface.inputs.as_ref().unwrap().variables[input].r#type.clone().unwrap();
    let Some(flyte_types::idl::core::literal_type::Type::UnionType(union)) = ty.r#type else {
        panic!("a union was expected")
    };
    union.variants
}

#[test]
fn a_variant_has_an_annotation_of_its_own() {
    let interface = measured::interface();
    let length = variants(&interface, "length");
    for (variant, unit) in length.iter().zip(["cm", "in", "none"]) {
        assert!(annotation(variant, "unit").contains(unit));
    }
    assert!(length[3].annotation.is_none());
    let id = variants(&interface, "id");
    assert!(annotation(&id[0], "unit").contains("rows"));
    assert_eq!(id[0].structure.as_ref().unwrap().tag, "int");
    assert!(id[1].annotation.is_none());
}

#[tokio::test]
async fn values_of_an_annotated_variant_travel_as_those_of_any() {
    for length in [
        Length::Metric(1.5),
        Length::Imperial { inches: 2.0 },
        Length::Unknown,
        Length::Words("long".into()),
    ] {
        let given = (length.clone(), Id::Number(3));
        assert_eq!(measured(length, Id::Number(3)).await.unwrap(), given);
    }
    // As with flytekit, the type beside the value is the bare one.
    let written = flyte_types::interface::encode_one(&Id::Number(3)).unwrap();
    let literal = wire::Literal::parse(&written).unwrap();
    let wire::Kind::Union { ty, .. } = literal.kind else { panic!("a union was expected") };
    let ty: LiteralType = prost::Message::decode(ty).unwrap();
    assert!(ty.annotation.is_none());
}
