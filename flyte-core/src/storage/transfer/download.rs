//! An object into a local file.

use std::io::Write;
use std::path::Path;

use super::local::{self, Arriving};
use super::ranges::{LONGEST, Piece};
use super::reader::Reader;
use super::{Eyes, Moved, Transfer};
use crate::error::Result;
use crate::storage::fault::{Fault, Reason};
use crate::storage::io;
use crate::storage::location::Location;
use crate::storage::object::Object;
use crate::storage::stores::Stores;

/// How much is written at a time.
const BATCH: usize = 1 << 20;

impl Stores {
    /// Copies an object to a local path. The file appears when it is whole, in one step, or not at all: several
    /// processes may fetch the same one to the same place.
    pub async fn download(
        &self,
        from: &Location,
        to: impl AsRef<Path>,
        how: Transfer,
    ) -> Result<Moved> {
        let (object, to) = (self.object(from)?, to.as_ref().to_owned());
        let (announced, durable) = (how.size, how.durable);
        let eyes = how.eyes();
        io::run(async move {
            if let (Some(path), true) = (object.location.local_path(), eyes.closed()) {
                return local::copy(path.to_owned(), to, announced, durable).await;
            }
            let reader = Reader::open(object, LONGEST).await?;
            check_size(reader.object(), announced, reader.size())?;
            let arriving = io::blocking(move || Arriving::new(to)).await?;
            download(reader, arriving, eyes, durable).await
        })
        .await
    }
}

fn check_size(object: &Object, announced: Option<u64>, size: u64) -> Result<()> {
    match announced {
        Some(announced) if announced != size => Err(object.failed(
            "reading",
            Reason::Changed,
            &format!("it has {size} bytes, not {announced} as announced"),
        )),
        _ => Ok(()),
    }
}

async fn download(
    mut reader: Reader,
    arriving: Arriving,
    eyes: Eyes,
    durable: bool,
) -> Result<Moved> {
    let mut place = Some((arriving, eyes));
    let mut written = 0;
    let mut batch = Piece::new();
    let mut held = 0;
    loop {
        let chunk = reader.chunk().await?;
        let ended = chunk.is_none();
        held += chunk.as_ref().map_or(0, |chunk| chunk.len());
        batch.extend(chunk);
        if held < BATCH && !ended {
            continue;
        }
        let (mut arriving, mut eyes) = place.take().expect("one who writes at a time");
        let chunks = std::mem::take(&mut batch);
        let done = io::blocking(move || {
            for chunk in &chunks {
                let wrote = arriving.file().write_all(chunk);
                wrote.map_err(|error| Fault::file("writing", arriving.path(), &error))?;
                eyes.see(chunk);
            }
            Ok::<_, crate::error::Error>((arriving, eyes))
        });
        place = Some(done.await?);
        written += held as u64;
        held = 0;
        if ended {
            break;
        }
    }
    check_size(reader.object(), Some(reader.size()), written)?;
    let (arriving, eyes) = place.take().expect("one who writes at a time");
    io::blocking(move || arriving.settle(durable)).await?;
    Ok(Moved { size: written, hash: eyes.hash() })
}
