//! Bytes into lines of fields, with the numbers of the lines.

use std::fmt;

use csv_core::ReadRecordResult;

/// A longer line is taken for a quotation mark that is never closed; so much of many lines is enough for a batch.
const LONGEST: usize = 64 << 20;

/// What is wrong with a CSV file, and where.
#[derive(Debug)]
pub(super) struct Problem {
    line: u64,
    column: Option<String>,
    words: String,
}

impl Problem {
    pub(super) fn new(line: u64, words: impl Into<String>) -> Problem {
        Problem { line, column: None, words: words.into() }
    }

    #[must_use]
    pub(super) fn of(mut self, column: &str) -> Problem {
        self.column = Some(column.to_owned());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        self.column.iter().try_for_each(|column| write!(f, ", column `{column}`"))?;
        write!(f, ": {}", self.words)
    }
}

/// Splits what comes in pieces. A record is a line, or more of them where a field in quotes has line breaks.
pub(super) struct Splitter {
    core: csv_core::Reader,
    /// How many fields a record has; `None` before the first.
    columns: Option<usize>,
    /// The fields of all records, without anything between them.
    data: Vec<u8>,
    filled: usize,
    /// Where each field ends.
    ends: Vec<usize>,
    /// The last line of each record.
    lines: Vec<u64>,
    /// The record that has begun: where in the data, and where its fields end, from there.
    begin: usize,
    open: Vec<usize>,
    fields: usize,
}

impl Splitter {
    pub(super) fn new(separator: u8) -> Splitter {
        Splitter {
            core: csv_core::ReaderBuilder::new().delimiter(separator).build(),
            columns: None,
            data: vec![0; 1024],
            filled: 0,
            ends: Vec::new(),
            lines: Vec::new(),
            begin: 0,
            open: vec![0; 16],
            fields: 0,
        }
    }

    /// Reads until there are so many records, or enough for a batch, or the input ends. Gives how much was read.
    pub(super) fn push(&mut self, input: &[u8], most: usize) -> Result<usize, Problem> {
        let mut at = 0;
        // no input at all would mean the end
        while at < input.len() && !self.is_full(most) {
            let (result, read, written, ended) = self.core.read_record(
                &input[at..],
                &mut self.data[self.filled..],
                &mut self.open[self.fields..],
            );
            at += read;
            self.filled += written;
            self.fields += ended;
            match result {
                ReadRecordResult::OutputFull => self.data.resize(2 * self.data.len(), 0),
                ReadRecordResult::OutputEndsFull => self.open.resize(2 * self.open.len(), 0),
                ReadRecordResult::Record => self.record(input[at - 1] == b'\n')?,
                ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
            }
            if self.filled - self.begin > LONGEST {
                let words = "a line has more than 64 MiB: a quotation mark is never closed";
                return Err(Problem::new(self.core.line(), words));
            }
        }
        Ok(at)
    }

    /// Ends the last line if nothing ends it.
    pub(super) fn finish(&mut self) -> Result<(), Problem> {
        self.push(b"\n", usize::MAX)?;
        // a line break is none only between quotation marks
        let rest = &self.data[self.begin..self.filled];
        match rest.is_empty() {
            true => Ok(()),
            false => {
                let line = self.core.line() - breaks(rest);
                Err(Problem::new(line, "a quotation mark is never closed"))
            }
        }
    }

    fn record(&mut self, with_line_feed: bool) -> Result<(), Problem> {
        let line = self.core.line() - u64::from(with_line_feed);
        let fields = std::mem::take(&mut self.fields);
        let expected = *self.columns.get_or_insert(fields);
        if fields != expected {
            let line = line - breaks(&self.data[self.begin..self.filled]);
            let words = format!("it has {fields} fields, and the line with names has {expected}");
            return Err(Problem::new(line, words));
        }
        self.ends.extend(self.open[..fields].iter().map(|end| self.begin + end));
        self.lines.push(line);
        self.begin = self.filled;
        Ok(())
    }

    /// How many records there are.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are so many records, or enough for a batch.
    pub(super) fn is_full(&self, most: usize) -> bool {
        self.len() >= most || self.begin > LONGEST
    }

    /// The records.
    pub(super) fn records(&self) -> Records<'_> {
        Records {
            data: &self.data[..self.begin],
            ends: &self.ends,
            lines: &self.lines,
            columns: self.columns.unwrap_or(0),
        }
    }

    /// Forgets the records, but for one that has begun.
    pub(super) fn clear(&mut self) {
        self.data.copy_within(self.begin..self.filled, 0);
        self.filled -= self.begin;
        self.begin = 0;
        self.ends.clear();
        self.lines.clear();
    }
}

fn breaks(of: &[u8]) -> u64 {
    of.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

/// Records with the same number of fields.
#[derive(Clone, Copy)]
pub(super) struct Records<'a> {
    data: &'a [u8],
    ends: &'a [usize],
    lines: &'a [u64],
    columns: usize,
}

impl<'a> Records<'a> {
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// A column's fields from top to bottom. One that is no text is a problem.
    pub(super) fn fields(self, column: usize) -> impl Iterator<Item = Result<&'a str, Problem>> {
        (0..self.len()).map(move |record| {
            let field = record * self.columns + column;
            let start = field.checked_sub(1).map_or(0, |before| self.ends[before]);
            let bytes = &self.data[start..self.ends[field]];
            std::str::from_utf8(bytes).map_err(|_| {
                let bytes = &bytes[..bytes.len().min(40)];
                self.problem(record, format!("`{}` is not UTF-8", bytes.escape_ascii()))
            })
        })
    }

    /// A problem with a record, on its first line.
    pub(super) fn problem(self, record: usize, words: impl Into<String>) -> Problem {
        let ends =
            |record: usize| (record * self.columns).checked_sub(1).map(|last| self.ends[last]);
        let data = &self.data[ends(record).unwrap_or(0)..ends(record + 1).unwrap_or(0)];
        Problem::new(self.lines[record] - breaks(data), words)
    }
}
