//! Batches into an Arrow file, straight into a store.

use arrow_array::RecordBatch;
use arrow_ipc::writer::FileWriter as Encoder;
use arrow_schema::{ArrowError, DataType, Field, SchemaRef};

use super::sums::Output;
use crate::error::{Error, Result};
use crate::frame::folder::Created;
use crate::frame::place::Place;
use crate::frame::seal;
use crate::storage::Location;

/// The name of a table's only file.
const NAME: &str = "00000";

/// Writes the one file of a table.
pub(super) struct FileWriter {
    encoder: Encoder<Output>,
}

impl Created for FileWriter {
    fn create(to: &Place, schema: &SchemaRef) -> Result<FileWriter> {
        let has_dictionaries = schema.fields().iter().any(|field| has_dictionaries(field));
        let output = Output::new(to.sink(NAME)?, has_dictionaries);
        let location = output.sink.location().clone();
        let mut encoder =
            Encoder::try_new(output, schema).map_err(|error| failed(&location, &error))?;
        encoder.get_mut().cut();
        Ok(FileWriter { encoder })
    }

    async fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let written = self.encoder.write(batch);
        let output = self.encoder.get_mut();
        written.map_err(|error| failed(output.sink.location(), &error))?;
        output.cut();
        output.sink.settle().await
    }

    async fn finish(mut self) -> Result<()> {
        let location = self.encoder.get_ref().sink.location().clone();
        let text = self.encoder.get_mut().text();
        self.encoder.write_metadata(seal::KEY, text);
        let ended = self.encoder.into_inner().and_then(|output| Ok(output.end()?));
        ended.map_err(|error| failed(&location, &error))?.finish().await
    }
}

fn has_dictionaries(field: &Field) -> bool {
    match field.data_type() {
        DataType::Dictionary(..) => true,
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        | DataType::FixedSizeList(item, _)
        | DataType::Map(item, _) => has_dictionaries(item),
        DataType::Struct(fields) => fields.iter().any(|field| has_dictionaries(field)),
        DataType::Union(fields, _) => fields.iter().any(|(_, field)| has_dictionaries(field)),
        DataType::RunEndEncoded(_, values) => has_dictionaries(values),
        _ => false,
    }
}

fn failed(location: &Location, error: &ArrowError) -> Error {
    Error::fatal(format!("writing the table {}: {error}", location.told()))
}
