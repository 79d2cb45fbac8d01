//! The files of a table: those that are there, one after the other, as one stream; and the one that is made.

use std::future::Future;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{FieldRef, Schema, SchemaRef};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt, stream};

use super::batches::Batches;
use super::check::differences;
use super::codec::Wanted;
use super::place::{Part, Place};
use crate::error::{Error, Result};
use crate::storage::{Location, Stores};

/// A file that has been opened: all its columns are known, and nothing of them has been read.
pub(super) trait Opened: Send + 'static {
    /// All its columns.
    fn schema(&self) -> SchemaRef;

    /// The columns that are wanted, and their batches.
    fn batches(
        self,
        wanted: &Wanted,
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

/// The batches of a table. The first file is opened now, each other one when its turn has come; it must have the
/// columns of the first. `own` is a file of the format whose name would hide it otherwise.
pub(super) async fn read<O, F>(
    from: Place,
    wanted: Wanted,
    own: &str,
    open: impl Fn(Stores, Part, Wanted) -> F + Send + Sync + 'static,
) -> Result<Batches>
where
    O: Opened,
    F: Future<Output = Result<O>> + Send + 'static,
{
    let mut parts = from.parts(own).await?.into_iter();
    let Some(first) = parts.next() else { return Err(from.empty()) };
    let stores = from.stores().clone();
    let location = first.location.clone();
    let first = open(stores.clone(), first, wanted.clone()).await?;
    let source = first.schema();
    once(&source, &wanted, &location)?;
    let (schema, batches) = first.batches(&wanted)?;
    let shared = Arc::new((open, stores, wanted, source.clone()));
    let others = stream::iter(parts)
        .then(move |part| {
            let shared = shared.clone();
            async move {
                let (open, stores, wanted, source) = &*shared;
                let location = part.location.clone();
                let file = open(stores.clone(), part, wanted.clone()).await?;
                same(source, &file.schema(), &location)?;
                file.batches(wanted).map(|(_, batches)| batches)
            }
        })
        .try_flatten();
    Ok(Batches::new(schema, batches.chain(others)).of(source))
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
            "two columns of {location} are called `{}`: rename one of them",
            field.name()
        ))),
        None => Ok(()),
    }
}

/// An error if a file of a table has other columns than the first.
fn same(first: &Schema, here: &Schema, location: &Location) -> Result<()> {
    let column = |field: &FieldRef| (field.name().clone(), field.data_type().clone());
    let columns = |schema: &Schema| schema.fields().iter().map(column).collect::<Vec<_>>();
    if columns(first) == columns(here) {
        return Ok(());
    }
    let all = differences(first.fields(), here.fields());
    let words = if all.to_string().is_empty() {
        "they are in another order".into()
    } else {
        all.to_string()
    };
    Err(Error::fatal(format!(
        "the columns of {location} are not those of the table's first file: {words}"
    )))
}
