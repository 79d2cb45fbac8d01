//! Values that are references: files, directories and tables.
//!
//! A reference is a uri with a few words about it; the bytes lie elsewhere and are moved when somebody wants them.
//! What a task merely passes on keeps its literal and moves nothing. What lies on this machine only is stored when
//! the task hands it over ([`hand_over`]), all references of its outputs at the same time. Where to, the engine says
//! through a [`Context`], which follows neither a spawned future nor a thread: [`Context::scope`] and [`Context::run`]
//! bring it along.
//!
//! In the key of a task with a cache a file of this machine counts as its name and content, a directory as the names
//! and contents in it, wherever they are. So does what was written to a store by a run that has a task with a cache:
//! the hash is taken while it is written and travels in `Literal.hash`. Anything else in a store is known by its uri,
//! and so is everything in a store that is named inside a struct, where Flyte has no place for a hash.

mod context;
pub mod custom;
mod data_folder;
mod dataset;
mod depot;
mod directory;
mod entries;
mod fetch;
mod file;
mod fingerprint;
mod format;
mod glob;
mod handover;
mod hash;
mod known;
mod literal;
mod look;
mod made;
mod plain;
mod recalled;
mod reference;
mod restore;
mod scratch;
mod writer;

pub use context::Context;
pub(crate) use context::within;
#[cfg(feature = "dataframe")]
pub use dataset::{BlockingDatasetWriter, DatasetWriter, Selection};
pub use dataset::{Held, ReadFormat, StructuredDataset, Written};
pub use depot::{Depot, Offload, fit_message};
pub(crate) use depot::{check_types, has_offloaded};
pub use directory::FlyteDirectory;
pub use entries::Entries;
pub use file::FlyteFile;
pub use format::{
    Any, Arrow, Csv, Format, Gz, Html, Jpeg, Json, JsonLines, Parquet, Pdf, Png, Svg, TarGz, Tsv,
    Txt, Zip,
};
pub use handover::{Find, Pending, blocking_hand_over, find, hand_over, pending};
pub(crate) use look::{Seen, marks};
pub use plain::Plain;
pub(crate) use recalled::Recalled;
pub(crate) use restore::copy;
pub use writer::{BlockingFileWriter, DirectoryWriter, FileWriter};
