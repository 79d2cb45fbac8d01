//! Parquet, the format of tables when nobody says otherwise.
//!
//! A table is a folder with the file `00000`, as flytekit writes it; a folder of many files and a single file are read
//! too. Of a row group only the column chunks that are wanted are asked for, all at the same time, and one row group is
//! held at a time; a file's footer comes with one request.
//!
//! What comes is looked at before it is decoded: that no page says that it has more than it can have ([`pages`],
//! [`delta`]), and that the bytes are those that were written, in files of ours, whose footers carry checksums
//! ([`sums`]).

mod chunks;
mod delta;
mod groups;
mod input;
mod pages;
mod read;
mod summary;
mod sums;
mod thrift;
mod write;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::batches::Batches;
use super::codec::{Decoder, Encoder, Wanted};
use super::folder;
use super::place::Place;
use crate::error::Result;
use read::File;
pub(super) use summary::summary;
use write::FileWriter;

/// The format `parquet`.
pub(super) struct Parquet;

impl Encoder<Batches> for Parquet {
    fn encode(&self, frame: Batches, to: Place) -> BoxFuture<'static, Result<()>> {
        folder::write::<FileWriter>(frame, to).boxed()
    }
}

impl Decoder<Batches> for Parquet {
    fn decode(&self, from: Place, wanted: Wanted) -> BoxFuture<'static, Result<Batches>> {
        folder::read(from, wanted, "", async |stores, part, _| {
            File::open(stores, part).await.map(Some)
        })
        .boxed()
    }
}
