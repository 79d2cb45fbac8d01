//! The graph keeps what the user wrote.

use flyte::graph::{Binding, Comparison, Condition, NodeKind, Operand, Source};
use flyte::prelude::*;

#[derive(Debug, Clone, FlyteType)]
struct Model {
    accuracy: f64,
    layers: Vec<i64>,
}

#[task]
fn train(epochs: i64) -> Model {
    Model { accuracy: epochs as f64, layers: vec![epochs] }
}

#[task]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[task]
fn half(x: f64) -> f64 {
    x / 2.0
}

#[workflow]
fn paths(epochs: i64) -> i64 {
    let model = train(epochs);
    add(model.layers[0], 1)
}

#[workflow]
fn branch(epochs: i64) -> f64 {
    let model = train(epochs);
    if model.accuracy > 0.5 && epochs != 3 {
        let once = half(model.accuracy);
        half(once)
    } else {
        model.accuracy
    }
}

#[workflow]
fn plain_branch(epochs: i64) -> i64 {
    const DEBUG: bool = true;
    let mut seen = Vec::new();
    let value = if DEBUG {
        seen.push(1);
        add(epochs, 1)
    } else {
        add(epochs, 2)
    };
    if seen.len() == 1 {
        return add(value, 10);
    }
    value
}

#[workflow]
fn bound_map(xs: Vec<i64>, epochs: i64) -> Vec<i64> {
    let n = add(epochs, 1);
    xs.map(|x| add(add(x, n), n))
}

#[workflow]
fn passes_on(a: i64) -> i64 {
    a
}

#[test]
fn a_path_is_part_of_the_binding() {
    let graph = paths::definition().graph().unwrap();
    assert_eq!(graph.nodes.len(), 2);
    let Binding::Promise(reference) = &graph.nodes[1].inputs[0] else { panic!("not a promise") };
    assert_eq!(reference.path.to_string(), ".layers[0]");
    assert!(matches!(reference.source, Source::Node(node) if node.index() == 0));
    assert!(matches!(&graph.nodes[1].inputs[1], Binding::Literal(bytes) if !bytes.is_empty()));
    assert!(graph.nodes[1].location.file().ends_with("shape.rs"));
    assert!(graph.nodes[1].location.line() > graph.nodes[0].location.line());
}

#[test]
fn an_if_on_promises_is_a_branch_with_two_arms() {
    let graph = branch::definition().graph().unwrap();
    let NodeKind::Branch(branch) = &graph.nodes[1].kind else { panic!("not a branch") };
    assert_eq!(graph.scope(branch.then).nodes.len(), 2);
    assert_eq!(graph.scope(branch.otherwise).nodes.len(), 0);
    assert_eq!(graph.scope(branch.otherwise).results.len(), 1);
    let Condition::And(left, right) = &branch.condition else { panic!("not an and") };
    let Condition::Compare(Comparison::Gt, Operand::Promise(model), Operand::Literal(_)) = &**left
    else {
        panic!("not accuracy > 0.5")
    };
    assert_eq!(model.path.to_string(), ".accuracy");
    assert!(matches!(&**right, Condition::Compare(Comparison::Ne, Operand::Promise(_), _)));
    assert_eq!(graph.upstream(flyte::graph::NodeId(1)).len(), 1);
}

#[test]
fn an_if_on_plain_values_is_plain_rust() {
    let graph = plain_branch::definition().graph().unwrap();
    assert_eq!(graph.nodes.len(), 2);
    assert!(graph.nodes.iter().all(|node| matches!(node.kind, NodeKind::Task(_))));
}

#[test]
fn a_map_has_a_body_and_bound_promises() {
    let graph = bound_map::definition().graph().unwrap();
    let NodeKind::Map(map) = &graph.nodes[1].kind else { panic!("not a map") };
    assert_eq!(graph.scope(map.body).nodes.len(), 2);
    assert_eq!(graph.upstream(flyte::graph::NodeId(1)).len(), 1);
}

#[test]
fn a_workflow_may_only_pass_its_input_on() {
    let graph = passes_on::definition().graph().unwrap();
    assert!(graph.nodes.is_empty());
    assert_eq!(graph.scopes[0].results.len(), 1);
}

#[test]
fn the_graph_is_built_once() {
    let first = branch::definition().graph().unwrap();
    let second = branch::definition().graph().unwrap();
    assert!(std::sync::Arc::ptr_eq(&first, &second));
}
