//! Files and directories on the wire: a blob by itself, a map with a path inside a struct.

use std::collections::BTreeMap;
use std::sync::Arc;

use flyte_types::contents::{Levels, StoredData};
use flyte_types::convert::record;
use flyte_types::idl::core::LiteralType;
use flyte_types::interface::shape;
use flyte_types::msgpack::{Dialect, Kind as Packed, Packer, Unpacker};
use flyte_types::schema::{self, json};
use flyte_types::wire::{self, Blob, Kind};
use flyte_types::{Error, Field, FlyteType, Handover, Result};

use super::directory::FlyteDirectory;
use super::file::FlyteFile;
use super::format::{self, Format};
use super::plain::Plain;
use super::reference::{Reference, Shared, Source};

const FILE: &str = "FlyteFile";
const DIRECTORY: &str = "FlyteDirectory";

fn noun(directory: bool) -> &'static str {
    if directory { "a directory" } else { "a file" }
}

/// What came in a literal is stored already, wherever it is.
fn arrived(uri: &str, directory: bool, metadata: BTreeMap<String, String>) -> Shared {
    let mut shared = Reference::share(Source::Stored(uri.to_owned()), directory);
    Arc::make_mut(&mut shared.0).metadata = metadata;
    shared
}

fn uri(shared: &Shared) -> Result<&str> {
    shared.0.blocking_uri().map_err(|error| Error::new(error.to_string()))
}

fn pack(shared: &Shared, out: &mut Packer) -> Result<()> {
    let (uri, metadata) = (uri(shared)?, &shared.0.metadata);
    let noted = !shared.0.directory && !metadata.is_empty();
    out.map_header(1 + usize::from(noted));
    out.key("path");
    out.text(uri);
    if noted {
        out.key("metadata");
        out.map_header(metadata.len());
        for (key, value) in metadata {
            out.text(key);
            out.text(value);
        }
    }
    Ok(())
}

fn unpack(input: &mut Unpacker<'_>, directory: bool) -> Result<Shared> {
    let name = if directory { DIRECTORY } else { FILE };
    let (mut path, mut metadata) = (None, BTreeMap::new());
    for _ in 0..input.map_header(name)? {
        match input.key()? {
            "path" => path = Some(record::field::<String>(input, "path")?),
            "metadata" if !directory => {
                let read = record::field::<Option<BTreeMap<String, String>>>(input, "metadata")?;
                metadata = read.unwrap_or_default();
            }
            _ => input.skip()?,
        }
    }
    let path = record::required(path, name, "path")?;
    Ok(arrived(&path, directory, metadata))
}

fn encode<F: Format>(shared: &Shared, out: &mut Vec<u8>) -> Result<()> {
    let reference = &*shared.0;
    let blob =
        Blob { uri: uri(shared)?, format: format::name::<F>(), directory: reference.directory };
    wire::put_blob(out, blob);
    if let Some(hash) = reference.hash() {
        wire::put_hash(out, &hash);
    }
    for (key, value) in &reference.metadata {
        wire::put_metadata(out, key, value);
    }
    Ok(())
}

/// Reads a blob. The format is not compared: what is declared holds.
fn decode(literal: &wire::Literal<'_>, blob: &[u8], directory: bool) -> Result<Shared> {
    let blob = Blob::parse(blob)?;
    if blob.directory != directory {
        return Err(Error::expected(noun(directory), noun(blob.directory)));
    }
    let own = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    let metadata = literal.metadata()?.into_iter().map(own).collect();
    let mut shared = arrived(blob.uri, directory, metadata);
    Arc::make_mut(&mut shared.0).hash = literal.hash.map(str::to_owned);
    Ok(shared)
}

macro_rules! reference {
    ($reference:ident, $directory:literal, $schema:path, $title:ident, $tag:literal) => {
        impl<F: Format> Field for $reference<F> {
            type Inside<L: Levels> = StoredData;

            fn references<'a>(&'a self, found: &mut Vec<&'a dyn Handover>) {
                found.push(&self.shared);
            }

            fn field_type() -> LiteralType {
                Self::literal_type()
            }

            fn schema() -> prost_types::Struct {
                $schema()
            }

            fn pack(&self, out: &mut Packer) -> Result<()> {
                pack(&self.shared, out)
            }

            fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
                unpack(input, $directory).map(Self::wrap)
            }

            fn packs_as(kind: Packed, _: Dialect) -> bool {
                kind == Packed::Map
            }
        }

        impl<F: Format> FlyteType for $reference<F> {
            type Shape = shape::Single;

            fn literal_type() -> LiteralType {
                schema::blob(format::name::<F>(), $directory)
            }

            const UNION_TAG: &'static str = $tag;

            fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
                encode::<F>(&self.shared, out)
            }

            fn decode(literal: wire::Literal<'_>) -> Result<Self> {
                match literal.kind {
                    Kind::Blob(blob) => decode(&literal, blob, $directory).map(Self::wrap),
                    Kind::Binary { .. } | Kind::Generic(_) => record::decode(literal, $title),
                    _ => Err(literal.unexpected(noun($directory))),
                }
            }
        }

        impl<F: Format> Plain for $reference<F> {}
    };
}

reference!(FlyteFile, false, json::file, FILE, "FlyteFilePath");
reference!(FlyteDirectory, true, json::directory, DIRECTORY, "FlyteDirectory");
