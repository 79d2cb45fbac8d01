//! Encoders and decoders: how a frame of some type becomes files of some format, and back.

use std::any::{Any, TypeId, type_name};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use arrow_schema::Fields;
use futures_util::future::BoxFuture;

use super::batches::Batches;
use super::filter::Filter;
use super::place::Place;
use crate::error::{Error, Result};
use crate::storage::Scheme;

/// Writes frames of type `F` as a table of a format.
pub trait Encoder<F>: Send + Sync + 'static {
    /// Writes the table at `to`: files below that uri. It must be whole, or an error.
    fn encode(&self, frame: F, to: Place) -> BoxFuture<'static, Result<()>>;
}

/// Reads tables of a format as frames of type `F`.
pub trait Decoder<F>: Send + Sync + 'static {
    /// Reads the table at `from`. Columns beyond those that are wanted may be left out, and the types of a format that
    /// has none are those that are wanted.
    fn decode(&self, from: Place, wanted: Wanted) -> BoxFuture<'static, Result<F>>;
}

/// What the reader of a table wants of it.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    columns: Option<Fields>,
    filter: Option<Filter>,
    batch_rows: Option<usize>,
    for_rows: bool,
}

/// Rows of a batch when nobody says otherwise.
const BATCH_ROWS: usize = 8192;

impl Wanted {
    /// All of it.
    pub fn all() -> Wanted {
        Wanted::default()
    }

    /// These columns only; of structs, these fields only.
    #[must_use]
    pub fn only(mut self, columns: Fields) -> Wanted {
        self.columns = Some(columns);
        self
    }

    /// Only rows for which this holds. What has rows that are surely not wanted need not be read; a decoder may give
    /// rows that aren't wanted all the same.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Wanted {
        self.filter = Some(filter);
        self
    }

    /// So many rows in a batch, at most.
    #[must_use]
    pub fn rows(mut self, rows: usize) -> Wanted {
        self.batch_rows = Some(rows.max(1));
        self
    }

    /// Rows are made of the batches, by which each may have other kinds of the columns that are wanted.
    #[must_use]
    pub(crate) fn for_rows(mut self) -> Wanted {
        self.for_rows = true;
        self
    }

    pub(super) fn is_for_rows(&self) -> bool {
        self.for_rows
    }

    /// The columns that are wanted; `None` means all.
    pub fn columns(&self) -> Option<&Fields> {
        self.columns.as_ref()
    }

    /// Which rows are wanted; `None` means all.
    pub fn rows_where(&self) -> Option<&Filter> {
        self.filter.as_ref()
    }

    /// The number of rows in a batch.
    pub fn batch_rows(&self) -> usize {
        self.batch_rows.unwrap_or(BATCH_ROWS)
    }
}

/// What an encoder or decoder is found by. Without a scheme it serves every store.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    decoder: bool,
    frame: TypeId,
    format: String,
    scheme: Option<Scheme>,
}

type Codecs = HashMap<Key, Box<dyn Any + Send + Sync>>;

static CODECS: LazyLock<RwLock<Codecs>> = LazyLock::new(|| {
    let mut codecs = Codecs::new();
    let encode = |format: &str, encoder: Arc<dyn Encoder<Batches>>| {
        (key::<Batches>(false, format, None), Box::new(encoder) as Box<dyn Any + Send + Sync>)
    };
    let decode = |format: &str, decoder: Arc<dyn Decoder<Batches>>| {
        (key::<Batches>(true, format, None), Box::new(decoder) as Box<dyn Any + Send + Sync>)
    };
    codecs.extend([
        encode("parquet", Arc::new(super::parquet::Parquet)),
        decode("parquet", Arc::new(super::parquet::Parquet)),
        encode("csv", Arc::new(super::csv::Csv)),
        decode("csv", Arc::new(super::csv::Csv)),
        encode("arrow", Arc::new(super::arrow::Arrow)),
        decode("arrow", Arc::new(super::arrow::Arrow)),
    ]);
    RwLock::new(codecs)
});

fn key<F: 'static>(decoder: bool, format: &str, scheme: Option<Scheme>) -> Key {
    Key { decoder, frame: TypeId::of::<F>(), format: format.to_owned(), scheme }
}

/// Registers an encoder for frames of type `F` in a format, for one kind of store or for all. A second one for the
/// same three is refused: call this once, at the beginning of `main`. One for a kind of store goes before one for all.
pub fn register_encoder<F: 'static>(
    format: &str,
    scheme: Option<Scheme>,
    encoder: impl Encoder<F>,
) -> Result<()> {
    let encoder: Arc<dyn Encoder<F>> = Arc::new(encoder);
    register::<F>(key::<F>(false, format, scheme), Box::new(encoder))
}

/// Registers a decoder, as [`register_encoder`] does an encoder.
pub fn register_decoder<F: 'static>(
    format: &str,
    scheme: Option<Scheme>,
    decoder: impl Decoder<F>,
) -> Result<()> {
    let decoder: Arc<dyn Decoder<F>> = Arc::new(decoder);
    register::<F>(key::<F>(true, format, scheme), Box::new(decoder))
}

fn register<F>(key: Key, codec: Box<dyn Any + Send + Sync>) -> Result<()> {
    let mut codecs = CODECS.write().unwrap_or_else(PoisonError::into_inner);
    if codecs.contains_key(&key) {
        let kind = if key.decoder { "a decoder" } else { "an encoder" };
        let stores = key.scheme.map_or("all stores".to_owned(), |scheme| format!("{scheme:?}"));
        return Err(Error::fatal(format!(
            "there is {kind} already for `{}` as `{}` on {stores}",
            type_name::<F>(),
            key.format
        )));
    }
    codecs.insert(key, codec);
    Ok(())
}

/// The encoder for frames of type `F` in a format at a place.
pub(crate) fn encoder<F: 'static>(format: &str, to: &Place) -> Result<Arc<dyn Encoder<F>>> {
    find::<F, Arc<dyn Encoder<F>>>(false, format, to)
}

/// The decoder.
pub(crate) fn decoder<F: 'static>(format: &str, from: &Place) -> Result<Arc<dyn Decoder<F>>> {
    find::<F, Arc<dyn Decoder<F>>>(true, format, from)
}

fn find<F: 'static, C: Clone + 'static>(decoder: bool, format: &str, place: &Place) -> Result<C> {
    let codecs = CODECS.read().unwrap_or_else(PoisonError::into_inner);
    let scheme = place.location().scheme();
    let found = [Some(scheme), None].into_iter().find_map(|scheme| {
        let codec = codecs.get(&key::<F>(decoder, format, scheme))?;
        codec.downcast_ref::<C>().cloned()
    });
    found.ok_or_else(|| {
        let same = |key: &&Key| key.decoder == decoder && key.frame == TypeId::of::<F>();
        let mut known: Vec<_> = codecs.keys().filter(same).map(|key| &*key.format).collect();
        known.sort_unstable();
        known.dedup();
        let kind = if decoder { "decoder" } else { "encoder" };
        let known = match known.is_empty() {
            true => "none is registered".to_owned(),
            false => format!("it has one for `{}`", known.join("`, `")),
        };
        Error::fatal(format!(
            "the table {place} has the format `{format}`, for which `{}` has no {kind}; {known}",
            type_name::<F>()
        ))
    })
}
