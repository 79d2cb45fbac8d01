//! How wide text is. Titles are set in the system's sans-serif font, everything that is code in its monospaced
//! one; both are estimated on the wide side, so that text stays inside its box on every machine.

use super::model::{Item, Look};

/// The size of titles.
pub(super) const TITLE: f64 = 13.0;
/// The size of code: arguments, conditions, types.
pub(super) const CODE: f64 = 11.0;
/// The size of labels on wires.
pub(super) const LABEL: f64 = 10.5;
/// From one line of code to the next.
pub(super) const LINE: f64 = 16.0;
/// From one line of a label to the next.
pub(super) const LABEL_LINE: f64 = 13.0;

/// The width of text in the sans-serif font, semi-bold, at a size.
pub(super) fn sans(text: &str, size: f64) -> f64 {
    let units: u32 = text.chars().map(sans_units).sum();
    f64::from(units) * size / 1000.0
}

/// A character's width in thousandths of the size.
fn sans_units(character: char) -> u32 {
    match character {
        'i' | 'j' | 'l' | '\'' | '|' | '.' | ',' | ':' | ';' | ' ' => 370,
        'f' | 't' | 'r' | 'I' | '!' | '(' | ')' | '[' | ']' | '-' => 480,
        '_' | '"' => 520,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 1020,
        'A'..='Z' | '#' | '&' => 790,
        '0'..='9' | 'a'..='z' => 690,
        '…' => 1000,
        other if other.is_ascii() => 700,
        other if is_wide(other) => 1060,
        _ => 750,
    }
}

/// The width of text in the monospaced font at a size.
pub(super) fn mono(text: &str, size: f64) -> f64 {
    let cells: u32 = text.chars().map(|character| if is_wide(character) { 2 } else { 1 }).sum();
    f64::from(cells) * size * 0.615
}

fn is_wide(character: char) -> bool {
    matches!(character as u32, 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFF60 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD)
}

/// Breaks a condition into lines, at spaces, at most four.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let full = lines.len() == 4;
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(line) if full => {
                line.push_str(" …");
                break;
            }
            _ => lines.push(super::words::shorten(word, width)),
        }
    }
    lines
}

/// The lines that an item's title takes.
pub(super) fn title_lines(item: &Item) -> Vec<String> {
    match item.look {
        Look::Arm | Look::Each => wrap(&item.title, 40),
        _ => vec![super::words::shorten(&item.title, 64)],
    }
}

/// The width and height of an item that isn't a group.
pub(super) fn size(item: &Item) -> (f64, f64) {
    let code = |lines: &[String]| lines.iter().map(|line| mono(line, CODE)).fold(0.0, f64::max);
    let titles = title_lines(item);
    let count = item.lines.len() as f64;
    match item.look {
        Look::Point | Look::Group => (0.0, 0.0),
        Look::Decision => (52.0, 40.0),
        Look::Task | Look::Workflow | Look::Folded => {
            let title = sans(&titles[0], TITLE) + 24.0;
            let footer = if item.footer.is_empty() { 0.0 } else { mono(&item.footer, LABEL) };
            let footer_height = if item.footer.is_empty() { 0.0 } else { LINE };
            let width = title.max(code(&item.lines)).max(footer) + 28.0;
            (
                width.max(96.0),
                34.0 + count * LINE + footer_height + if count > 0.0 { 4.0 } else { 0.0 },
            )
        }
        Look::Terminal | Look::Constant => {
            (code(&titles).max(code(&item.lines)) + 28.0, 26.0 + count * LINE)
        }
        Look::Arm | Look::Each => {
            let lines = titles.len() as f64 + count;
            (code(&titles).max(code(&item.lines)) + 24.0, 10.0 + lines * LINE)
        }
        Look::Heading => {
            let sub = item.lines.first().map_or(0.0, |line| sans(line, LABEL));
            ((sans(&titles[0], TITLE) + 22.0).max(sub) + 12.0, 34.0)
        }
    }
}
