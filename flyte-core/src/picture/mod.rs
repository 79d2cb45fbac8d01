//! Pictures of a graph: an outline for a terminal, Graphviz and Mermaid source, and an SVG.
//!
//! `model` turns a graph into boxes, groups and wires; `dot` and `mermaid` spell those out, while for an SVG
//! `route` cuts the wires at the groups' borders, `layout` places everything and `svg` draws it. `text` reads
//! the graph itself. Names, conditions and constants are worded in `words`, types by [`schema::describe`](flyte_types::schema::describe).

mod build;
mod dot;
mod layout;
mod mermaid;
mod metrics;
mod model;
mod route;
mod svg;
mod text;
mod words;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod sketch;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use crate::error::Error;
use crate::graph::Graph;

/// How a graph is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// An indented outline.
    #[default]
    Text,
    /// Graphviz source.
    Dot,
    /// A Mermaid flowchart.
    Mermaid,
    /// A picture for a browser.
    Svg,
}

impl Format {
    /// Every format, in the order of the help text.
    pub const ALL: [Format; 4] = [Format::Text, Format::Dot, Format::Mermaid, Format::Svg];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Dot => "dot",
            Format::Mermaid => "mermaid",
            Format::Svg => "svg",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Format::ALL.into_iter().find(|format| format.name() == text).ok_or_else(|| {
            Error::msg(format!("no picture format `{text}`: text, dot, mermaid or svg"))
        })
    }
}

/// Draws a graph. Fails when a sub-workflow's graph can't be built, and when a graph is too big for an SVG.
pub fn draw(graph: &Graph, format: Format) -> Result<String, Error> {
    match format {
        Format::Text => text::write(graph),
        Format::Dot => Ok(dot::write(&build::drawing(graph)?)),
        Format::Mermaid => Ok(mermaid::write(&build::drawing(graph)?)),
        Format::Svg => svg(graph, layout::JOINTS),
    }
}

/// The biggest graph that is drawn without being asked for.
#[cfg(feature = "cli")]
const CHEAP_NODES: usize = 400;

/// The SVG of a graph, if it costs little: wires that pass many layers make a picture quadratic in its graph.
#[cfg(feature = "cli")]
pub(crate) fn svg_if_cheap(graph: &Graph) -> Option<String> {
    let nodes = graph.nodes.len();
    if nodes > CHEAP_NODES { None } else { svg(graph, 20 * nodes + 400).ok() }
}

fn svg(graph: &Graph, joints: usize) -> Result<String, Error> {
    layout::check_size(graph.nodes.len())?;
    let mut drawing = build::drawing(graph)?;
    let edges = route::route(&mut drawing);
    let placed = layout::place(&drawing, &edges, joints)?;
    Ok(svg::write(&drawing, &placed))
}
