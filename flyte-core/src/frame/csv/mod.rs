//! Comma-separated values: the format `csv`, with a first line of names.
//!
//! A table is a folder with the file `.csv`, as flytekit writes it; other folders and single files are read too. A CSV
//! file has no types: a row's are taken, and without a row the first lines tell. It can't tell an empty text from a
//! missing one, so an empty field is an empty text where the column isn't nullable, and missing otherwise.

mod read;
mod write;

use arrow_array::{Array, ArrayRef, make_array};
use arrow_schema::{ArrowError, DataType};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::batches::Batches;
use super::codec::{Decoder, Encoder, Wanted};
use super::folder;
use super::place::Place;
use crate::error::Result;
use read::File;
use write::FileWriter;

/// The name of a table's only file.
const NAME: &str = ".csv";

/// The format `csv`.
pub(super) struct Csv;

impl Encoder<Batches> for Csv {
    fn encode(&self, mut frame: Batches, to: Place) -> BoxFuture<'static, Result<()>> {
        async move {
            let mut file = FileWriter::create(&to, frame.schema())?;
            while let Some(batch) = frame.next().await {
                file.write(&batch?).await?;
            }
            file.finish().await
        }
        .boxed()
    }
}

impl Decoder<Batches> for Csv {
    fn decode(&self, from: Place, wanted: Wanted) -> BoxFuture<'static, Result<Batches>> {
        folder::read(from, wanted, NAME, File::open).boxed()
    }
}

/// The type under which the CSV writer and reader take a type: they know zones as offsets only, and a moment is the
/// same in each.
fn plain(of: &DataType) -> DataType {
    match of {
        DataType::Timestamp(unit, Some(_)) => DataType::Timestamp(*unit, Some("+00:00".into())),
        other => other.clone(),
    }
}

/// The same moments in another zone.
fn rezone(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, ArrowError> {
    if array.data_type() == to {
        return Ok(array.clone());
    }
    Ok(make_array(array.to_data().into_builder().data_type(to.clone()).build()?))
}
