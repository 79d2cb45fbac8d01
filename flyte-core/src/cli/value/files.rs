//! Files and directories as people name them: a path or a uri.

use std::path::Path;

use flyte_types::idl::core::BlobType;
use flyte_types::idl::core::blob_type::BlobDimensionality;
use flyte_types::{Error, Result};
use serde_json::Value;

use super::expect::{expected, quoted};
use crate::storage::Location;

/// Whether it is a directory's type.
pub(super) fn is_directory(blob: &BlobType) -> bool {
    blob.dimensionality == BlobDimensionality::Multipart as i32
}

/// The uri: what has a scheme stays as it is, a path becomes the whole path of something that is there.
pub(super) fn uri(text: &str, directory: bool) -> Result<String> {
    let location = Location::parse(text).map_err(|error| Error::new(error.message()))?;
    let Some(path) = location.local_path() else { return Ok(text.to_owned()) };
    let wanted = if directory { "a directory" } else { "a file" };
    let found = |what: &str| Error::expected(wanted, format_args!("{}: {what}", quoted(text)));
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(found("nothing is there"))
        }
        Err(error) => Err(found(&error.to_string())),
        Ok(meta) if meta.is_dir() != directory => {
            Err(found(if directory { "a file" } else { "a directory" }))
        }
        Ok(_) => whole(path),
    }
}

fn whole(path: &Path) -> Result<String> {
    path.to_str().map(str::to_owned).ok_or_else(|| Error::new("the path is not UTF-8"))
}

/// The uri that a JSON value names: text, or the object that a file is inside a struct.
pub(super) fn from_json(json: &Value, directory: bool) -> Result<String> {
    match json {
        Value::String(text) => uri(text, directory),
        Value::Object(fields) if fields.len() == 1 => match fields.get("path") {
            Some(Value::String(text)) => uri(text, directory),
            _ => Err(expected("a path or uri", json)),
        },
        _ => Err(expected("a path or uri", json)),
    }
}
