//! JSON laid out for people.

use serde_json::{Map, Value};

/// Lines up to this width are not broken.
const LINE: usize = 100;

/// JSON on one line, with a blank after `:` and `,`.
pub(in crate::cli) fn one_line(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            format!("[{}]", items.iter().map(one_line).collect::<Vec<_>>().join(", "))
        }
        Value::Object(fields) => {
            let fields: Vec<_> = fields
                .iter()
                .map(|(key, value)| format!("{}: {}", quoted(key), one_line(value)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
        other => other.to_string(),
    }
}

/// Text as JSON has it.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A value for people: text as it is, objects that are alike as a table, and other JSON broken into
/// lines where one would be too long.
pub(in crate::cli) fn pretty(value: &Value, indent: usize) -> String {
    match value {
        Value::String(text) => text.replace('\n', &format!("\n{:indent$}", "")),
        other => {
            if let Some(table) = table(other, indent) {
                return table;
            }
            let mut text = String::new();
            broken(other, indent, indent, &mut text);
            text
        }
    }
}

/// Appends a value that starts in column `at`; lines after the first begin in column `indent`.
fn broken(value: &Value, indent: usize, at: usize, out: &mut String) {
    let parts = match value {
        Value::Array(items) => items.len(),
        Value::Object(fields) => fields.len(),
        _ => 0,
    };
    // With so many parts it is no short line; there is no need to write it to know that.
    let line = (parts < LINE).then(|| one_line(value));
    if let Some(line) = line.filter(|line| parts == 0 || at + line.chars().count() <= LINE) {
        out.push_str(&line);
        return;
    }
    let inner = indent + 2;
    match value {
        Value::Array(items) => {
            out.push('[');
            let mut list = Filled::new(indent);
            items.iter().for_each(|item| list.push(item, out));
            list.end(out);
        }
        Value::Object(fields) => {
            out.push('{');
            let width = fields.keys().map(|key| key.chars().count()).max().unwrap_or(0) + 3;
            for (index, (key, item)) in fields.iter().enumerate() {
                out.push_str(&format!("{}\n{:inner$}", if index == 0 { "" } else { "," }, ""));
                let key = format!("{}:", quoted(key));
                out.push_str(&format!("{key:width$} "));
                broken(item, inner, inner + width + 1, out);
            }
            out.push_str(&format!("\n{:indent$}}}", ""));
        }
        plain => out.push_str(&plain.to_string()),
    }
}

/// A list whose plain items stand beside each other, as many on a line as fit; others begin a line.
pub(super) struct Filled {
    indent: usize,
    column: usize,
    is_empty: bool,
}

impl Filled {
    /// A list in lines that begin in this column, after its bracket.
    pub(super) fn new(indent: usize) -> Self {
        Filled { indent, column: LINE, is_empty: true }
    }

    /// Appends an item.
    pub(super) fn push(&mut self, item: &Value, out: &mut String) {
        if !self.is_empty {
            out.push(',');
            self.column += 1;
        }
        self.is_empty = false;
        let inner = self.indent + 2;
        if item.is_array() || item.is_object() {
            new_line(inner, out);
            broken(item, inner, inner, out);
            self.column = LINE;
            return;
        }
        let text = item.to_string();
        let width = text.chars().count();
        // A comma may follow.
        if self.column + 1 + width + 1 > LINE {
            new_line(inner, out);
            self.column = inner;
        } else {
            out.push(' ');
            self.column += 1;
        }
        out.push_str(&text);
        self.column += width;
    }

    /// Appends the end.
    pub(super) fn end(self, out: &mut String) {
        new_line(self.indent, out);
        out.push(']');
    }
}

fn new_line(indent: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

/// A list of objects that have the same fields, all of them plain, as a table; nothing for anything else.
fn table(value: &Value, indent: usize) -> Option<String> {
    let Value::Array(items) = value else { return None };
    let rows: Vec<&Map<String, Value>> =
        items.iter().map(Value::as_object).collect::<Option<_>>()?;
    let names: Vec<&String> = rows.first()?.keys().collect();
    if rows.len() < 2
        || names.is_empty()
        || !rows.iter().all(|row| row.keys().eq(names.iter().copied()))
    {
        return None;
    }
    let mut columns: Vec<Vec<String>> = Vec::with_capacity(names.len());
    for name in &names {
        let mut column = vec![(*name).clone()];
        for row in &rows {
            column.push(match &row[*name] {
                Value::String(text) if !text.contains('\n') => text.clone(),
                Value::Null => String::new(),
                plain @ (Value::Bool(_) | Value::Number(_)) => plain.to_string(),
                _ => return None,
            });
        }
        columns.push(column);
    }
    let right: Vec<bool> = names
        .iter()
        .map(|name| rows.iter().all(|row| row[*name].is_number() || row[*name].is_null()))
        .collect();
    let widths: Vec<usize> = columns
        .iter()
        .map(|column| column.iter().map(|cell| cell.chars().count()).max().unwrap_or(0))
        .collect();
    if indent + widths.iter().sum::<usize>() + 2 * (widths.len() - 1) > LINE {
        return None;
    }
    let lines = (0..=rows.len()).map(|row| {
        let cells = columns.iter().zip(&widths).zip(&right).map(|((column, width), right)| {
            let cell = &column[row];
            if *right { format!("{cell:>width$}") } else { format!("{cell:width$}") }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    });
    Some(lines.collect::<Vec<_>>().join(&format!("\n{:indent$}", "")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn short_values_stay_on_a_line() {
        assert_eq!(pretty(&json!({"a": [1, 2.5], "b": null}), 4), r#"{"a": [1, 2.5], "b": null}"#);
        assert_eq!(pretty(&json!("as it is"), 0), "as it is");
    }

    #[test]
    fn alike_objects_are_a_table() {
        let rows = json!([{"name": "a", "n": 1.25}, {"name": "long", "n": null}]);
        assert_eq!(pretty(&rows, 2), "name     n\n  a     1.25\n  long");
        let mixed = json!([{"name": "a"}, {"n": 1}]);
        assert_eq!(pretty(&mixed, 0), one_line(&mixed));
    }

    #[test]
    fn long_lists_fill_their_lines() {
        let list = Value::from((0..1000).collect::<Vec<i64>>());
        let text = pretty(&list, 0);
        assert!(text.lines().all(|line| line.chars().count() <= LINE), "{text}");
        assert!(text.lines().count() < 60, "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), list);
    }

    #[test]
    fn long_values_are_broken() {
        let long = json!({"name": "x".repeat(80), "layers": [1, 2]});
        let expected =
            format!("{{\n    \"name\":   \"{}\",\n    \"layers\": [1, 2]\n  }}", "x".repeat(80));
        assert_eq!(pretty(&long, 2), expected);
    }
}
