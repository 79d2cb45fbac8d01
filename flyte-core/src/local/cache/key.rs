//! The key of an entry: the task's name, the cache's version, the shape of the interface and the inputs, each in one
//! spelling, as the platform's catalog sees them.
//!
//! Of the interface count names and types, with a type's structure and an annotation `cache-key-metadata`;
//! descriptions, schemas and other annotations don't. Of the inputs those that the task doesn't ignore count. A
//! literal with a hash counts as its hash; that holds inside lists and maps, not inside unions. A file on this
//! machine counts as what is in it, wherever it stands. What is offloaded counts as its hash, or as if it stood in its
//! place where the task hashes that input or may find files in it. The order of a map's keys is nothing, and neither
//! is the sign of zero or the kind of a NaN.

use std::collections::HashSet;

use bytes::Bytes;
use flyte_types::idl::core::LiteralType;
use flyte_types::idl::core::literal_type::Type;
use flyte_types::interface::Variable;
use flyte_types::wire::{Blob, Dataset, Kind, Literal};
use prost::Message;

use crate::definition::{InputSpec, TaskDefinition};
use crate::error::Error;
use crate::value::Seen;

/// A key.
pub(crate) type Key = blake3::Hash;

const CACHE_KEY_METADATA: &str = "cache-key-metadata";

/// Deeper than this a literal counts as its bytes.
const DEEPEST: u32 = 64;

/// The inputs that count, each with its index, in the order of their names.
pub(super) fn counted<'a>(
    task: &TaskDefinition,
    inputs: &'a [Bytes],
) -> Vec<(usize, &'static InputSpec, &'a Bytes)> {
    let ignored = task.options.cache.as_ref().map_or(&[][..], |cache| cache.ignore);
    let mut counted: Vec<_> = task
        .spec
        .inputs
        .iter()
        .zip(inputs)
        .enumerate()
        .map(|(index, (input, value))| (index, input, value))
        .filter(|(_, input, value)| !ignored.contains(&input.name) && !value.is_empty())
        .collect();
    counted.sort_by_key(|(_, input, _)| input.name);
    counted
}

/// The key of a call. `seen`: by the index of an input, what lies on this machine and is named in it.
pub(super) fn of(
    task: &TaskDefinition,
    inputs: &[Bytes],
    seen: &[(usize, Vec<Seen>)],
) -> Result<Key, Error> {
    let version = task.options.cache.as_ref().map_or("", |cache| cache.version.trim());
    let mut key = Writer::new("flyte cache key 1");
    key.text(task.spec.full_name());
    key.text(version);
    key.interface(task.spec.input_variables());
    key.interface(task.spec.output_variables());
    let counted = counted(task, inputs);
    key.number(counted.len() as u64);
    for (index, input, value) in counted {
        key.text(input.name);
        let found = seen.iter().find(|(of, _)| *of == index);
        key.seen = found.map_or(&[], |(_, seen)| seen);
        key.counted.clear();
        let own = Literal::parse(value).is_ok_and(|literal| literal.hash.is_some());
        let written = match input.hash.filter(|_| !own) {
            Some(hash) => hash(value).and_then(|hash| key.hashed(&hash, value)),
            None => key.literal(value, true, 0).map(|()| key.rest()),
        };
        written.map_err(|error| Error::from(error).input(input.name))?;
    }
    Ok(key.hasher.finalize())
}

/// Writes into the hash. Whatever has no fixed length is written with its length, so nothing runs together.
struct Writer<'a> {
    hasher: blake3::Hasher,
    /// What lies on this machine and is named in the input at hand.
    seen: &'a [Seen],
    /// The uris of those that stand in the key instead of their blobs.
    counted: HashSet<&'a str>,
}

impl Writer<'_> {
    fn new(domain: &str) -> Self {
        let hasher = blake3::Hasher::new();
        let mut writer = Writer { hasher, seen: &[], counted: HashSet::new() };
        writer.text(domain);
        writer
    }

    fn tag(&mut self, tag: u8) {
        self.hasher.update(&[tag]);
    }

    fn number(&mut self, number: u64) {
        self.hasher.update(&number.to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.hasher.update(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// What stands for a literal.
    fn hash(&mut self, hash: &str) {
        self.tag(1);
        self.text(hash);
    }

    /// What the task's own function says of an input. An empty text is no hash, as on the wire: the value counts.
    fn hashed(&mut self, hash: &str, value: &[u8]) -> flyte_types::Result<()> {
        if hash.is_empty() {
            return self.literal(value, true, 0);
        }
        self.hash(hash);
        Ok(())
    }

    /// A file, directory or table of this machine is what is in it.
    fn content(&mut self, uri: &str) -> bool {
        let Some(seen) = self.seen.iter().find(|seen| seen.uri == uri) else { return false };
        self.counted.insert(&seen.uri);
        self.hash(&seen.hash);
        true
    }

    /// What is named inside structs counts beside them.
    fn rest(&mut self) {
        for seen in self.seen {
            if !self.counted.contains(&*seen.uri) {
                self.hash(&seen.hash);
            }
        }
    }

    fn interface(&mut self, variables: &[Variable]) {
        let mut variables: Vec<&Variable> = variables.iter().collect();
        variables.sort_by(|left, right| left.name.cmp(&right.name));
        self.number(variables.len() as u64);
        for variable in variables {
            self.text(&variable.name);
            self.ty(&variable.ty);
        }
    }

    fn ty(&mut self, ty: &LiteralType) {
        match &ty.r#type {
            None => self.tag(0),
            Some(Type::Simple(simple)) => {
                self.tag(1);
                self.number(u64::from(simple.cast_unsigned()));
            }
            Some(Type::CollectionType(inner)) => {
                self.tag(2);
                self.ty(inner);
            }
            Some(Type::MapValueType(inner)) => {
                self.tag(3);
                self.ty(inner);
            }
            Some(Type::UnionType(union)) => {
                self.tag(4);
                self.number(union.variants.len() as u64);
                union.variants.iter().for_each(|variant| self.ty(variant));
            }
            Some(Type::EnumType(values)) => {
                self.tag(5);
                self.bytes(&values.encode_to_vec());
            }
            Some(Type::Blob(blob)) => {
                self.tag(6);
                self.bytes(&blob.encode_to_vec());
            }
            Some(Type::Schema(schema)) => {
                self.tag(7);
                self.bytes(&schema.encode_to_vec());
            }
            Some(Type::StructuredDatasetType(table)) => {
                self.tag(8);
                self.number(table.columns.len() as u64);
                for column in &table.columns {
                    self.text(&column.name);
                    self.ty(column.literal_type.as_ref().unwrap_or(&LiteralType::default()));
                }
                self.text(&table.format);
                self.text(&table.external_schema_type);
                self.bytes(&table.external_schema_bytes);
            }
        }
        match &ty.structure {
            None => self.tag(0),
            Some(structure) => {
                self.tag(1);
                self.text(&structure.tag);
                self.number(structure.dataclass_type.len() as u64);
                for (name, ty) in &structure.dataclass_type {
                    self.text(name);
                    self.ty(ty);
                }
            }
        }
        let annotations = ty.annotation.as_ref().and_then(|it| it.annotations.as_ref());
        match annotations.and_then(|it| it.fields.get(CACHE_KEY_METADATA)) {
            None => self.tag(0),
            Some(value) => {
                self.tag(1);
                self.bytes(&value.encode_to_vec());
            }
        }
    }

    fn literal(&mut self, bytes: &[u8], hashes: bool, depth: u32) -> flyte_types::Result<()> {
        let literal = Literal::parse(bytes)?;
        if hashes && let Some(hash) = literal.hash {
            self.hash(hash);
            return Ok(());
        }
        if depth > DEEPEST {
            self.tag(2);
            self.bytes(bytes);
            return Ok(());
        }
        match literal.kind {
            Kind::Unset => self.tag(3),
            Kind::EmptyPrimitive => self.tag(4),
            Kind::None => self.tag(5),
            Kind::Integer(value) => {
                self.tag(6);
                self.number(value.cast_unsigned());
            }
            Kind::Float(value) => {
                self.tag(7);
                self.number(one_spelling(value).to_bits());
            }
            Kind::Text(value) => {
                self.tag(8);
                self.text(value);
            }
            Kind::Boolean(value) => {
                self.tag(9);
                self.tag(u8::from(value));
            }
            Kind::Datetime { seconds, nanos } => {
                self.tag(10);
                self.number(seconds.cast_unsigned());
                self.number(u64::from(nanos.cast_unsigned()));
            }
            Kind::Duration { seconds, nanos } => {
                self.tag(11);
                self.number(seconds.cast_unsigned());
                self.number(u64::from(nanos.cast_unsigned()));
            }
            Kind::Binary { tag, value } => {
                self.tag(12);
                self.text(tag);
                self.bytes(value);
            }
            Kind::Union { value, ty } => {
                self.tag(13);
                self.literal(value, false, depth + 1)?;
                self.bytes(ty);
            }
            Kind::Collection(items) => {
                self.tag(14);
                let mut count = 0;
                for item in items {
                    self.literal(item?, hashes, depth + 1)?;
                    count += 1;
                }
                self.number(count);
            }
            Kind::Map(entries) => {
                self.tag(15);
                let mut entries = entries.collect::<flyte_types::Result<Vec<_>>>()?;
                // Of a key that comes twice the last one counts, as for every reader.
                entries.sort_by_key(|(key, _)| *key);
                for (index, (key, value)) in entries.iter().enumerate() {
                    if entries.get(index + 1).is_none_or(|(next, _)| next != key) {
                        self.tag(1);
                        self.text(key);
                        self.literal(value, hashes, depth + 1)?;
                    }
                }
                self.tag(0);
            }
            Kind::Generic(body) => {
                self.tag(16);
                self.bytes(body);
            }
            Kind::Blob(body) if self.content(Blob::parse(body)?.uri) => return Ok(()),
            Kind::Blob(body) => {
                self.tag(17);
                self.bytes(body);
            }
            Kind::StructuredDataset(body) if self.content(Dataset::parse(body)?.uri) => {
                self.bytes(Dataset::parse(body)?.ty);
                return Ok(());
            }
            Kind::StructuredDataset(body) => {
                self.tag(18);
                self.bytes(body);
            }
            Kind::Schema(body) => {
                self.tag(19);
                self.bytes(body);
            }
            Kind::Error(body) => {
                self.tag(20);
                self.bytes(body);
            }
            Kind::Offloaded(body) => {
                self.tag(21);
                self.bytes(body);
            }
        }
        let mut metadata = literal.metadata()?;
        metadata.sort_unstable();
        for (key, value) in metadata {
            self.tag(1);
            self.text(key);
            self.text(value);
        }
        self.tag(0);
        Ok(())
    }
}

/// One zero and one NaN.
fn one_spelling(value: f64) -> f64 {
    if value.is_nan() {
        f64::NAN
    } else if value == 0.0 {
        0.0
    } else {
        value
    }
}
