//! What a graph holds in the user's words: names of nodes, ways into their values, conditions, constants.

use std::collections::HashMap;

use flyte_types::idl::core::literal::Value;
use flyte_types::idl::core::primitive::Value as PrimitiveValue;
use flyte_types::idl::core::{Literal, LiteralType, scalar};
use flyte_types::interface::Variable;
use flyte_types::schema;
use prost::Message as _;

use crate::graph::{
    Binding, Comparison, Condition, Graph, NodeId, NodeKind, Operand, Reference, Source,
};

/// The longest constant that is spelled out.
const CONSTANT: usize = 28;

/// Names for all nodes of one graph. A variable's name isn't in the graph, so a node goes by what it calls;
/// the second call of the same task is `task#2`.
pub(super) struct Words<'a> {
    graph: &'a Graph,
    names: Vec<String>,
}

impl<'a> Words<'a> {
    pub(super) fn new(graph: &'a Graph) -> Self {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let names = (0..graph.nodes.len())
            .map(|index| {
                let name = plain_name(graph, index);
                let count = seen.entry(name.clone()).or_default();
                *count += 1;
                if *count == 1 { name } else { format!("{name}#{count}") }
            })
            .collect();
        Words { graph, names }
    }

    /// What a node is called.
    pub(super) fn name(&self, node: NodeId) -> &str {
        &self.names[node.index()]
    }

    /// A promise: `train.accuracy`, `xs[0]`, `each`.
    pub(super) fn reference(&self, reference: &Reference) -> String {
        let output = reference.output as usize;
        let source = match reference.source {
            Source::Inputs => {
                self.graph.inputs.get(output).map_or("?", |input| input.name.as_ref()).to_owned()
            }
            Source::Element(_) => "each".to_owned(),
            Source::Node(node) => {
                format!("{}{}", self.name(node), self.output(reference))
            }
        };
        format!("{source}{}", reference.path)
    }

    /// Which output of several, and the way into it: `.train`, `.0`, `.layers[0]`.
    fn way(&self, reference: &Reference) -> String {
        format!("{}{}", self.output(reference), reference.path)
    }

    fn output(&self, reference: &Reference) -> String {
        let Source::Node(node) = reference.source else { return String::new() };
        let output = reference.output as usize;
        match self.graph.node(node).outputs() {
            [one] if one.name == "o0" => String::new(),
            outputs => match outputs.get(output) {
                Some(variable) if variable.name == format!("o{output}") => format!(".{output}"),
                Some(variable) => format!(".{}", variable.name),
                None => String::new(),
            },
        }
    }

    /// The whole of a binding.
    pub(super) fn binding(&self, binding: &Binding) -> String {
        match binding {
            Binding::Literal(bytes) => constant(bytes),
            Binding::Promise(reference) => self.reference(reference),
            Binding::List(items) => {
                let words = items.iter().take(3).map(|item| self.binding(item)).collect();
                format!("[{}]", few(words, items.len()))
            }
            Binding::Map(items) => {
                let word =
                    |(key, item): &(String, Binding)| format!("{key}: {}", self.binding(item));
                let words = items.iter().take(3).map(word).collect();
                format!("{{{}}}", few(words, items.len()))
            }
        }
    }

    /// An argument of a call: `epochs = 3`, or `epochs` alone for a promise of the same name.
    pub(super) fn argument(&self, name: &str, binding: &Binding) -> String {
        let value = self.binding(binding);
        if value == name { value } else { format!("{name} = {value}") }
    }

    /// The arguments of a call, in the callee's order; absent optional ones are left out.
    pub(super) fn arguments(&self, inputs: &[Variable], bindings: &[Binding]) -> Vec<String> {
        let bound =
            |binding: &Binding| !matches!(binding, Binding::Literal(bytes) if bytes.is_empty());
        inputs
            .iter()
            .zip(bindings)
            .filter(|(_, binding)| bound(binding))
            .map(|(input, binding)| self.argument(&input.name, binding))
            .collect()
    }

    /// A condition as Rust writes it.
    pub(super) fn condition(&self, condition: &Condition) -> String {
        self.condition_within(condition, false)
    }

    fn condition_within(&self, condition: &Condition, in_and: bool) -> String {
        match condition {
            Condition::Compare(comparison, left, right) => {
                self.comparison(*comparison, left, right)
            }
            Condition::And(left, right) => {
                let (left, right) =
                    (self.condition_within(left, true), self.condition_within(right, true));
                format!("{left} && {right}")
            }
            Condition::Or(left, right) => {
                let (left, right) =
                    (self.condition_within(left, false), self.condition_within(right, false));
                if in_and { format!("({left} || {right})") } else { format!("{left} || {right}") }
            }
        }
    }

    fn comparison(&self, comparison: Comparison, left: &Operand, right: &Operand) -> String {
        let (left, right) = (self.operand(left), self.operand(right));
        match (comparison, right.as_str()) {
            // A bare boolean is written as a comparison with `true`.
            (Comparison::Eq, "true") | (Comparison::Ne, "false") => left,
            (Comparison::Eq, "false") | (Comparison::Ne, "true") => format!("!{left}"),
            _ => format!("{left} {} {right}", operator(comparison)),
        }
    }

    fn operand(&self, operand: &Operand) -> String {
        match operand {
            Operand::Promise(reference) => self.reference(reference),
            Operand::Literal(bytes) => constant(bytes),
        }
    }

    /// The type of an output's whole value.
    pub(super) fn whole_type(&self, source: Source, output: u32) -> Option<&LiteralType> {
        let output = output as usize;
        let variable = match source {
            Source::Inputs => self.graph.inputs.get(output),
            Source::Node(node) => self.graph.node(node).outputs().get(output),
            Source::Element(scope) => return self.element_type(scope),
        };
        variable.map(|variable| &variable.ty)
    }

    fn element_type(&self, scope: crate::graph::ScopeId) -> Option<&LiteralType> {
        use flyte_types::idl::core::literal_type::Type;
        let map = self.graph.scope(scope).owner?;
        let Binding::Promise(list) = self.graph.node(map).inputs.first()? else { return None };
        if !list.path.is_whole() {
            return None;
        }
        match self.whole_type(list.source, list.output)?.r#type.as_ref()? {
            Type::CollectionType(item) => Some(item),
            _ => None,
        }
    }

    /// What a wire carries: `Model`, or `.accuracy: float` for a part.
    pub(super) fn carried(&self, reference: &Reference) -> String {
        let Some(ty) = self.whole_type(reference.source, reference.output) else {
            return reference.path.to_string();
        };
        let part = match schema::describe_at(ty, &reference.path.steps()) {
            Some(part) if self.way(reference).is_empty() => return part,
            part => part,
        };
        match (self.way(reference), part) {
            (way, Some(part)) => format!("{way}: {part}"),
            (way, None) => way,
        }
    }
}

fn plain_name(graph: &Graph, index: usize) -> String {
    let node = &graph.nodes[index];
    if let Some(name) = node.overrides.as_ref().and_then(|overrides| overrides.name.as_ref()) {
        return name.clone();
    }
    match &node.kind {
        NodeKind::Task(task) => task.spec.function.to_owned(),
        NodeKind::Workflow(workflow) => workflow.spec.function.to_owned(),
        NodeKind::Branch(_) => "branch".to_owned(),
        NodeKind::Map(map) => match graph.scope(map.body).nodes.as_slice() {
            [only] if graph.node(*only).callee().is_some() => {
                format!("map({})", plain_name(graph, only.index()))
            }
            _ => "map".to_owned(),
        },
    }
}

fn operator(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Eq => "==",
        Comparison::Ne => "!=",
        Comparison::Gt => ">",
        Comparison::Ge => ">=",
        Comparison::Lt => "<",
        Comparison::Le => "<=",
    }
}

fn few(mut words: Vec<String>, all: usize) -> String {
    if all > words.len() {
        words.push(format!("… {} more", all - words.len()));
    }
    words.join(", ")
}

/// At most `length` characters, the last one an ellipsis when something was cut.
pub(super) fn shorten(text: &str, length: usize) -> String {
    if text.chars().count() <= length {
        return text.to_owned();
    }
    text.chars().take(length.saturating_sub(1)).chain(['…']).collect()
}

/// A constant: the bytes of a `Literal`.
pub(super) fn constant(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "none".to_owned();
    }
    // Big constants aren't worth a tree of messages: only their size would be shown anyway.
    if bytes.len() > 4096 {
        return format!("({} KiB)", bytes.len() / 1024);
    }
    match Literal::decode(bytes) {
        Ok(literal) => shorten(&literal_words(&literal, 3), CONSTANT),
        Err(_) => "…".to_owned(),
    }
}

fn literal_words(literal: &Literal, depth: usize) -> String {
    if depth == 0 {
        return "…".to_owned();
    }
    match &literal.value {
        None => "none".to_owned(),
        Some(Value::Collection(list)) => {
            let words =
                list.literals.iter().take(4).map(|item| literal_words(item, depth - 1)).collect();
            format!("[{}]", few(words, list.literals.len()))
        }
        Some(Value::Map(map)) => {
            let word = |(key, item): (&String, &Literal)| {
                format!("{key}: {}", literal_words(item, depth - 1))
            };
            let words = map.literals.iter().take(3).map(word).collect();
            format!("{{{}}}", few(words, map.literals.len()))
        }
        Some(Value::Scalar(value)) => scalar_words(value, depth),
        Some(_) => "…".to_owned(),
    }
}

fn scalar_words(value: &flyte_types::idl::core::Scalar, depth: usize) -> String {
    match &value.value {
        Some(scalar::Value::Primitive(primitive)) => match &primitive.value {
            Some(PrimitiveValue::Integer(value)) => value.to_string(),
            Some(PrimitiveValue::FloatValue(value)) => format!("{value:?}"),
            Some(PrimitiveValue::StringValue(value)) => {
                format!("{:?}", shorten(value, CONSTANT - 3))
            }
            Some(PrimitiveValue::Boolean(value)) => value.to_string(),
            Some(PrimitiveValue::Datetime(time)) => time.to_string(),
            Some(PrimitiveValue::Duration(time)) => time.to_string(),
            None => "none".to_owned(),
        },
        Some(scalar::Value::NoneType(_)) => "none".to_owned(),
        Some(scalar::Value::Union(union)) => match &union.value {
            Some(value) => literal_words(value, depth - 1),
            None => "none".to_owned(),
        },
        Some(scalar::Value::Blob(blob)) => blob.uri.clone(),
        Some(scalar::Value::StructuredDataset(dataset)) => dataset.uri.clone(),
        Some(scalar::Value::Schema(schema)) => schema.uri.clone(),
        Some(scalar::Value::Binary(_) | scalar::Value::Generic(_)) => "{…}".to_owned(),
        Some(scalar::Value::Error(_)) | None => "…".to_owned(),
    }
}
