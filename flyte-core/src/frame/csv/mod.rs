//! Comma-separated values: the format `csv`, with a first line of names.
//!
//! A table is a folder with the file `.csv`, as flytekit writes it; other folders and single files are read too. A CSV
//! file has no types: a row's are taken, and without a row the first lines tell. It can't tell an empty text from a
//! missing one, so an empty field is an empty text where the column isn't nullable, and missing otherwise. Lines end as
//! they like, and a mark of byte order is passed over. Fields are separated by commas, or by semicolons, tabulators or
//! bars where those split the line with names; a number with a comma for its point is an error all the same. A file that
//! is compressed by gzip is unpacked while it is read, and a file without any line has no rows.

mod cells;
mod header;
mod read;
mod source;
mod split;
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

/// The name of a table's only file.
const NAME: &str = ".csv";

/// The format `csv`.
pub(super) struct Csv;

impl Encoder<Batches> for Csv {
    fn encode(&self, frame: Batches, to: Place) -> BoxFuture<'static, Result<()>> {
        folder::write::<FileWriter>(frame, to).boxed()
    }
}

impl Decoder<Batches> for Csv {
    fn decode(&self, from: Place, wanted: Wanted) -> BoxFuture<'static, Result<Batches>> {
        folder::read(from, wanted, NAME, File::open).boxed()
    }
}
