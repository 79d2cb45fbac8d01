//! Arrow files as streams of batches: those with a footer, and those without.

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};
use futures_util::stream::BoxStream;

use super::file;
use super::stream;
use crate::error::{Error, Result};
use crate::frame::codec::Wanted;
use crate::frame::filter::Bound;
use crate::frame::folder::Opened;
use crate::frame::kind;
use crate::frame::place::Part;
use crate::storage::{Location, Stores};

/// So much of a file's end is read first.
const TAIL: u64 = 64 << 10;
/// What a file with a footer ends with.
const MAGIC: &[u8] = b"ARROW1";
/// What a stream begins with.
const CONTINUATION: &[u8] = &[0xff; 4];

/// A file whose columns are known.
#[expect(clippy::large_enum_variant, reason = "there is one for each file that is open")]
pub(super) enum File {
    Footed(file::File),
    Stream(stream::File),
}

impl File {
    pub(super) async fn open(stores: Stores, part: Part) -> Result<File> {
        let location = part.location;
        let (picker, tail) = stores.picker(&location, part.size, TAIL).await?;
        if tail.ends_with(MAGIC) {
            return file::File::open(location, picker, &tail).await.map(File::Footed);
        }
        let length = picker.size().min(kind::ENOUGH as u64);
        let head = match tail.len() as u64 == picker.size() {
            true => tail.slice(..length as usize),
            false => picker.range(0..length).await?,
        };
        if head.starts_with(CONTINUATION) {
            return stream::File::open(&stores, location).await.map(File::Stream);
        }
        match file::File::open(location, picker, &tail).await {
            Ok(file) => Ok(File::Footed(file)),
            Err(error) => Err(Error::fatal(format!("{error}{}", kind::advice(&head)))),
        }
    }
}

impl Opened for File {
    // each with the end of its file
    const OPEN: usize = 32;

    fn nothing_in(location: &Location) -> Error {
        Error::fatal(format!("there are no files of a table in {}", location.told()))
    }

    fn schema(&self) -> SchemaRef {
        match self {
            File::Footed(file) => file.schema(),
            File::Stream(file) => file.schema(),
        }
    }

    /// Nothing tells before the batches are read.
    fn is_empty(&self, _: &str) -> bool {
        false
    }

    fn batches(
        self,
        wanted: &Wanted,
        _: Option<&Bound>,
    ) -> Result<(SchemaRef, BoxStream<'static, Result<RecordBatch>>)> {
        match self {
            File::Footed(file) => file.batches(wanted),
            File::Stream(file) => file.batches(wanted),
        }
    }
}

/// The columns that are wanted; `None` means all.
pub(super) fn chosen(schema: &Schema, wanted: &Wanted) -> Option<Vec<usize>> {
    let columns = wanted.columns()?;
    let fields = schema.fields().iter().enumerate();
    let is_wanted = |name: &str| columns.iter().any(|wanted| wanted.name() == name);
    Some(fields.filter(|(_, field)| is_wanted(field.name())).map(|(index, _)| index).collect())
}

pub(super) fn damaged(location: &Location, problem: &dyn std::fmt::Display) -> Error {
    Error::fatal(format!("reading the Arrow file {}: {problem}", location.told()))
}
