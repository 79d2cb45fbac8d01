//! The files of a table: those that are there, one after the other, as one stream; and the one that is made.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, FieldRef, Schema, SchemaRef};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt, stream};

use super::batches::Batches;
use super::codec::Wanted;
use super::filter::Bound;
use super::parts::{FileColumns, Plan, Shape};
use super::place::{Part, Place};
use crate::error::{Error, Result};
use crate::storage::{Location, Stores};

/// So many files are asked for their columns at a time.
const ASKED_AT_ONCE: usize = 16;

/// A file that has been opened: all its columns are known, and nothing of them has been read.
pub(super) trait Opened: Sized + Send + 'static {
    /// So many files of a table may be open at a time; others are opened again when their turn has come.
    const OPEN: usize;

    /// Why a folder in which no file has anything is no table.
    fn nothing_in(location: &Location) -> Error;

    /// All its columns.
    fn schema(&self) -> SchemaRef;

    /// The type that everything can be read as, for a format whose files have no types themselves.
    const ANYTHING: Option<DataType> = None;

    /// Whether a column is known to have no value at all.
    fn is_empty(&self, column: &str) -> bool;

    /// Takes the types of the whole table's columns, if the file has none itself.
    fn typed(&mut self, _: &Schema) {}

    /// The columns that are wanted, and their batches. `filter` is that of whoever wants them: what it surely rules out
    /// need not be read.
    fn batches(
        self,
        wanted: &Wanted,
        filter: Option<&Bound>,
    ) -> Result<(SchemaRef, BoxStream<'static, Result<RecordBatch>>)>;
}

/// The one file of a new table, as far as it has been written.
pub(super) trait Created: Sized + Send + 'static {
    /// Begins it. Columns that the format can't hold are an error.
    fn create(to: &Place, schema: &SchemaRef) -> Result<Self>;

    /// Writes a batch.
    fn write(&mut self, batch: &RecordBatch) -> impl Future<Output = Result<()>> + Send;

    /// Ends it.
    fn finish(self) -> impl Future<Output = Result<()>> + Send;
}

/// Writes a table of one file.
pub(super) async fn write<C: Created>(mut frame: Batches, to: Place) -> Result<()> {
    let mut file = C::create(&to, frame.schema())?;
    while let Some(batch) = frame.next().await {
        file.write(&batch?).await?;
    }
    file.finish().await
}

/// The batches of a table. `open` gives nothing for a file without even columns, as some writers leave them. `own` is a
/// file of the format whose name would hide it otherwise.
///
/// What the columns are, all files are asked before: but where rows are read and the first file has all that they need,
/// each other one is opened when its turn has come.
pub(super) async fn read<O, F>(
    from: Place,
    wanted: Wanted,
    own: &str,
    open: impl Fn(Stores, Part, Wanted) -> F + Send + Sync + 'static,
) -> Result<Batches>
where
    O: Opened,
    F: Future<Output = Result<Option<O>>> + Send + 'static,
{
    let table = from.location().clone();
    let parts = from.parts(own).await?;
    let reading = Arc::new(Reading { open, stores: from.stores().clone(), wanted });
    let mut files: VecDeque<File<O>> = parts.into_iter().map(File::Closed).collect();
    let first = loop {
        match files.pop_front() {
            Some(file) => match reading.opened(file).await? {
                Some(first) => break first,
                None => continue,
            },
            None => return Err(O::nothing_in(&table)),
        }
    };
    let wanted = &reading.wanted;
    let is_enough = wanted.columns().is_some_and(|all| first.columns.have(all));
    let (plan, files) = if files.is_empty() || (is_enough && wanted.is_for_rows()) {
        let plan =
            Plan::new(std::slice::from_ref(&first.columns), wanted, &table, O::ANYTHING.as_ref())?;
        files.push_front(File::Open(first));
        (plan, files)
    } else {
        reading.survey(first, files, &table).await?
    };
    let plan = Arc::new(plan);
    let source = plan.source().clone();
    let filter = wanted.rows_where().map(|filter| filter.bind(&plan.compared(), table.told()));
    let filter = Arc::new(filter.transpose()?);
    let schema = plan.columns();
    let batches = stream::iter(files)
        .then(move |file| {
            let (reading, plan, filter) = (reading.clone(), plan.clone(), filter.clone());
            async move {
                Ok::<_, Error>(match reading.opened(file).await? {
                    Some(open) => reading.batches(open, &plan, Option::as_ref(&filter))?,
                    None => stream::empty().boxed(),
                })
            }
        })
        .try_flatten();
    Ok(Batches::new(schema, batches).of(source))
}

/// A file of a table.
enum File<O> {
    Closed(Part),
    Open(OpenFile<O>),
}

struct OpenFile<O> {
    file: O,
    columns: FileColumns,
    location: Location,
}

/// How the files of a table are read.
struct Reading<Open> {
    open: Open,
    stores: Stores,
    wanted: Wanted,
}

impl<O, F, Open> Reading<Open>
where
    O: Opened,
    F: Future<Output = Result<Option<O>>> + Send + 'static,
    Open: Fn(Stores, Part, Wanted) -> F + Send + Sync + 'static,
{
    /// Opens a file, if it isn't open.
    async fn opened(&self, file: File<O>) -> Result<Option<OpenFile<O>>> {
        let part = match file {
            File::Open(open) => return Ok(Some(open)),
            File::Closed(part) => part,
        };
        let location = part.location.clone();
        let opening = (self.open)(self.stores.clone(), part, self.wanted.clone());
        let Some(file) = opening.await? else { return Ok(None) };
        let schema = file.schema();
        once(&schema, &self.wanted, &location)?;
        let columns = FileColumns::new(location.clone(), schema, |column| file.is_empty(column));
        Ok(Some(OpenFile { file, columns, location }))
    }

    /// Asks all files for their columns. Some stay open.
    async fn survey(
        &self,
        first: OpenFile<O>,
        others: VecDeque<File<O>>,
        table: &Location,
    ) -> Result<(Plan, VecDeque<File<O>>)> {
        let mut columns = vec![first.columns.clone()];
        let mut files = VecDeque::from([File::Open(first)]);
        let others = others.into_iter().enumerate().map(|(index, file)| async move {
            let part = match &file {
                File::Closed(part) if index + 1 >= O::OPEN => Some(part.clone()),
                _ => None,
            };
            Ok::<_, Error>(self.opened(file).await?.map(|open| {
                let columns = open.columns.clone();
                (columns, part.map_or(File::Open(open), File::Closed))
            }))
        });
        let mut others = std::pin::pin!(stream::iter(others).buffered(ASKED_AT_ONCE));
        while let Some(other) = others.next().await {
            if let Some((own, file)) = other? {
                columns.push(own);
                files.push_back(file);
            }
        }
        Ok((Plan::new(&columns, &self.wanted, table, O::ANYTHING.as_ref())?, files))
    }

    /// The batches of a file, with the columns of the table.
    fn batches(
        &self,
        open: OpenFile<O>,
        plan: &Plan,
        filter: Option<&Bound>,
    ) -> Result<BoxStream<'static, Result<RecordBatch>>> {
        let OpenFile { mut file, columns, location } = open;
        file.typed(plan.source());
        let (schema, batches) = file.batches(&self.wanted, filter)?;
        let to = match self.wanted.is_for_rows() {
            true => plan.for_rows(&columns, &schema)?,
            false => plan.columns(),
        };
        let mut shape = Shape::new(to, location);
        if !shape.changes(&schema) {
            return Ok(batches);
        }
        Ok(batches.map(move |batch| shape.batch(&batch?)).boxed())
    }
}

/// An error if columns that are wanted have the same name: one of them would be lost.
fn once(columns: &Schema, wanted: &Wanted, location: &Location) -> Result<()> {
    let fields = columns.fields();
    let twice = fields.iter().enumerate().find(|(index, field)| {
        let named = |other: &FieldRef| other.name() == field.name();
        wanted.columns().is_none_or(|wanted| wanted.iter().any(named))
            && fields[..*index].iter().any(named)
    });
    match twice {
        Some((_, field)) => Err(Error::fatal(format!(
            "two columns of {} are called `{}`: rename one of them",
            location.told(),
            field.name()
        ))),
        None => Ok(()),
    }
}
