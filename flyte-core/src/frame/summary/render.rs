//! A summary as text and as HTML.

use std::fmt::{self, Write};

use super::{ColumnSummary, Summary};

/// The heads of the table of columns.
const HEADS: [&str; 5] = ["column", "type", "missing", "least", "most"];

fn cells(column: &ColumnSummary) -> [String; 5] {
    let (least, most) = column.ends.clone().unwrap_or_default();
    let missing = column.missing.map(|missing| missing.to_string()).unwrap_or_default();
    [column.name.clone(), column.ty.clone(), missing, least, most]
}

fn heading(summary: &Summary) -> String {
    let columns = summary.columns.len();
    match summary.rows {
        Some(rows) => format!("{rows} rows, {columns} columns"),
        None => format!("{columns} columns"),
    }
}

/// A line for a cell: control characters would break out of it.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Columns of text, two blanks between them.
fn table(f: &mut fmt::Formatter<'_>, rows: &[Vec<String>]) -> fmt::Result {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    for row in rows {
        let line: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        writeln!(f, "{}", line.join("  ").trim_end())?;
    }
    Ok(())
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", heading(self))?;
        let own = |cells: &[String]| cells.iter().map(|cell| plain(cell)).collect::<Vec<_>>();
        let mut rows = vec![own(&HEADS.map(str::to_owned))];
        rows.extend(self.columns.iter().map(|column| own(&cells(column))));
        table(f, &rows)?;
        if self.first.is_empty() {
            return Ok(());
        }
        writeln!(f, "\nthe first rows")?;
        let names: Vec<String> = self.columns.iter().map(|column| column.name.clone()).collect();
        let mut rows = vec![own(&names)];
        rows.extend(self.first.iter().map(|row| own(row)));
        table(f, &rows)
    }
}

impl Summary {
    /// A fragment of HTML: a heading and two tables. Everything that comes from the table is escaped.
    pub fn html(&self) -> String {
        let mut out = format!("<p>{}</p>\n", heading(self));
        let rows: Vec<Vec<String>> =
            self.columns.iter().map(|column| cells(column).into()).collect();
        html_table(&mut out, HEADS, &rows);
        if !self.first.is_empty() {
            html_table(&mut out, self.columns.iter().map(|column| &column.name), &self.first);
        }
        out
    }
}

fn html_table(
    out: &mut String,
    heads: impl IntoIterator<Item = impl AsRef<str>>,
    rows: &[Vec<String>],
) {
    out.push_str("<table>\n<tr>");
    for head in heads {
        let _ = write!(out, "<th>{}</th>", escaped(head.as_ref()));
    }
    out.push_str("</tr>\n");
    for row in rows {
        out.push_str("<tr>");
        for cell in row {
            let _ = write!(out, "<td>{}</td>", escaped(cell));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>\n");
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
