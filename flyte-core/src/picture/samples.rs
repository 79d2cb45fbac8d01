//! Graphs made by hand, for the tests of this module.

use std::sync::OnceLock;

use bytes::Bytes;
use flyte_types::idl::core::literal_type::Type;
use flyte_types::idl::core::{LiteralType, SimpleType, TypeStructure};
use flyte_types::interface::{Variable, encode_one};
use flyte_types::wire::Step;

use super::sketch::Sketch;
use crate::definition::{
    Body, Cache, Computed, InputSpec, SourceLocation, Spec, TaskDefinition, TaskOptions,
};
use crate::graph::{
    Binding, Comparison, Condition, Graph, NodeId, NodeKind, Operand, Path, Reference, Source,
    WorkflowDefinition,
};

type TypeOf = fn() -> LiteralType;

fn of(kind: Type) -> LiteralType {
    LiteralType { r#type: Some(kind), ..Default::default() }
}

fn simple(kind: SimpleType) -> LiteralType {
    of(Type::Simple(kind as i32))
}

pub(super) fn int() -> LiteralType {
    simple(SimpleType::Integer)
}

pub(super) fn float() -> LiteralType {
    simple(SimpleType::Float)
}

pub(super) fn text() -> LiteralType {
    simple(SimpleType::String)
}

pub(super) fn ints() -> LiteralType {
    of(Type::CollectionType(Box::new(int())))
}

pub(super) fn trips() -> LiteralType {
    of(Type::CollectionType(Box::new(named("Trip", []))))
}

pub(super) fn model() -> LiteralType {
    named("Model", [("accuracy", float()), ("name", text()), ("layers", ints())])
}

fn named<const N: usize>(title: &str, fields: [(&str, LiteralType); N]) -> LiteralType {
    use prost_types::{Struct, Value, value::Kind};
    let title = Value { kind: Some(Kind::StringValue(title.to_owned())) };
    let fields = fields.into_iter().map(|(name, ty)| (name.to_owned(), ty)).collect();
    LiteralType {
        metadata: Some(Struct { fields: [("title".to_owned(), title)].into() }),
        structure: Some(TypeStructure { tag: String::new(), dataclass_type: fields }),
        ..simple(SimpleType::Struct)
    }
}

fn spec(
    function: &'static str,
    inputs: &[(&'static str, TypeOf)],
    outputs: fn() -> Vec<Variable>,
) -> Spec {
    let input = |(name, ty): &(&'static str, TypeOf)| InputSpec {
        name,
        docs: "",
        rust_type: "",
        ty: *ty,
        annotation: None,
        default: None,
        rewrite: |_| Ok(Bytes::new()),
        optional: || false,
        hash: None,
        references: None,
    };
    Spec {
        module: "shop::steps",
        function,
        name: None,
        docs: "What it does, with <b>markup</b> & \"quotes\".\nA second line.",
        location: SourceLocation { file: "src/steps.rs", line: 7 },
        inputs: Box::leak(inputs.iter().map(input).collect()),
        outputs,
        computed: Computed::new(),
    }
}

/// A task, kept for the rest of the test run.
pub(super) fn task(
    function: &'static str,
    inputs: &[(&'static str, TypeOf)],
    outputs: fn() -> Vec<Variable>,
) -> &'static TaskDefinition {
    let body = Body::Sync(Box::new(|_| Ok(Vec::new())));
    Box::leak(Box::new(TaskDefinition {
        spec: spec(function, inputs, outputs),
        options: TaskOptions::DEFAULT,
        body,
        references: None,
    }))
}

/// One output of a type.
macro_rules! gives {
    ($($name:literal : $ty:expr),* $(,)?) => {
        || vec![$(Variable::new($name, $ty)),*]
    };
}

pub(super) fn promise(source: Source, output: u32, path: Path) -> Binding {
    Binding::Promise(Reference { source, output, path })
}

pub(super) fn input(index: u32) -> Binding {
    promise(Source::Inputs, index, Path::WHOLE)
}

pub(super) fn of_node(node: NodeId) -> Binding {
    promise(Source::Node(node), 0, Path::WHOLE)
}

pub(super) fn field(node: NodeId, name: &'static str) -> Reference {
    Reference {
        source: Source::Node(node),
        output: 0,
        path: Path::WHOLE.join(Step::Name(name.into())),
    }
}

pub(super) fn constant<T: flyte_types::FlyteType>(value: T) -> Binding {
    Binding::Literal(encode_one(&value).expect("a literal"))
}

pub(super) fn greater(reference: Reference, limit: f64) -> Condition {
    compare(Comparison::Gt, reference, limit)
}

pub(super) fn compare<T: flyte_types::FlyteType>(
    comparison: Comparison,
    reference: Reference,
    value: T,
) -> Condition {
    let literal: Bytes = encode_one(&value).expect("a literal");
    Condition::Compare(comparison, Operand::Promise(reference), Operand::Literal(literal))
}

/// `train` → `if train.accuracy > 0.8 { publish } else { publish }`.
pub(super) fn pipeline() -> Graph {
    let train = cached_train();
    let publish = task("publish", &[("name", text), ("first_layer", int)], gives!("o0": text()));
    let mut sketch = Sketch::new("shop.pipeline", &[("trips", trips), ("epochs", int)]);
    let trained = sketch.call(train, vec![input(0), input(1)]);
    let name = Binding::Promise(field(trained, "name"));
    let mut layer = field(trained, "layers");
    layer.path = layer.path.join(Step::Index(0));
    let branch = sketch.branch(
        greater(field(trained, "accuracy"), 0.8),
        vec![Variable::new("o0", text())],
        |sketch| vec![of_node(sketch.call(publish, vec![name, Binding::Promise(layer)]))],
        |sketch| {
            vec![of_node(
                sketch.call(publish, vec![constant("rejected".to_owned()), constant(0_i64)]),
            )]
        },
    );
    sketch.finish(vec![Variable::new("o0", text())], vec![of_node(branch)])
}

fn cached_train() -> &'static TaskDefinition {
    let cache = Cache { version: "1", serialize: false, ignore: &[] };
    let options = TaskOptions {
        cache: Some(cache),
        retries: 3,
        timeout: Some(std::time::Duration::from_secs(600)),
        ..TaskOptions::DEFAULT
    };
    Box::leak(Box::new(TaskDefinition {
        spec: spec("train", &[("trips", trips), ("epochs", int)], gives!("o0": model())),
        options,
        body: Body::Sync(Box::new(|_| Ok(Vec::new()))),
        references: None,
    }))
}

/// `xs.map(square).map(|x| add(x, b))`.
pub(super) fn squares() -> Graph {
    let square = task("square", &[("x", int)], gives!("o0": int()));
    let add = task("add", &[("a", int), ("b", int)], gives!("o0": int()));
    let mut sketch = Sketch::new("shop.squares", &[("xs", ints), ("b", int)]);
    let outputs = || vec![Variable::new("o0", ints())];
    let first = sketch.map(input(0), outputs(), |sketch, x| of_node(sketch.call(square, vec![x])));
    let second = sketch
        .map(of_node(first), outputs(), |sketch, x| of_node(sketch.call(add, vec![x, input(1)])));
    if let NodeKind::Map(map) = &mut sketch.graph.nodes[second.index()].kind {
        (map.concurrency, map.min_success_ratio) = (Some(8), Some(0.9));
    }
    sketch.finish(outputs(), vec![of_node(second)])
}

/// A workflow that is a definition of its own, kept for the rest of the test run.
pub(super) fn squares_definition() -> &'static WorkflowDefinition {
    static DEFINITION: OnceLock<WorkflowDefinition> = OnceLock::new();
    DEFINITION.get_or_init(|| WorkflowDefinition {
        spec: spec("squares", &[("xs", ints), ("b", int)], gives!("o0": ints())),
        main: false,
        finish_on_failure: false,
        build: || Ok(squares()),
        graph: OnceLock::new(),
    })
}

/// A bit of everything: a fan-out, several outputs, a sub-workflow, `else if`, order without data.
pub(super) fn everything() -> Graph {
    let split =
        task("split", &[("rows", ints), ("share", float)], gives!("train": ints(), "test": ints()));
    let train = task("train", &[("rows", ints), ("epochs", int)], gives!("o0": model()));
    let score = task(
        "score",
        &[("model", model), ("rows", ints), ("squares", ints)],
        gives!("o0": float()),
    );
    let publish = task("publish", &[("name", text), ("score", float)], gives!("o0": text()));
    let report = task(
        "write_a_very_long_report_for_the_whole_department",
        &[("text", text), ("scores", ints)],
        gives!(),
    );
    let clean = task("clean", &[("names", text)], gives!("o0": int()));
    let mut sketch = Sketch::new("shop.nightly.everything", &[("rows", ints), ("epochs", int)]);
    let parts = sketch.call(split, vec![input(0), constant(0.75)]);
    let train_rows = promise(Source::Node(parts), 0, Path::WHOLE);
    let test_rows = promise(Source::Node(parts), 1, Path::WHOLE);
    let trained = sketch.call(train, vec![train_rows, input(1)]);
    let squared = sketch.sub(squares_definition(), vec![test_rows.clone(), constant(3_i64)]);
    let scored = sketch.call(score, vec![of_node(trained), test_rows, of_node(squared)]);
    let whole = Reference { source: Source::Node(scored), output: 0, path: Path::WHOLE };
    let name = Binding::Promise(field(trained, "name"));
    let good = Condition::And(
        Box::new(greater(whole, 0.8)),
        Box::new(Condition::Or(
            Box::new(compare(Comparison::Ne, field(trained, "name"), "draft <&\">".to_owned())),
            Box::new(greater(field(trained, "accuracy"), 0.95)),
        )),
    );
    let outputs = || vec![Variable::new("o0", text())];
    let branch = sketch.branch(
        good,
        outputs(),
        |sketch| vec![of_node(sketch.call(publish, vec![name.clone(), of_node(scored)]))],
        |sketch| {
            let inner = sketch.branch(
                greater(whole, 0.5),
                outputs(),
                |sketch| {
                    let words = constant("only <&\"> a draft".to_owned());
                    vec![of_node(sketch.call(publish, vec![words, of_node(scored)]))]
                },
                |_| vec![constant("rejected".to_owned())],
            );
            vec![of_node(inner)]
        },
    );
    let last = sketch.call(report, vec![of_node(branch), of_node(squared)]);
    let cleaned = sketch.call(clean, vec![name]);
    sketch.graph.nodes[cleaned.index()].after.push(last);
    sketch.finish(
        vec![Variable::new("url", text()), Variable::new("cleaned", int())],
        vec![of_node(branch), of_node(cleaned)],
    )
}

/// `length` calls in a row.
pub(super) fn chain(length: usize) -> Graph {
    let step = task("step", &[("x", int), ("by", int)], gives!("o0": int()));
    let mut sketch = Sketch::new("shop.chain", &[("x", int), ("by", int)]);
    let mut last = input(0);
    for _ in 0..length {
        last = of_node(sketch.call(step, vec![last, input(1)]));
    }
    sketch.finish(vec![Variable::new("o0", int())], vec![last])
}

/// One, `width` that use it, one that uses them all.
pub(super) fn diamond(width: usize) -> Graph {
    let step = task("step", &[("x", int)], gives!("o0": int()));
    let sum = task("sum", &[("xs", ints)], gives!("o0": int()));
    let mut sketch = Sketch::new("shop.diamond", &[("x", int)]);
    let first = sketch.call(step, vec![input(0)]);
    let all = (0..width).map(|_| of_node(sketch.call(step, vec![of_node(first)]))).collect();
    let last = sketch.call(sum, vec![Binding::List(all)]);
    sketch.finish(vec![Variable::new("o0", int())], vec![of_node(last)])
}
