//! Graphviz source.

use std::fmt::Write as _;

use super::model::{ContainerId, Drawing, Frame, Item, Line, Look};

/// Writes a drawing as a `digraph` with clusters.
pub(super) fn write(drawing: &Drawing) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "digraph {} {{", quoted(&drawing.title));
    out.push_str("  rankdir=TB; compound=true; fontname=\"Helvetica\"; labelloc=t;\n");
    let _ = writeln!(out, "  label={};", quoted(&drawing.subtitle));
    out.push_str("  node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", color=\"#8a94a6\", fontname=\"Helvetica\", fontsize=11];\n");
    out.push_str(
        "  edge [color=\"#7b8494\", fontname=\"Helvetica\", fontsize=9, arrowsize=0.7];\n",
    );
    container(drawing, 0, 1, &mut out);
    for wire in &drawing.wires {
        let mut attributes = Vec::new();
        if !wire.label.is_empty() {
            attributes.push(format!("label={}", quoted(&wire.label)));
        }
        match wire.line {
            Line::Data => {}
            Line::Choice => attributes.push("style=dashed, color=\"#b7791f\"".to_owned()),
            Line::Order => attributes.push("style=dotted".to_owned()),
        }
        if drawing.items[wire.to].look == Look::Point {
            attributes.push("arrowhead=none".to_owned());
        }
        let _ = write!(out, "  n{} -> n{}", wire.from, wire.to);
        match attributes.is_empty() {
            true => out.push_str(";\n"),
            false => {
                let _ = writeln!(out, " [{}];", attributes.join(", "));
            }
        }
    }
    out.push_str("}\n");
    out
}

fn container(drawing: &Drawing, id: ContainerId, depth: usize, out: &mut String) {
    let pad = "  ".repeat(depth);
    for item_id in &drawing.containers[id].items {
        let item = &drawing.items[*item_id];
        let Some(body) = item.body else {
            let _ = writeln!(out, "{pad}n{item_id} [{}];", attributes(item));
            continue;
        };
        let (style, color) = match drawing.containers[body].frame {
            Frame::Picture | Frame::Workflow => ("rounded", "#0f8b8d"),
            Frame::Branch => ("rounded,dotted", "#b7791f"),
            Frame::Arm => ("rounded,dashed", "#b7791f"),
            Frame::Map => ("rounded,bold", "#7c4dbe"),
        };
        let _ = writeln!(out, "{pad}subgraph cluster_{body} {{");
        let _ = writeln!(
            out,
            "{pad}  label={}; style=\"{style}\"; color=\"{color}\";",
            quoted(&item.title)
        );
        container(drawing, body, depth + 1, out);
        let _ = writeln!(out, "{pad}}}");
    }
}

fn attributes(item: &Item) -> String {
    let mut words: Vec<&str> = vec![&item.title];
    words.extend(item.lines.iter().map(String::as_str));
    if !item.footer.is_empty() {
        words.push(&item.footer);
    }
    let shape = match item.look {
        Look::Point => return "shape=point, width=0.06, label=\"\"".to_owned(),
        Look::Terminal => ", shape=box, fillcolor=\"#eef1f6\"",
        Look::Decision => ", shape=diamond, style=filled, fillcolor=\"#fdf3df\", color=\"#b7791f\"",
        Look::Arm => ", shape=plaintext, style=\"\", fontcolor=\"#8a5a10\"",
        Look::Each => ", shape=plaintext, style=\"\", fontcolor=\"#6b3fb0\"",
        Look::Heading => ", shape=plaintext, style=\"\"",
        Look::Constant => ", shape=note, style=filled",
        Look::Workflow => ", peripheries=2, color=\"#0f8b8d\"",
        Look::Folded => ", style=\"rounded,dashed\"",
        Look::Task | Look::Group => "",
    };
    let mut text = format!("label={}{shape}", quoted(&words.join("\n")));
    if !item.tooltip.is_empty() {
        let _ = write!(text, ", tooltip={}", quoted(&item.tooltip));
    }
    text
}

/// A quoted string of the DOT language.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            other if other.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
