//! An outline for a terminal: calls with their arguments, branches with their conditions, maps, sub-workflows,
//! types and source lines.

use std::fmt::Write as _;

use flyte_types::schema;

use super::words::{Words, shorten};
use crate::error::Error;
use crate::graph::{Binding, Branch, Condition, Graph, MapNode, Node, NodeKind, ScopeId};

/// How deep sub-workflows are opened.
const WORKFLOW_DEPTH: usize = 3;
/// How many lines sub-workflows add at most.
const WORKFLOW_NODES: usize = 2_000;
/// How deep an outline goes.
const DEPTH: usize = 48;

/// One arm of a branch.
pub(super) struct Arm<'a> {
    /// When it is taken; `None` for `else`.
    pub(super) condition: Option<&'a Condition>,
    pub(super) scope: ScopeId,
}

/// The arms of a branch, with those of `else if` in a row.
pub(super) fn arms<'a>(graph: &'a Graph, branch: &'a Branch) -> impl Iterator<Item = Arm<'a>> {
    let mut next = Some(branch);
    let mut last = None;
    std::iter::from_fn(move || {
        let Some(branch) = next else {
            return last.take().map(|scope| Arm { condition: None, scope });
        };
        next = else_if(graph, branch);
        if next.is_none() {
            last = Some(branch.otherwise);
        }
        Some(Arm { condition: Some(&branch.condition), scope: branch.then })
    })
}

/// The branch that is all there is in the other arm.
fn else_if<'a>(graph: &'a Graph, branch: &Branch) -> Option<&'a Branch> {
    let scope = graph.scope(branch.otherwise);
    let [only] = scope.nodes.as_slice() else { return None };
    let node = graph.node(*only);
    let NodeKind::Branch(inner) = &node.kind else { return None };
    let gives_it = |(index, result): (usize, &Binding)| match result {
        Binding::Promise(reference) => {
            reference.source == crate::graph::Source::Node(*only)
                && reference.output as usize == index
                && reference.path.is_whole()
        }
        _ => false,
    };
    let same = scope.results.iter().enumerate().all(gives_it);
    (same && node.after.is_empty()).then_some(inner)
}

/// What `.concurrency(…)` and `.min_success_ratio(…)` say.
pub(super) fn map_options(map: &MapNode) -> Vec<String> {
    let concurrency = map.concurrency.map(|count| format!("at most {count} at once"));
    let ratio = map
        .min_success_ratio
        .map(|ratio| format!("{}% must succeed", (ratio * 1000.0).round() / 10.0));
    concurrency.into_iter().chain(ratio).collect()
}

/// What matters about how a call runs: cache, retries, timeout, resources.
pub(super) fn options(node: &Node) -> Vec<String> {
    let mut words = Vec::new();
    let overrides = node.overrides.as_deref();
    let (mut retries, mut timeout) = (0, None);
    let (mut cpu, mut memory, mut gpu) = (None, None, None);
    if let NodeKind::Task(task) = &node.kind {
        let options = &task.options;
        if let Some(cache) = &options.cache {
            words.push(format!("cache {}", cache.version));
        }
        (retries, timeout) = (options.retries, options.timeout);
        cpu = options.requests.cpu.map(str::to_owned);
        memory = options.requests.memory.map(str::to_owned);
        gpu = options.requests.gpu.map(str::to_owned);
    }
    if let Some(overrides) = overrides {
        retries = overrides.retries.unwrap_or(retries);
        timeout = overrides.timeout.or(timeout);
        cpu = overrides.cpu.clone().or(cpu);
        memory = overrides.memory.clone().or(memory);
        gpu = overrides.gpu.clone().or(gpu);
    }
    match retries {
        0 => {}
        1 => words.push("1 retry".to_owned()),
        many => words.push(format!("{many} retries")),
    }
    words.extend(timeout.map(span));
    words.extend(cpu.map(|cpu| format!("{cpu} cpu")));
    words.extend(memory);
    words.extend(gpu.map(|gpu| format!("{gpu} gpu")));
    words
}

/// A span of time as `timeout = "…"` takes it.
fn span(time: std::time::Duration) -> String {
    match (time.as_secs(), time.subsec_nanos()) {
        (seconds, 0) if seconds > 0 && seconds % 3600 == 0 => format!("{}h", seconds / 3600),
        (seconds, 0) if seconds > 0 && seconds % 60 == 0 => format!("{}m", seconds / 60),
        _ => format!("{time:?}"),
    }
}

/// The outline of a graph.
pub(super) fn write(graph: &Graph) -> Result<String, Error> {
    let mut outline = Outline { out: String::new(), budget: WORKFLOW_NODES };
    let inputs: Vec<String> = graph
        .inputs
        .iter()
        .map(|input| format!("{}: {}", input.name, schema::describe(&input.ty)))
        .collect();
    let location = graph.scope(ScopeId::ROOT).location;
    let line = format!("{}({}){}", graph.name, inputs.join(", "), gives(&graph.outputs));
    outline.line("", &line, Some(location));
    outline.workflow(graph, "", 0)?;
    Ok(outline.out)
}

fn gives(outputs: &[flyte_types::interface::Variable]) -> String {
    let words = |variable: &flyte_types::interface::Variable| {
        format!("{}: {}", variable.name, schema::describe(&variable.ty))
    };
    match outputs {
        [] => String::new(),
        [one] if one.name == "o0" => format!(" -> {}", schema::describe(&one.ty)),
        many => format!(" -> ({})", many.iter().map(words).collect::<Vec<_>>().join(", ")),
    }
}

struct Outline {
    out: String,
    budget: usize,
}

/// One line of the outline with what hangs below it.
enum Entry<'a> {
    Node(crate::graph::NodeId, &'a Node),
    Result(String),
}

impl Outline {
    fn line(&mut self, lead: &str, text: &str, location: Option<&std::panic::Location<'_>>) {
        let start = self.out.len();
        let _ = write!(self.out, "{lead}{text}");
        if let Some(location) = location {
            let width = self.out[start..].chars().count();
            let pad = 72_usize.saturating_sub(width).max(2);
            let _ = write!(self.out, "{:pad$}{}:{}", "", location.file(), location.line());
        }
        self.out.push('\n');
    }

    fn workflow(&mut self, graph: &Graph, lead: &str, depth: usize) -> Result<(), Error> {
        let words = Words::new(graph);
        let results = &graph.scope(ScopeId::ROOT).results;
        let outputs: Vec<String> = graph
            .outputs
            .iter()
            .zip(results)
            .map(|(output, result)| format!("{} = {}", output.name, words.binding(result)))
            .collect();
        self.scope(graph, &words, ScopeId::ROOT, outputs, lead, depth)
    }

    fn scope(
        &mut self,
        graph: &Graph,
        words: &Words<'_>,
        scope: ScopeId,
        results: Vec<String>,
        lead: &str,
        depth: usize,
    ) -> Result<(), Error> {
        if lead.chars().count() / 3 > DEPTH {
            self.line(lead, "└─ …", None);
            return Ok(());
        }
        let nodes = graph.nodes_in(scope).map(|(id, node)| Entry::Node(id, node));
        let mut entries = nodes.chain(results.into_iter().map(Entry::Result)).peekable();
        while let Some(entry) = entries.next() {
            let last = entries.peek().is_none();
            let head = format!("{lead}{}", if last { "└─ " } else { "├─ " });
            match entry {
                Entry::Result(text) => self.line(&head, &text, None),
                Entry::Node(id, node) => {
                    let below = format!("{lead}{}", if last { "   " } else { "│  " });
                    self.node(graph, words, id, node, [&head, &below], depth)?;
                }
            }
        }
        Ok(())
    }

    fn node(
        &mut self,
        graph: &Graph,
        words: &Words<'_>,
        id: crate::graph::NodeId,
        node: &Node,
        [head, below]: [&str; 2],
        depth: usize,
    ) -> Result<(), Error> {
        let name = words.name(id);
        let mut notes = options(node);
        notes.extend(node.after.iter().map(|before| format!("after {}", words.name(*before))));
        match &node.kind {
            NodeKind::Task(_) | NodeKind::Workflow(_) => {
                let inputs = node.callee().map(|callee| callee.inputs()).unwrap_or_default();
                let arguments = words.arguments(inputs, &node.inputs);
                let arguments: Vec<String> =
                    arguments.iter().map(|argument| shorten(argument, 60)).collect();
                let line = format!("{name}({}){}", arguments.join(", "), gives(node.outputs()));
                self.line(head, &with_notes(line, &notes), Some(node.location));
            }
            NodeKind::Branch(_) => {
                let line = format!("{name}{}", gives(node.outputs()));
                self.line(head, &with_notes(line, &notes), Some(node.location));
            }
            NodeKind::Map(map) => {
                let list = node.inputs.first().map(|list| words.binding(list)).unwrap_or_default();
                let line = format!("{name}: for each of {list}{}", gives(node.outputs()));
                notes.extend(map_options(map));
                self.line(head, &with_notes(line, &notes), Some(node.location));
            }
        }
        match &node.kind {
            NodeKind::Task(_) => Ok(()),
            NodeKind::Workflow(workflow) => {
                if depth >= WORKFLOW_DEPTH {
                    return Ok(());
                }
                let inner = workflow.graph()?;
                if inner.nodes.len() > self.budget {
                    self.line(below, &format!("└─ … {} nodes", inner.nodes.len()), None);
                    return Ok(());
                }
                self.budget -= inner.nodes.len();
                self.workflow(&inner, below, depth + 1)
            }
            NodeKind::Branch(branch) => {
                let mut all = arms(graph, branch).enumerate().peekable();
                while let Some((index, arm)) = all.next() {
                    let last = all.peek().is_none();
                    let line = match arm.condition {
                        Some(condition) if index == 0 => {
                            format!("if {}", words.condition(condition))
                        }
                        Some(condition) => format!("else if {}", words.condition(condition)),
                        None => "else".to_owned(),
                    };
                    self.line(&format!("{below}{}", if last { "└─ " } else { "├─ " }), &line, None);
                    let results = results_of(graph, words, arm.scope);
                    let lead = format!("{below}{}", if last { "   " } else { "│  " });
                    self.scope(graph, words, arm.scope, results, &lead, depth)?;
                }
                Ok(())
            }
            NodeKind::Map(map) => {
                let results = results_of(graph, words, map.body);
                self.scope(graph, words, map.body, results, below, depth)
            }
        }
    }
}

fn with_notes(line: String, notes: &[String]) -> String {
    if notes.is_empty() { line } else { format!("{line}  [{}]", notes.join(", ")) }
}

/// What an arm or a map's body gives, unless it is just its last node.
fn results_of(graph: &Graph, words: &Words<'_>, scope: ScopeId) -> Vec<String> {
    let scope = graph.scope(scope);
    let last = scope.nodes.last().map(|last| words.name(*last));
    let results: Vec<String> = scope.results.iter().map(|result| words.binding(result)).collect();
    match results.as_slice() {
        [] => Vec::new(),
        [one] if Some(one.as_str()) == last => Vec::new(),
        many => vec![format!("gives {}", many.join(", "))],
    }
}
