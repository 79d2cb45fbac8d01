//! Tables on the wire: a structured dataset by itself, a map with uri and format inside a struct.

use std::sync::Arc;

use flyte_types::columns::Table;
use flyte_types::contents::{Levels, StoredData};
use flyte_types::convert::record;
use flyte_types::idl::core::schema_type::schema_column::SchemaColumnType;
use flyte_types::idl::core::structured_dataset_type::DatasetColumn;
use flyte_types::idl::core::{LiteralType, Schema, SimpleType, StructuredDatasetType};
use flyte_types::interface::shape;
use flyte_types::msgpack::{Dialect, Kind as Packed, Packer, Unpacker};
use flyte_types::schema::{self, json};
use flyte_types::wire::{self, Dataset, Kind};
use flyte_types::{Error, Field, FlyteType, Handover, Result};
use prost::Message;

use super::about::About;
use super::table::StructuredDataset;
use crate::value::format::Format;
use crate::value::reference::{Reference, Shared, Source};

const TITLE: &str = "StructuredDataset";

/// What came in a literal is stored already, wherever it is.
fn arrived(uri: &str) -> Shared {
    Reference::share(Source::Stored(uri.to_owned()), true).of_table()
}

fn uri(shared: &Shared) -> Result<&str> {
    shared.0.blocking_uri().map_err(|error| Error::new(error.to_string()))
}

/// The older type of tables, which were always Parquet.
fn of_schema(schema: &[u8]) -> Result<(String, About)> {
    let Schema { uri, r#type } =
        Schema::decode(schema).map_err(|error| Error::new(format!("not a schema: {error}")))?;
    let mut about = About::of_format("parquet");
    for column in r#type.unwrap_or_default().columns {
        let ty = match SchemaColumnType::try_from(column.r#type) {
            Ok(SchemaColumnType::Integer) => SimpleType::Integer,
            Ok(SchemaColumnType::Float) => SimpleType::Float,
            Ok(SchemaColumnType::Boolean) => SimpleType::Boolean,
            Ok(SchemaColumnType::Datetime) => SimpleType::Datetime,
            Ok(SchemaColumnType::Duration) => SimpleType::Duration,
            Ok(SchemaColumnType::String) | Err(_) => SimpleType::String,
        };
        let literal_type = Some(schema::simple(ty));
        about.change(|ty| ty.columns.push(DatasetColumn { name: column.name, literal_type }));
    }
    Ok((uri, about))
}

impl<Row: Table, F: Format> Field for StructuredDataset<Row, F> {
    type Inside<L: Levels> = StoredData;

    fn references<'a>(&'a self, found: &mut Vec<&'a dyn Handover>) {
        found.push(&self.shared);
    }

    /// flytekit knows neither columns nor format of a table that is a field.
    fn field_type() -> LiteralType {
        schema::dataset(StructuredDatasetType::default())
    }

    fn schema() -> prost_types::Struct {
        json::dataset()
    }

    fn pack(&self, out: &mut Packer) -> Result<()> {
        let uri = uri(&self.shared)?;
        out.map_header(2);
        out.key("uri");
        out.text(uri);
        out.key("file_format");
        out.text(self.format());
        Ok(())
    }

    fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
        let (mut uri, mut format) = (None, None);
        for _ in 0..input.map_header(TITLE)? {
            match input.key()? {
                "uri" => uri = Some(record::field::<String>(input, "uri")?),
                "file_format" => {
                    format = record::field::<Option<String>>(input, "file_format")?;
                }
                _ => input.skip()?,
            }
        }
        let uri = record::required(uri, TITLE, "uri")?;
        let about = About::of_format(&format.unwrap_or_default());
        Ok(Self::wrap(arrived(&uri), Arc::new(about)))
    }

    fn packs_as(kind: Packed, _: Dialect) -> bool {
        kind == Packed::Map
    }
}

impl<Row: Table, F: Format> FlyteType for StructuredDataset<Row, F> {
    type Shape = shape::Table;

    fn literal_type() -> LiteralType {
        schema::dataset(Self::declared())
    }

    const UNION_TAG: &'static str = "StructuredDataset Transformer";

    fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
        let reference = &*self.shared.0;
        let ty = self.about.settled(Self::declared());
        wire::put_dataset(out, Dataset { uri: uri(&self.shared)?, ty: &ty });
        if let Some(hash) = reference.hash() {
            wire::put_hash(out, &hash);
        }
        for (key, value) in &reference.metadata {
            wire::put_metadata(out, key, value);
        }
        Ok(())
    }

    fn decode(literal: wire::Literal<'_>) -> Result<Self> {
        let (mut shared, about) = match literal.kind {
            Kind::StructuredDataset(body) => {
                let dataset = Dataset::parse(body)?;
                (arrived(dataset.uri), About::arrived(dataset.ty)?)
            }
            Kind::Schema(body) => {
                let (uri, about) = of_schema(body)?;
                (arrived(&uri), about)
            }
            Kind::Binary { .. } | Kind::Generic(_) => return record::decode(literal, TITLE),
            _ => return Err(literal.unexpected("a structured dataset")),
        };
        let own = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
        let reference = Arc::make_mut(&mut shared.0);
        reference.metadata = literal.metadata()?.into_iter().map(own).collect();
        reference.hash = literal.hash.map(str::to_owned);
        Ok(Self::wrap(shared, Arc::new(about)))
    }
}
