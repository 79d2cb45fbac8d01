//! The picture for a browser: one SVG without scripts or anything outside it, in the colours that the reader's
//! system prefers.

use std::fmt::Write as _;

use super::layout::{Label, Piece, Placed, Rect};
use super::metrics::{CODE, LABEL_LINE, LINE, TITLE, title_lines};
use super::model::{Drawing, Frame, Item, Line, Look};

const STYLE: &str = include_str!("style.css");

/// Writes the picture.
pub(super) fn write(drawing: &Drawing, placed: &Placed) -> String {
    let (width, height) = (placed.width.ceil(), placed.height.ceil());
    let mut out =
        String::with_capacity(placed.boxes.len() * 400 + placed.pieces.len() * 120 + 4096);
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">"
    );
    let _ = writeln!(out, "<title>{}</title>", escaped(&drawing.subtitle));
    let _ = writeln!(out, "<style>{STYLE}</style>");
    let _ = writeln!(out, "<rect class=\"page\" width=\"{width}\" height=\"{height}\"/>");
    text(&mut out, "name", 28.0, 34.0, &drawing.title);
    if drawing.subtitle != drawing.title {
        text(&mut out, "full", 28.0, 52.0, &drawing.subtitle);
    }
    // From the back to the front: frames, wires, words on wires, boxes.
    for (item, rect) in drawing.items.iter().zip(&placed.boxes) {
        if let Some(body) = item.body {
            frame(&mut out, item, drawing.containers[body].frame, *rect);
        }
    }
    for piece in &placed.pieces {
        wire(&mut out, piece);
    }
    for label in &placed.labels {
        words(&mut out, label);
    }
    for (item, rect) in drawing.items.iter().zip(&placed.boxes) {
        if item.body.is_none() {
            shape(&mut out, item, *rect, drawing);
        }
    }
    out.push_str("</svg>\n");
    out
}

fn frame(out: &mut String, item: &Item, frame: Frame, mut rect: Rect) {
    let class = match frame {
        Frame::Picture | Frame::Workflow => "frame workflow",
        Frame::Branch => "frame branch",
        Frame::Arm => "frame arm",
        Frame::Map => "frame map",
    };
    let _ = write!(out, "<g>{}", tooltip(&item.tooltip));
    if frame == Frame::Map {
        // Cards behind it: it runs many times.
        rect.width -= 8.0;
        rect.height -= 8.0;
        for step in [8.0, 4.0] {
            rounded(
                out,
                "frame map card",
                Rect { x: rect.x + step, y: rect.y + step, ..rect },
                10.0,
            );
        }
    }
    rounded(out, class, rect, 10.0);
    out.push_str("</g>\n");
}

fn wire(out: &mut String, piece: &Piece) {
    let ((x1, y1), (x2, y2)) = (piece.from, piece.to);
    let (from, to) = (piece.turn.0.max(y1), piece.turn.1.min(y2));
    let kind = match piece.line {
        Line::Data => "data",
        Line::Choice => "choice",
        Line::Order => "order",
    };
    // The line ends inside the arrow head.
    let end = if piece.arrow { y2 - 4.0 } else { y2 };
    let _ = write!(out, "<path class=\"wire {kind}\" d=\"M{x1:.1} {y1:.1}");
    if (x1 - x2).abs() < 2.5 {
        let _ = write!(out, "L{x2:.1} {end:.1}");
    } else {
        let to = to.min(end);
        let middle = (from + to) / 2.0;
        let _ = write!(
            out,
            "V{from:.1}C{x1:.1} {middle:.1} {x2:.1} {middle:.1} {x2:.1} {to:.1}V{end:.1}"
        );
    }
    out.push_str("\"/>\n");
    if piece.arrow {
        let _ =
            writeln!(out, "<path class=\"head {kind}\" d=\"M{x2:.1} {y2:.1}l-4 -7.5q4 2 8 0z\"/>",);
    }
}

fn words(out: &mut String, label: &Label) {
    let Rect { x, y, width, .. } = label.at;
    for (index, line) in label.lines.iter().enumerate() {
        let baseline = y + 2.0 + LABEL_LINE * (index as f64 + 0.77);
        text(out, "label", x + width / 2.0, baseline, line);
    }
}

fn shape(out: &mut String, item: &Item, rect: Rect, drawing: &Drawing) {
    let Rect { x, y, width, height } = rect;
    let (middle, centre) = (x + width / 2.0, y + height / 2.0);
    if item.look == Look::Point {
        if drawing.containers[item.container].frame == Frame::Branch
            && item.place == super::model::Place::Exit
        {
            let _ = writeln!(
                out,
                "<circle class=\"merge\" cx=\"{middle:.1}\" cy=\"{centre:.1}\" r=\"3.5\"/>"
            );
        }
        return;
    }
    let _ = write!(out, "<g>{}", tooltip(&item.tooltip));
    let titles = title_lines(item);
    match item.look {
        Look::Task | Look::Workflow | Look::Folded => {
            let class = match item.look {
                Look::Task => "box task",
                Look::Workflow => "box workflow",
                _ => "box folded",
            };
            rounded(out, class, rect, 8.0);
            icon(out, item.look, x + 13.0, y + 11.0);
            text(out, "title", x + 34.0, y + 22.0, &titles[0]);
            let mut baseline = y + 40.0;
            for line in &item.lines {
                text(out, "code", x + 14.0, baseline, line);
                baseline += LINE;
            }
            if !item.footer.is_empty() {
                text(out, "footer", x + 14.0, baseline, &item.footer);
            }
        }
        Look::Terminal | Look::Constant => {
            let class = if item.look == Look::Terminal { "terminal" } else { "constant" };
            rounded(out, class, rect, 13.0);
            let mut baseline = y + 17.0;
            for line in titles.iter().chain(&item.lines) {
                text(out, "code middle", middle, baseline, line);
                baseline += LINE;
            }
        }
        Look::Decision => {
            let (dx, dy) = (width / 2.0, height / 2.0);
            let _ = write!(
                out,
                "<path class=\"decision\" d=\"M{x:.1} {centre:.1}l{dx:.1} -{dy:.1}l{dx:.1} {dy:.1}l-{dx:.1} {dy:.1}z\"/>"
            );
            text(out, "title middle", middle, centre + TITLE * 0.34, &item.title);
        }
        Look::Arm | Look::Each => {
            let class = if item.look == Look::Arm { "chip arm" } else { "chip each" };
            rounded(out, class, rect, 7.0);
            let mut baseline = y + 5.0 + CODE * 1.07;
            for line in &titles {
                text(out, &format!("{class} code middle"), middle, baseline, line);
                baseline += LINE;
            }
            for line in &item.lines {
                text(out, "footer middle", middle, baseline, line);
                baseline += LINE;
            }
        }
        Look::Heading => {
            icon(out, Look::Workflow, x, y + 1.0);
            text(out, "title", x + 21.0, y + 12.0, &titles[0]);
            if let Some(line) = item.lines.first() {
                text(out, "footer", x, y + 28.0, line);
            }
        }
        Look::Point | Look::Group => {}
    }
    out.push_str("</g>\n");
}

/// A small sign for the kind of a box, 14 by 14.
fn icon(out: &mut String, look: Look, x: f64, y: f64) {
    let (class, path) = match look {
        Look::Task => (
            "icon task",
            "M0 4a4 4 0 0 1 4-4h6a4 4 0 0 1 4 4v6a4 4 0 0 1-4 4h-6a4 4 0 0 1-4-4zM5 3.6v6.8l5.6-3.4z",
        ),
        Look::Workflow => (
            "icon workflow",
            "M4 0h6v4.4h-2.2v2h4.4v3.2h1.8v4.4h-5v-4.4h1.7v-1.7h-7.4v1.7h1.7v4.4h-5v-4.4h1.8v-3.2h4.4v-2h-2.2z",
        ),
        _ => ("icon folded", "M0 6h3v3h-3zM5.5 6h3v3h-3zM11 6h3v3h-3z"),
    };
    let _ = write!(
        out,
        "<path class=\"{class}\" transform=\"translate({x:.1} {y:.1})\" fill-rule=\"evenodd\" d=\"{path}\"/>"
    );
}

fn rounded(out: &mut String, class: &str, rect: Rect, radius: f64) {
    let Rect { x, y, width, height } = rect;
    let _ = write!(
        out,
        "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{radius}\"/>"
    );
}

fn text(out: &mut String, class: &str, x: f64, y: f64, words: &str) {
    let _ = writeln!(
        out,
        "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>",
        escaped(words)
    );
}

fn tooltip(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<title>{}</title>", escaped(text)) }
}

/// Text for XML; characters that XML doesn't know become spaces.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(character),
            '\u{FFFE}' | '\u{FFFF}' => out.push(' '),
            other if other.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out
}
