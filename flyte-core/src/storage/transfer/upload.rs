//! A local file into a store.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use bytes::{Bytes, BytesMut};

use super::budget::{self, Buffers, PART};
use super::parts::{Parts, part_size};
use super::{Eyes, Moved, Transfer, local};
use crate::error::Result;
use crate::storage::fault::{Fault, Reason};
use crate::storage::io;
use crate::storage::location::Location;
use crate::storage::object::Object;
use crate::storage::stores::Stores;

impl Stores {
    /// Copies a local file to a location. The object appears when it is whole, or not at all.
    pub async fn upload(
        &self,
        from: impl AsRef<Path>,
        to: &Location,
        how: Transfer,
    ) -> Result<Moved> {
        let (object, from) = (self.object(to)?, from.as_ref().to_owned());
        let announced = how.size;
        let eyes = how.eyes();
        io::run(async move {
            if let (Some(path), true) = (object.location.local_path(), eyes.closed()) {
                return local::copy(from, path.to_owned(), announced, None, true).await;
            }
            let (file, length) = {
                let from = from.clone();
                io::blocking(move || local::open(&from)).await?
            };
            check_size(&from, announced, length)?;
            upload(object, from, file, length, eyes).await
        })
        .await
    }
}

pub(super) fn check_size(from: &Path, announced: Option<u64>, length: u64) -> Result<()> {
    match announced {
        Some(size) if size != length => {
            let message = format!("{} has {length} bytes, not {size} as announced", from.display());
            Err(Fault::new(Reason::Changed, message).into_error())
        }
        _ => Ok(()),
    }
}

async fn upload(
    object: Object,
    from: PathBuf,
    file: File,
    length: u64,
    eyes: Eyes,
) -> Result<Moved> {
    let buffers = Buffers::new();
    let mut source = Source { from, file, left: length, eyes };
    if length <= PART {
        let _memory = budget::take(length).await;
        let bytes;
        (source, bytes) = source.part(BytesMut::zeroed(length as usize)).await?;
        source.ended().await?;
        object.put(bytes, false).await.map_err(|error| object.fault("writing", &error))?;
        return Ok(Moved { size: length, hash: source.eyes.hash() });
    }
    let mut parts = Parts::open(&object).await?;
    match send_all(source, &mut parts, &buffers, part_size(length)).await {
        Ok(hash) => {
            parts.finish().await?;
            Ok(Moved { size: length, hash })
        }
        Err(error) => {
            parts.abort().await;
            Err(error)
        }
    }
}

async fn send_all(
    mut source: Source,
    parts: &mut Parts,
    buffers: &Buffers,
    step: u64,
) -> Result<Option<[u8; 32]>> {
    while source.left > 0 {
        let length = step.min(source.left);
        let memory = budget::take(length).await;
        let bytes;
        (source, bytes) = source.part(buffers.get(length)).await?;
        parts.send(bytes, memory).await?;
    }
    source.ended().await?;
    Ok(source.eyes.hash())
}

/// A file that is read part by part.
struct Source {
    from: PathBuf,
    file: File,
    left: u64,
    eyes: Eyes,
}

impl Source {
    /// Reads the next part.
    async fn part(mut self, mut buffer: BytesMut) -> Result<(Source, Bytes)> {
        io::blocking(move || {
            self.file.read_exact(&mut buffer).map_err(|error| match error.kind() {
                std::io::ErrorKind::UnexpectedEof => self.changed(),
                _ => Fault::file("reading", &self.from, &error),
            })?;
            self.eyes.see(&buffer);
            self.left -= buffer.len() as u64;
            Ok((self, buffer.freeze()))
        })
        .await
    }

    /// Checks that the file hasn't grown meanwhile.
    async fn ended(&mut self) -> Result<()> {
        match self.file.read(&mut [0]) {
            Ok(0) => Ok(()),
            Ok(_) => Err(self.changed()),
            Err(error) => Err(Fault::file("reading", &self.from, &error)),
        }
    }

    fn changed(&self) -> crate::error::Error {
        let message = format!("{} changed while it was uploaded", self.from.display());
        Fault::new(Reason::Changed, message).into_error()
    }
}
