//! A Mermaid flowchart.

use std::fmt::Write as _;

use super::model::{ContainerId, Drawing, Frame, Item, Line, Look};

/// Writes a drawing as a flowchart with subgraphs. Headings of groups are the subgraphs' titles.
pub(super) fn write(drawing: &Drawing) -> String {
    let mut out = String::from("flowchart TD\n");
    container(drawing, 0, 1, &mut out);
    for wire in &drawing.wires {
        let arrow = match (wire.line, drawing.items[wire.to].look) {
            (Line::Data, Look::Point) => "---",
            (Line::Data, _) => "-->",
            (Line::Choice | Line::Order, _) => "-.->",
        };
        let label = match wire.label.is_empty() {
            true => String::new(),
            false => format!("|\"{}\"|", escaped(&wire.label)),
        };
        let _ = writeln!(out, "  n{} {arrow}{label} n{}", wire.from, wire.to);
    }
    out.push_str("  classDef task fill:#eef0fd,stroke:#5b6ee1,color:#1f2430\n");
    out.push_str("  classDef terminal fill:#eef1f6,stroke:#8a94a6,color:#1f2430\n");
    out.push_str("  classDef decision fill:#fdf3df,stroke:#b7791f,color:#1f2430\n");
    out.push_str("  classDef each fill:#f4eefc,stroke:#7c4dbe,color:#1f2430\n");
    out.push_str("  classDef point fill:#7b8494,stroke:#7b8494\n");
    out
}

fn container(drawing: &Drawing, id: ContainerId, depth: usize, out: &mut String) {
    let pad = "  ".repeat(depth);
    for item_id in &drawing.containers[id].items {
        let item = &drawing.items[*item_id];
        match item.body {
            None => {
                let _ = writeln!(out, "{pad}n{item_id}{}", shape(item));
            }
            Some(body) => {
                let title = match drawing.containers[body].frame {
                    Frame::Workflow => format!("{} (sub-workflow)", item.title),
                    _ => item.title.clone(),
                };
                let _ = writeln!(out, "{pad}subgraph g{body}[\"{}\"]", escaped(&title));
                container(drawing, body, depth + 1, out);
                let _ = writeln!(out, "{pad}end");
            }
        }
    }
}

fn shape(item: &Item) -> String {
    let mut words = vec![escaped(&item.title)];
    words.extend(item.lines.iter().map(|line| escaped(line)));
    if !item.footer.is_empty() {
        words.push(format!("<i>{}</i>", escaped(&item.footer)));
    }
    let text = words.join("<br/>");
    match item.look {
        Look::Terminal => format!("([\"{text}\"]):::terminal"),
        Look::Decision => format!("{{\"{text}\"}}:::decision"),
        Look::Arm => format!("[\"{text}\"]:::decision"),
        Look::Each => format!("[/\"{text}\"/]:::each"),
        Look::Point => "(( )):::point".to_owned(),
        Look::Workflow | Look::Folded => format!("[[\"{text}\"]]"),
        Look::Task => format!("[\"{text}\"]:::task"),
        Look::Heading | Look::Constant | Look::Group => format!("[\"{text}\"]"),
    }
}

/// Text inside quotes: Mermaid reads HTML entities and would read Markdown, so everything special goes by number.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '<' | '>' | '&' | '#' | '`' | '\\' | ';' | '_' | '*' => {
                let _ = write!(out, "#{};", character as u32);
            }
            '\n' => out.push_str("<br/>"),
            other if other.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out
}
