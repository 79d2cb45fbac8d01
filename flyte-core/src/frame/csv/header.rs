//! The line with names, and by what its fields are separated.

use arrow_schema::Fields;

use super::split::{Problem, Splitter};

/// What separates fields where commas don't.
const OTHERS: [u8; 3] = [b';', b'\t', b'|'];

/// The names of a CSV file's columns.
pub(super) struct Header {
    pub(super) names: Vec<String>,
    /// Stands behind the line with names.
    pub(super) splitter: Splitter,
    /// How long that line is, with what stands before it.
    pub(super) length: usize,
    pub(super) separator: u8,
}

impl Header {
    /// The line with names; `None` if no line has anything. `ended` tells whether the file has no more than `head`.
    ///
    /// Fields are separated by commas, or else by what splits the line into more than one name, unless the one name is
    /// wanted just so.
    pub(super) fn read(
        head: &[u8],
        ended: bool,
        wanted: Option<&Fields>,
    ) -> Result<Option<Header>, Problem> {
        let Some(header) = Header::separated(head, ended, b',')? else { return Ok(None) };
        let [name] = &header.names[..] else { return Ok(Some(header)) };
        let is_wanted = |name: &str| {
            wanted.is_some_and(|wanted| wanted.iter().any(|field| field.name() == name))
        };
        if is_wanted(name) {
            return Ok(Some(header));
        }
        let separators =
            OTHERS.map(|separator| name.as_bytes().contains(&separator).then_some(separator));
        let mut best = header;
        for separator in separators.into_iter().flatten() {
            let other = Header::separated(head, ended, separator)?;
            if let Some(other) = other.filter(|other| other.names.len() > best.names.len()) {
                best = other;
            }
        }
        Ok(Some(best))
    }

    fn separated(head: &[u8], ended: bool, separator: u8) -> Result<Option<Header>, Problem> {
        let mut splitter = Splitter::new(separator);
        let length = splitter.push(head, 1)?;
        if splitter.len() == 0 && ended {
            splitter.finish()?;
        }
        let records = splitter.records();
        if records.len() == 0 {
            return Ok(None);
        }
        let names = (0..records.columns()).flat_map(|column| records.fields(column));
        let names = names.map(|name| name.map(str::to_owned)).collect::<Result<_, _>>()?;
        splitter.clear();
        Ok(Some(Header { names, splitter, length, separator }))
    }
}
