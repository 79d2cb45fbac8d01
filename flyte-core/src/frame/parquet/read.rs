//! Parquet files as streams of batches.

use arrow_array::RecordBatch;
use arrow_schema::{Fields, SchemaRef};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::arrow::async_reader::ParquetRecordBatchStreamBuilder;

use super::groups;
use super::input::{Input, from_parquet};
use crate::error::{Error, Result};
use crate::frame::codec::Wanted;
use crate::frame::filter::Bound;
use crate::frame::folder::Opened;
use crate::frame::place::Part;
use crate::frame::{guard, project};
use crate::storage::{Location, Stores};

/// A file whose footer has been read.
pub(super) struct File {
    location: Location,
    input: Input,
    metadata: ArrowReaderMetadata,
}

impl File {
    pub(super) async fn open(stores: Stores, part: Part) -> Result<File> {
        let location = part.location.clone();
        let opening = async {
            let mut input = Input::open(&stores, &part).await?;
            let options = ArrowReaderOptions::new();
            let metadata = ArrowReaderMetadata::load_async(&mut input, options).await;
            match metadata {
                Ok(metadata) => Ok((input, metadata)),
                Err(error) => {
                    let error = from_parquet(&reading(&location), error);
                    Err(input.advised(error).await)
                }
            }
        };
        let (input, metadata) = guard::future(&location, opening).await?;
        Ok(File { location, input, metadata })
    }

    pub(super) fn location(&self) -> &Location {
        &self.location
    }

    pub(super) fn metadata(&self) -> &ArrowReaderMetadata {
        &self.metadata
    }
}

impl Opened for File {
    // each with the end of its file
    const OPEN: usize = 32;

    fn nothing_in(location: &Location) -> Error {
        Error::fatal(format!("there are no files of a table in {}", location.told()))
    }

    fn schema(&self) -> SchemaRef {
        self.metadata.schema().clone()
    }

    fn is_empty(&self, column: &str) -> bool {
        groups::has_no_value(&self.metadata, column)
    }

    fn batches(
        self,
        wanted: &Wanted,
        filter: Option<&Bound>,
    ) -> Result<(SchemaRef, BoxStream<'static, Result<RecordBatch>>)> {
        let File { location, input, metadata } = self;
        let doing = reading(&location);
        let building = || {
            let mask = wanted.columns().map(|columns| mask(&metadata, columns));
            let mut builder =
                ParquetRecordBatchStreamBuilder::new_with_metadata(input, metadata.clone())
                    .with_batch_size(wanted.batch_rows());
            if let Some(mask) = mask {
                builder = builder.with_projection(mask);
            }
            if let Some(groups) = filter.and_then(|filter| groups::chosen(&metadata, filter)) {
                builder = builder.with_row_groups(groups);
            }
            builder.build().map_err(|error| from_parquet(&doing, error))
        };
        let stream = guard::call(&location, building)?;
        let schema = stream.schema().clone();
        let stream = stream.map_err(move |error| from_parquet(&doing, error)).boxed();
        Ok((schema, guard::stream(location, stream).boxed()))
    }
}

fn reading(location: &Location) -> String {
    format!("reading the Parquet file {}", location.told())
}

fn mask(metadata: &ArrowReaderMetadata, wanted: &Fields) -> ProjectionMask {
    let schema = metadata.parquet_schema();
    let chosen = |marks: Vec<bool>| {
        marks.into_iter().enumerate().filter_map(|(n, marked)| marked.then_some(n))
    };
    let leaves = project::leaves(metadata.schema().fields(), wanted);
    if leaves.len() == schema.num_columns() {
        return ProjectionMask::leaves(schema, chosen(leaves));
    }
    // a type whose leaves aren't known here: whole columns
    let roots = metadata.schema().fields().iter();
    let roots = roots.map(|field| wanted.iter().any(|wanted| wanted.name() == field.name()));
    ProjectionMask::roots(schema, chosen(roots.collect()))
}
