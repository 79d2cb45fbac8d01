//! Paths of files on some machine: text in Flyte, which moves no file. Inside a struct the schema says `path`, as
//! flytekit's does for `pathlib.Path`.

use std::path::PathBuf;

use bytes::Bytes;

use super::{Field, FlyteType};
use crate::contents::{Levels, Nothing};
use crate::error::{Error, Result};
use crate::idl::core::LiteralType;
use crate::msgpack::{self, Packer, Unpacker};
use crate::schema::json;
use crate::wire;

/// A path as text. One that is no Unicode has none, and a replacement would name another file.
fn text(path: &PathBuf) -> Result<&str> {
    path.to_str().ok_or_else(|| {
        Error::new(format!("the path {path:?} is not Unicode, and a path travels as text"))
    })
}

impl Field for PathBuf {
    type Inside<L: Levels> = Nothing;

    fn field_type() -> LiteralType {
        String::field_type()
    }

    fn schema() -> prost_types::Struct {
        json::formatted("string", "path")
    }

    fn pack(&self, out: &mut Packer) -> Result<()> {
        out.text(text(self)?);
        Ok(())
    }

    fn unpack(input: &mut Unpacker<'_>) -> Result<Self> {
        input.text().map(PathBuf::from)
    }

    fn default_json(&self) -> Option<prost_types::Value> {
        self.to_str().map(json::text)
    }

    fn packs_as(kind: msgpack::Kind, _: msgpack::Dialect) -> bool {
        kind == msgpack::Kind::Text
    }
}

impl FlyteType for PathBuf {
    type Shape = crate::interface::shape::Single;

    fn literal_type() -> LiteralType {
        String::literal_type()
    }

    const UNION_TAG: &'static str = String::UNION_TAG;

    fn encode(&self, out: &mut Vec<u8>) -> Result<()> {
        wire::put_text(out, text(self)?);
        Ok(())
    }

    fn decode(literal: wire::Literal<'_>) -> Result<Self> {
        <String as FlyteType>::decode(literal).map(PathBuf::from)
    }

    fn variant_type() -> Bytes {
        String::variant_type()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    use super::*;
    use crate::interface::{decode_one, encode_one};

    #[test]
    fn as_text_or_not_at_all() {
        let path = PathBuf::from("/data/größe.csv");
        let literal = encode_one(&path).unwrap();
        assert_eq!(literal, encode_one(&"/data/größe.csv".to_owned()).unwrap());
        assert_eq!(decode_one::<PathBuf>(&literal).unwrap(), path);
        let strange = PathBuf::from(OsStr::from_bytes(b"/data/\xff"));
        let error = encode_one(&strange).unwrap_err().to_string();
        assert!(error.contains("\\xFF") && error.contains("Unicode"), "{error}");
    }
}
