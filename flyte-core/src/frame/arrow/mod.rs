//! Arrow's own files (the IPC file format, also called Feather 2): the format `arrow`.
//!
//! flytekit has no such format; the table is a folder with the file `00000`, as of Parquet. What is written isn't
//! compressed; what others compressed is read: pandas writes Feather with LZ4. A stream of Arrow's (the IPC streaming
//! format), which has no footer, is read too.

mod file;
mod read;
mod stream;
mod sums;
mod unfold;
mod write;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::batches::Batches;
use super::codec::{Decoder, Encoder, Wanted};
use super::folder;
use super::place::Place;
use crate::error::Result;
use read::File;
use write::FileWriter;

/// The format `arrow`.
pub(super) struct Arrow;

impl Encoder<Batches> for Arrow {
    fn encode(&self, frame: Batches, to: Place) -> BoxFuture<'static, Result<()>> {
        folder::write::<FileWriter>(frame, to).boxed()
    }
}

impl Decoder<Batches> for Arrow {
    fn decode(&self, from: Place, wanted: Wanted) -> BoxFuture<'static, Result<Batches>> {
        folder::read(from, wanted, "", async |stores, part, _| {
            File::open(stores, part).await.map(Some)
        })
        .boxed()
    }
}
