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
use crate::error::Result;
use crate::frame::codec::Wanted;
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
    pub(super) async fn open(stores: Stores, part: Part, _: Wanted) -> Result<File> {
        let location = part.location.clone();
        let opening = async {
            let mut input = Input::open(&stores, &part).await?;
            let options = ArrowReaderOptions::new();
            let metadata = ArrowReaderMetadata::load_async(&mut input, options).await;
            let metadata = metadata.map_err(|error| from_parquet(&reading(&location), error))?;
            Ok((input, metadata))
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
    fn schema(&self) -> SchemaRef {
        self.metadata.schema().clone()
    }

    fn batches(
        self,
        wanted: &Wanted,
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
            if let Some(filter) = wanted.rows_where() {
                let bound = filter.bind(metadata.schema().fields(), location.as_str())?;
                if let Some(groups) = groups::chosen(&metadata, &bound) {
                    builder = builder.with_row_groups(groups);
                }
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
    format!("reading the Parquet file {location}")
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
