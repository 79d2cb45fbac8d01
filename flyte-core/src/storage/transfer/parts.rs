//! An upload in parts.

use object_store::{MultipartUpload, PutMultipartOptions};
use tokio::task::{JoinHandle, JoinSet};

use bytes::Bytes;

use super::budget::{Buffers, PART, Permit};
use super::staged::FileParts;
use crate::error::Result;
use crate::storage::io;
use crate::storage::object::Object;
use crate::storage::open::Open;

const MIB: u64 = 1 << 20;
/// More parts no store takes.
const MOST: u64 = 10_000;
/// Parts of one object on their way at a time.
const ABREAST: usize = 5;

/// The length of the parts of an object of this length.
pub(super) fn part_size(length: u64) -> u64 {
    length.div_ceil(MOST).next_multiple_of(MIB).max(PART)
}

/// The length of the next part when nobody knows how many there will be: ten thousand of these hold 7.8 TiB.
pub(super) fn growing_part(sent: usize) -> u64 {
    PART << (sent / 1000).min(9)
}

/// Parts on their way to an object that isn't there until [`Parts::finish`]. Dropped before, nothing stays.
pub(super) struct Parts {
    object: Object,
    upload: Option<Box<dyn MultipartUpload>>,
    on_their_way: JoinSet<object_store::Result<()>>,
    open: Option<Open>,
}

impl Parts {
    /// Opens an upload. Called off meanwhile, it is opened all the same and then given up: nobody else could.
    pub(super) async fn open(object: &Object) -> Result<Parts> {
        let (object, open) = (object.clone(), Some(Open::new()));
        let opening = io::handle().spawn(async move {
            let upload: object_store::Result<Box<dyn MultipartUpload>> = if let Some(path) =
                object.location.local_path()
            {
                FileParts::open(path.to_owned()).await.map(|parts| Box::new(parts) as Box<_>)
            } else {
                let options =
                    PutMultipartOptions { attributes: object.attributes(), ..Default::default() };
                object.client.store.put_multipart_opts(&object.key, options).await
            };
            match upload {
                Ok(upload) => {
                    let on_their_way = JoinSet::new();
                    Ok(Parts { object, upload: Some(upload), on_their_way, open })
                }
                Err(error) => Err(object.fault("writing", &error)),
            }
        });
        opening.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
    }

    /// Sends a part, once there is room among those on their way. They are looked at for failures meanwhile.
    pub(super) async fn send(&mut self, part: Bytes, memory: Permit) -> Result<()> {
        while self.on_their_way.len() >= ABREAST {
            self.arrived().await?;
        }
        let upload = self.upload.as_mut().expect("an upload that is not finished");
        let sending = upload.put_part(self.object.payload(part.clone()));
        self.on_their_way.spawn_on(
            async move {
                let result = sending.await;
                Buffers::put(part);
                drop(memory);
                result
            },
            io::handle(),
        );
        Ok(())
    }

    async fn arrived(&mut self) -> Result<()> {
        match self.on_their_way.join_next().await {
            None | Some(Ok(Ok(()))) => Ok(()),
            Some(Ok(Err(error))) => Err(self.object.fault("writing", &error)),
            Some(Err(error)) => std::panic::resume_unwind(error.into_panic()),
        }
    }

    /// Waits for all parts and makes the object of them. After a failure nothing stays in the store.
    pub(super) async fn finish(mut self) -> Result<()> {
        let finished = self.complete().await;
        match finished {
            // the upload is over: there is nothing to give up
            Ok(()) => drop(self.upload.take()),
            Err(_) => self.abort().await,
        }
        finished
    }

    async fn complete(&mut self) -> Result<()> {
        while !self.on_their_way.is_empty() {
            self.arrived().await?;
        }
        let upload = self.upload.as_mut().expect("an upload that is not finished");
        match upload.complete().await {
            Ok(_) => Ok(()),
            Err(error) => Err(self.object.fault("writing", &error)),
        }
    }

    /// Gives the upload up, and waits until the store knows.
    pub(super) async fn abort(mut self) {
        if let Some(given_up) = self.give_up() {
            let _ = given_up.await;
        }
    }

    /// Tells the store, whether or not someone waits.
    fn give_up(&mut self) -> Option<JoinHandle<()>> {
        self.on_their_way.abort_all();
        let mut upload = self.upload.take()?;
        let mut parts = std::mem::take(&mut self.on_their_way);
        let open = self.open.take();
        Some(io::handle().spawn(async move {
            let _open = open;
            parts.shutdown().await;
            if let Err(error) = upload.abort().await {
                tracing::debug!("an upload could not be given up: {error}");
            }
        }))
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        drop(self.give_up());
    }
}

#[cfg(test)]
mod tests {
    use super::{MIB, MOST, PART, growing_part, part_size};

    #[test]
    fn parts_of_a_known_length() {
        assert_eq!(part_size(0), PART);
        assert_eq!(part_size(PART * MOST), PART);
        assert_eq!(part_size(PART * MOST + 1), PART + MIB);
        let largest = 5 << 40;
        assert!(part_size(largest) * MOST >= largest);
        assert!(part_size(largest) <= 5 << 30, "a part may have 5 GiB");
    }

    #[test]
    fn parts_of_an_unknown_length() {
        let all: u64 = (0..MOST as usize).map(growing_part).sum();
        assert!(all >= 5 << 40);
        assert!(growing_part(MOST as usize - 1) <= 5 << 30);
        assert_eq!((0..1000).map(growing_part).sum::<u64>(), 1000 * PART);
    }
}
