//! Pictures of graphs made by hand.

use std::time::Instant;

use super::samples::{chain, diamond, everything, pipeline, squares};
use super::{Format, build, draw, layout, route};
use crate::graph::Graph;

fn samples() -> Vec<(&'static str, Graph)> {
    vec![
        ("pipeline", pipeline()),
        ("squares", squares()),
        ("everything", everything()),
        ("chain", chain(3)),
        ("diamond", diamond(4)),
    ]
}

fn drawn(graph: &Graph, format: Format) -> String {
    draw(graph, format).expect("a picture")
}

/// Writes all pictures into a folder, to be looked at: `FLYTE_PICTURES=folder cargo test -p flyte-core picture`.
#[test]
fn pictures_can_be_looked_at() {
    let Some(folder) = std::env::var_os("FLYTE_PICTURES") else { return };
    let folder = std::path::PathBuf::from(folder);
    for (name, graph) in samples() {
        for format in Format::ALL {
            let path = folder.join(name).with_extension(format.name());
            std::fs::write(path, drawn(&graph, format)).expect("a file");
        }
    }
}

#[test]
fn formats_have_names() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse::<Format>().ok(), Some(format));
    }
    let error = "png".parse::<Format>().expect_err("no such format");
    assert!(error.to_string().contains("text, dot, mermaid or svg"), "{error}");
}

#[test]
fn the_outline_reads_like_the_code() {
    let text = drawn(&pipeline(), Format::Text);
    let lines: Vec<&str> =
        text.lines().map(|line| line.split("  ").next().unwrap_or_default()).collect();
    assert!(lines[0].starts_with("shop.pipeline(trips: list[Trip], epochs: int) -> str"), "{text}");
    for wanted in [
        "├─ train(trips, epochs) -> Model",
        "│  ├─ if train.accuracy > 0.8",
        "│  │  └─ publish(name = train.name, first_layer = train.layers[0]) -> str",
        "│  └─ else",
        "publish#2(name = \"rejected\", first_layer = 0) -> str",
        "└─ o0 = branch",
    ] {
        assert!(text.contains(wanted), "{wanted} in\n{text}");
    }
    let text = drawn(&squares(), Format::Text);
    assert!(text.contains("map(square): for each of xs -> list[int]"), "{text}");
    assert!(text.contains("add(a = each, b) -> int"), "{text}");
    assert!(text.contains("[at most 8 at once, 90% must succeed]"), "{text}");
}

#[test]
fn else_if_is_one_branch() {
    let text = drawn(&everything(), Format::Text);
    let condition = r#"if score > 0.8 && (train.name != "draft <&\">" || train.accuracy > 0.95)"#;
    assert!(text.contains(condition), "{text}");
    assert!(text.contains("├─ else if score > 0.5"), "{text}");
    assert!(text.contains("└─ gives \"rejected\""), "{text}");
    assert!(text.contains("rows = split.train"), "{text}");
    assert!(text.contains("[after write_a_very_long_report_for_the_whole_department]"), "{text}");
}

#[test]
fn dot_and_mermaid_escape_and_nest() {
    let dot = drawn(&everything(), Format::Dot);
    assert_eq!(dot.matches('{').count(), dot.matches('}').count());
    assert!(dot.contains(r#"draft <&\\\">"#), "{dot}");
    assert!(dot.contains("subgraph cluster_"), "{dot}");
    let mermaid = drawn(&everything(), Format::Mermaid);
    assert_eq!(mermaid.matches("subgraph ").count(), mermaid.matches(" end\n").count());
    for line in mermaid.lines().filter(|line| !line.trim_start().starts_with("classDef")) {
        let bare = line
            .replace("<br/>", "")
            .replace("-->", "")
            .replace("-.->", "")
            .replace("<i>", "")
            .replace("</i>", "");
        assert!(!bare.contains(['<', '>', '&']), "{line}");
    }
}

#[test]
fn svgs_are_well_formed_and_the_same_each_time() {
    for (name, graph) in samples() {
        let svg = drawn(&graph, Format::Svg);
        well_formed(&svg).unwrap_or_else(|error| panic!("{name}: {error}\n{svg}"));
        assert_eq!(svg, drawn(&graph, Format::Svg), "{name}");
        assert!(svg.contains("prefers-color-scheme: dark") && svg.contains("viewBox"), "{name}");
        assert!(!svg.contains("<script") && !svg.contains("href"), "{name}");
    }
    let svg = drawn(&everything(), Format::Svg);
    assert!(svg.contains("&lt;b&gt;markup&lt;/b&gt; &amp; &quot;quotes&quot;"), "{svg}");
    assert!(svg.contains("else if score &gt; 0.5") && svg.contains("for each of xs"), "{svg}");
}

#[test]
fn boxes_and_labels_keep_apart() {
    for (name, graph) in samples() {
        let mut drawing = build::drawing(&graph).expect("a drawing");
        let edges = route::route(&mut drawing);
        let placed = layout::place(&drawing, &edges, layout::JOINTS).expect("a layout");
        let leaves =
            drawing.items.iter().zip(&placed.boxes).filter(|(item, _)| item.body.is_none());
        let mut all: Vec<layout::Rect> =
            leaves.map(|(_, rect)| *rect).filter(|rect| rect.width > 0.0).collect();
        all.extend(placed.labels.iter().map(|label| label.at));
        for (index, a) in all.iter().enumerate() {
            assert!(
                a.x >= 0.0
                    && a.y >= 0.0
                    && a.x + a.width <= placed.width
                    && a.y + a.height <= placed.height
            );
            for b in &all[index + 1..] {
                let apart = a.x + a.width <= b.x
                    || b.x + b.width <= a.x
                    || a.y + a.height <= b.y
                    || b.y + b.height <= a.y;
                assert!(apart, "{name}: {a:?} {b:?}");
            }
        }
    }
}

#[test]
fn big_graphs_are_quick_or_refused() {
    let start = Instant::now();
    for graph in [chain(1_000), diamond(1_000)] {
        assert!(drawn(&graph, Format::Svg).len() > 100_000);
    }
    let huge = chain(100_000);
    let error = draw(&huge, Format::Svg).expect_err("too big");
    assert_eq!(error.to_string(), "too big to draw: 100000 nodes; use --format dot");
    assert!(drawn(&huge, Format::Dot).len() > 1_000_000);
    assert!(drawn(&huge, Format::Text).len() > 1_000_000);
    // Minutes on any machine if something were quadratic.
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// Whether tags nest, attributes are quoted and entities are known.
fn well_formed(xml: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = xml;
    while let Some(start) = rest.find('<') {
        entities(&rest[..start])?;
        let end = rest[start..].find('>').ok_or("a tag without end")? + start;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}> closes nothing"));
            }
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        if tag.contains('<') || !tag.matches('"').count().is_multiple_of(2) {
            return Err(format!("<{tag}>"));
        }
        entities(tag)?;
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    if open.is_empty() { entities(rest) } else { Err(format!("left open: {open:?}")) }
}

fn entities(text: &str) -> Result<(), String> {
    for part in text.split('&').skip(1) {
        if !["amp;", "lt;", "gt;", "quot;"].iter().any(|known| part.starts_with(known)) {
            return Err(format!("&{part}"));
        }
    }
    Ok(())
}
