//! Values that are references: files and directories.
//!
//! A reference is a uri with a few words about it; the bytes lie elsewhere and are moved when somebody wants them.
//! What a task merely passes on keeps its literal and moves nothing. What lies on this machine only is stored when
//! the task hands it over ([`hand_over`]), all references of its outputs at the same time. Where to, the engine says
//! through a [`Context`].

mod context;
mod directory;
mod entries;
mod file;
mod format;
mod glob;
mod handover;
mod literal;
mod reference;
mod scratch;
mod writer;

pub use context::Context;
pub(crate) use context::within;
pub use directory::FlyteDirectory;
pub use entries::Entries;
pub use file::FlyteFile;
pub use format::{
    Any, Csv, Format, Gz, Html, Jpeg, Json, JsonLines, Parquet, Pdf, Png, Svg, TarGz, Tsv, Txt, Zip,
};
pub use handover::{blocking_hand_over, hand_over, pending};
pub use writer::{BlockingFileWriter, DirectoryWriter, FileWriter};
