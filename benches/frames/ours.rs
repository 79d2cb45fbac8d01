//! The same by `flyte::frames`.

use std::path::Path;

use flyte::frames::{self, Batches, Place, Rows, TableWriter, Wanted};
use flyte::storage::{Location, Stores};

use crate::data::{Data, Row, schema, sum};

fn place(path: &Path) -> Place {
    Place::new(Stores::shared().clone(), Location::from_path(path).expect("a path"))
}

fn run<T>(future: impl Future<Output = flyte::Result<T>>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(future).expect("a table")
}

pub(crate) fn write_batches(data: &Data, to: &Path) {
    run(async {
        let mut writer = TableWriter::create(place(to), "parquet", schema())?;
        for batch in data.batches() {
            writer.write_batch(batch).await?;
        }
        writer.finish().await
    });
}

pub(crate) fn write_rows(data: &Data, to: &Path) {
    run(async {
        let mut writer = TableWriter::create(place(to), "parquet", schema())?;
        for rows in data.chunks() {
            writer.write(rows).await?;
        }
        writer.finish().await
    });
}

pub(crate) fn read_batches(from: &Path) -> usize {
    run(async {
        let mut batches: Batches = frames::read(&place(from), "parquet", Wanted::all()).await?;
        let mut rows = 0;
        while let Some(batch) = batches.next().await {
            rows += batch?.num_rows();
        }
        Ok(rows)
    })
}

pub(crate) fn read_rows(from: &Path) -> i64 {
    run(async {
        let batches: Batches = frames::read(&place(from), "parquet", Wanted::all()).await?;
        let mut rows = Rows::<Row>::new(batches, "the table")?;
        let mut total = 0;
        while let Some(chunk) = rows.chunk().await {
            total += sum(&chunk?);
        }
        Ok(total)
    })
}
