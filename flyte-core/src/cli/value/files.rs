//! Files, directories and tables as people name them: a path or a uri.

use std::path::Path;

use flyte_types::idl::core::BlobType;
use flyte_types::idl::core::blob_type::BlobDimensionality;
use flyte_types::{Error, Result};

use super::expect::{expected, quoted};
use super::json::Json;
use crate::storage::Location;

/// Whether it is a directory's type.
pub(super) fn is_directory(blob: &BlobType) -> bool {
    blob.dimensionality == BlobDimensionality::Multipart as i32
}

/// What a value of this type names.
pub(super) fn place(directory: bool) -> Place {
    if directory { Place::Directory } else { Place::File }
}

/// What a text may name.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    File,
    Directory,
    /// A directory of files, or one file.
    Table,
}

impl Place {
    fn noun(self) -> &'static str {
        match self {
            Place::File => "a file",
            Place::Directory => "a directory",
            Place::Table => "a table",
        }
    }
}

/// The uri: what has a scheme stays as it is, a path becomes the whole path of something that is there.
pub(super) fn uri(text: &str, place: Place) -> Result<String> {
    let location = Location::parse(text).map_err(|error| Error::new(error.message()))?;
    let Some(path) = location.local_path() else { return Ok(text.to_owned()) };
    let found =
        |what: &str| Error::expected(place.noun(), format_args!("{}: {what}", quoted(text)));
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            match text.starts_with("~/") {
                true => Err(found(
                    "nothing is there; `~` is put in by a shell, and only before a word: write $HOME",
                )),
                false => Err(found("nothing is there")),
            }
        }
        Err(error) => Err(found(&error.to_string())),
        Ok(meta) if meta.is_dir() && place == Place::File => Err(found("a directory")),
        Ok(meta) if !meta.is_dir() && place == Place::Directory => Err(found("a file")),
        Ok(meta) if !meta.is_dir() && !meta.is_file() => {
            Err(found("a pipe or a device; write what it gives to a file first"))
        }
        Ok(_) => whole(path),
    }
}

fn whole(path: &Path) -> Result<String> {
    path.to_str().map(str::to_owned).ok_or_else(|| Error::new("the path is not UTF-8"))
}

/// The uri that a JSON value names: text, or the object that a file is inside a struct.
pub(super) fn from_json(json: &Json, place: Place) -> Result<String> {
    match json {
        Json::Text(text) => uri(text, place),
        Json::Object(fields) if fields.len() == 1 => match fields.get("path") {
            Some(Json::Text(text)) => uri(text, place),
            _ => Err(expected("a path or uri", json)),
        },
        _ => Err(expected("a path or uri", json)),
    }
}

/// The uri and format of a table: text, or the object that a table is inside a struct. Where nobody names a format, the
/// ending of a file's name does.
pub(super) fn table_from_json(json: &Json, declared: &str) -> Result<(String, String)> {
    let wanted = "a path or uri, or {\"uri\": …, \"file_format\": …}";
    let (text, format) = match json {
        Json::Text(text) => (text, None),
        Json::Object(fields) => {
            let known = |name: &String| name == "uri" || name == "file_format";
            match (fields.get("uri"), fields.get("file_format")) {
                (Some(Json::Text(text)), None | Some(Json::Null)) if fields.keys().all(known) => {
                    (text, None)
                }
                (Some(Json::Text(text)), Some(Json::Text(format))) if fields.keys().all(known) => {
                    (text, Some(format.as_str()))
                }
                _ => return Err(expected(wanted, json)),
            }
        }
        _ => return Err(expected(wanted, json)),
    };
    let ending = text.rsplit_once('.').map_or("", |(_, ending)| ending);
    let of_name = Some(ending).filter(|ending| matches!(*ending, "arrow" | "csv" | "parquet"));
    let format = match declared {
        "" => format.or(of_name).unwrap_or_default(),
        declared => declared,
    };
    Ok((uri(text, Place::Table)?, format.to_owned()))
}
