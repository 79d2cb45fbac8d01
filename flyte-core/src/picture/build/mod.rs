//! From a graph to a drawing.

mod groups;

use std::collections::HashMap;

use flyte_types::schema;

use super::model::{Container, ContainerId, Drawing, Frame, ItemId, Line, Look, Place};
use super::text;
use super::words::{Words, shorten};
use crate::error::Error;
use crate::graph::{
    Binding, Graph, Node, NodeId, NodeKind, Reference, ScopeId, Source, WorkflowDefinition,
};

/// How deep sub-workflows are opened.
const WORKFLOW_DEPTH: usize = 3;
/// How many nodes of sub-workflows are shown at most, in total.
const WORKFLOW_NODES: usize = 400;
/// How deep branches and maps are opened, in total.
const DEPTH: usize = 24;

/// The drawing of a graph, with sub-workflows opened.
pub(super) fn drawing(graph: &Graph) -> Result<Drawing, Error> {
    let picture = Container { frame: Frame::Picture, item: None, items: Vec::new() };
    let mut drawing = Drawing {
        title: graph.name.rsplit('.').next().unwrap_or_default().to_owned(),
        subtitle: graph.name.to_string(),
        containers: vec![picture],
        ..Drawing::default()
    };
    Builder::new(&mut drawing, graph, 0, 0, &mut WORKFLOW_NODES.clone()).workflow(0, &[])?;
    Ok(drawing)
}

/// Puts one graph into a drawing.
struct Builder<'a> {
    drawing: &'a mut Drawing,
    graph: &'a Graph,
    words: Words<'a>,
    /// The workflow's inputs.
    inputs: Vec<ItemId>,
    /// For every node what gives its outputs: one item for all, or one for each.
    outlets: Vec<Vec<ItemId>>,
    /// What gives the elements of maps.
    elements: HashMap<ScopeId, ItemId>,
    workflow_depth: usize,
    depth: usize,
    budget: &'a mut usize,
}

impl<'a> Builder<'a> {
    fn new(
        drawing: &'a mut Drawing,
        graph: &'a Graph,
        workflow_depth: usize,
        depth: usize,
        budget: &'a mut usize,
    ) -> Self {
        Builder {
            drawing,
            graph,
            words: Words::new(graph),
            inputs: Vec::new(),
            outlets: vec![Vec::new(); graph.nodes.len()],
            elements: HashMap::new(),
            workflow_depth,
            depth,
            budget,
        }
    }

    /// The whole graph; gives the items of its outputs. `notes` stand below the inputs' names.
    fn workflow(&mut self, container: ContainerId, notes: &[String]) -> Result<Vec<ItemId>, Error> {
        let graph = self.graph;
        for (index, input) in graph.inputs.iter().enumerate() {
            let title = format!("{}: {}", input.name, schema::describe(&input.ty));
            let item = self.drawing.add(container, Place::Entry, Look::Terminal, title);
            self.drawing.items[item].tooltip = input.description.to_string();
            self.drawing.items[item]
                .lines
                .extend(notes.get(index).filter(|note| !note.is_empty()).cloned());
            self.inputs.push(item);
        }
        self.scope(ScopeId::ROOT, container)?;
        let results = &graph.scope(ScopeId::ROOT).results;
        let mut outputs = Vec::new();
        for (output, result) in graph.outputs.iter().zip(results) {
            let title = format!("{}: {}", output.name, schema::describe(&output.ty));
            let item = self.drawing.add(container, Place::Exit, Look::Terminal, title);
            self.drawing.items[item].tooltip = output.description.to_string();
            match result {
                Binding::Promise(_) => {}
                other => {
                    let words = format!("= {}", self.words.binding(other));
                    self.drawing.items[item].lines.push(words);
                }
            }
            self.bind(result, item, false);
            outputs.push(item);
        }
        Ok(outputs)
    }

    fn scope(&mut self, scope: ScopeId, container: ContainerId) -> Result<(), Error> {
        let graph = self.graph;
        for (id, node) in graph.nodes_in(scope) {
            self.node(id, node, container)?;
        }
        Ok(())
    }

    fn node(&mut self, id: NodeId, node: &'a Node, container: ContainerId) -> Result<(), Error> {
        let (first, outlets) = match &node.kind {
            NodeKind::Task(_) => self.call(id, node, container, Look::Task),
            NodeKind::Workflow(workflow) => match self.opened(workflow)? {
                Some(inner) => self.sub_workflow(id, node, container, &inner)?,
                None => self.call(id, node, container, Look::Workflow),
            },
            _ if self.depth >= DEPTH => self.folded(id, container),
            NodeKind::Branch(branch) => self.branch(id, branch, container)?,
            NodeKind::Map(map) => self.map(id, map, container)?,
        };
        self.outlets[id.index()] = outlets;
        for before in &node.after {
            if let Some(from) = self.outlet(*before, 0) {
                self.drawing.wire(from, first, "after".to_owned(), Line::Order);
            }
        }
        Ok(())
    }

    /// The call of something that isn't opened.
    fn call(
        &mut self,
        id: NodeId,
        node: &Node,
        container: ContainerId,
        look: Look,
    ) -> (ItemId, Vec<ItemId>) {
        let item = self.drawing.add(container, Place::Body, look, shorten(self.words.name(id), 40));
        let entity = node.callee();
        let inputs = entity.map(|entity| entity.inputs()).unwrap_or_default();
        let mut lines = self.words.arguments(inputs, &node.inputs);
        if lines.len() > 7 {
            let more = lines.len() - 6;
            lines.truncate(6);
            lines.push(format!("… {more} more"));
        }
        self.drawing.items[item].lines = lines.iter().map(|line| shorten(line, 44)).collect();
        self.drawing.items[item].footer = text::options(node).join(" · ");
        self.drawing.items[item].tooltip = self.tooltip(node);
        for binding in &node.inputs {
            self.bind(binding, item, true);
        }
        (item, vec![item])
    }

    fn tooltip(&self, node: &Node) -> String {
        let mut lines = Vec::new();
        if let Some(entity) = node.callee() {
            lines.push(entity.name().to_owned());
            lines.extend(entity.spec().docs.lines().map(|line| line.trim().to_owned()));
            lines.push(format!("defined at {}", entity.spec().location));
        }
        lines.push(format!("used at {}:{}", node.location.file(), node.location.line()));
        lines.join("\n")
    }

    fn folded(&mut self, id: NodeId, container: ContainerId) -> (ItemId, Vec<ItemId>) {
        let item = self.drawing.add(container, Place::Body, Look::Folded, self.words.name(id));
        self.drawing.items[item].lines.push("too deep to be shown".to_owned());
        (item, vec![item])
    }

    /// The graph of a sub-workflow, if it is to be opened.
    fn opened(
        &mut self,
        workflow: &'static WorkflowDefinition,
    ) -> Result<Option<std::sync::Arc<Graph>>, Error> {
        if self.workflow_depth >= WORKFLOW_DEPTH || self.depth >= DEPTH {
            return Ok(None);
        }
        let graph = workflow.graph()?;
        let nodes = graph.nodes.len();
        if nodes > *self.budget {
            return Ok(None);
        }
        *self.budget -= nodes;
        Ok(Some(graph))
    }

    /// Wires for all promises in a binding. Without `types` only parts of values are labelled.
    fn bind(&mut self, binding: &Binding, to: ItemId, types: bool) {
        binding.for_each_reference(&mut |reference| self.connect(reference, to, types));
    }

    fn connect(&mut self, reference: &Reference, to: ItemId, types: bool) {
        let from = match reference.source {
            Source::Inputs => self.inputs.get(reference.output as usize).copied(),
            Source::Element(scope) => self.elements.get(&scope).copied(),
            Source::Node(node) => self.outlet(node, reference.output),
        };
        // Inside a folded group nothing is drawn.
        let Some(from) = from else { return };
        // Terminals say their type themselves.
        let said = self.drawing.items[from].look == Look::Terminal || !types;
        let label = match said && reference.path.is_whole() {
            true => String::new(),
            false => shorten(&self.words.carried(reference), 36),
        };
        self.drawing.wire(from, to, label, Line::Data);
    }

    fn outlet(&self, node: NodeId, output: u32) -> Option<ItemId> {
        let outlets = &self.outlets[node.index()];
        outlets.get(output as usize).or(outlets.first()).copied()
    }
}
