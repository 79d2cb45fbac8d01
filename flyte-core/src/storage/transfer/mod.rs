//! Moving large objects: in parts and ranges, several at a time, within one memory budget.

mod blocking;
mod budget;
mod download;
mod held;
mod local;
mod pace;
mod parts;
#[cfg(feature = "dataframe")]
mod picker;
mod range;
mod ranges;
mod reader;
mod staged;
mod upload;
mod writer;

use std::fmt;
use std::time::SystemTime;

pub use blocking::{BlockingReader, BlockingWriter};
pub(in crate::storage) use budget::MEMORY;
pub(crate) use download::sweep;
pub(in crate::storage) use local::look;
#[cfg(feature = "dataframe")]
pub(crate) use picker::Picker;
pub use reader::Reader;
pub(crate) use staged::sweep_in_background;
pub(in crate::storage) use staged::{is_staged, put};
pub use writer::Writer;

/// Sees every byte of a transfer in order, as it passes: for a digest, a count, a bar of progress.
pub trait Watch: Send {
    /// The next bytes.
    fn see(&mut self, bytes: &[u8]);
}

impl<F: FnMut(&[u8]) + Send> Watch for F {
    fn see(&mut self, bytes: &[u8]) {
        self(bytes);
    }
}

/// What a transfer is to do beside moving the bytes.
#[derive(Default)]
#[non_exhaustive]
pub struct Transfer {
    size: Option<u64>,
    hash: bool,
    watch: Option<Box<dyn Watch>>,
    durable: bool,
    modified: Option<SystemTime>,
}

impl Transfer {
    /// Nothing beside moving the bytes.
    pub fn new() -> Transfer {
        Transfer::default()
    }

    /// The length that was announced; another one is an error.
    #[must_use]
    pub fn size(mut self, size: u64) -> Transfer {
        self.size = Some(size);
        self
    }

    /// Takes the BLAKE3 hash of the bytes as they pass.
    #[must_use]
    pub fn hash(mut self) -> Transfer {
        self.hash = true;
        self
    }

    /// Shows the bytes as they pass.
    #[must_use]
    pub fn watch(mut self, watch: impl Watch + 'static) -> Transfer {
        self.watch = Some(Box::new(watch));
        self
    }

    /// A downloaded file is on the disk before success is reported. (Uploads to local paths always are.)
    #[must_use]
    pub fn durable(mut self) -> Transfer {
        self.durable = true;
        self
    }

    /// The time that a downloaded file gets as that of its last change.
    #[must_use]
    pub fn modified(mut self, time: SystemTime) -> Transfer {
        self.modified = Some(time);
        self
    }

    fn eyes(self) -> Eyes {
        Eyes { hasher: self.hash.then(blake3::Hasher::new).map(Box::new), watch: self.watch }
    }
}

impl fmt::Debug for Transfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Transfer { size, hash, watch, durable, modified } = self;
        f.debug_struct("Transfer")
            .field("size", size)
            .field("hash", hash)
            .field("watch", &watch.is_some())
            .field("durable", durable)
            .field("modified", modified)
            .finish()
    }
}

/// What a transfer moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Moved {
    /// How many bytes.
    pub size: u64,
    /// Their BLAKE3 hash, if it was asked for.
    pub hash: Option<[u8; 32]>,
}

/// What looks at the bytes of a transfer.
struct Eyes {
    hasher: Option<Box<blake3::Hasher>>,
    watch: Option<Box<dyn Watch>>,
}

impl Eyes {
    fn closed(&self) -> bool {
        self.hasher.is_none() && self.watch.is_none()
    }

    fn see(&mut self, bytes: &[u8]) {
        if let Some(hasher) = &mut self.hasher {
            hasher.update(bytes);
        }
        if let Some(watch) = &mut self.watch {
            watch.see(bytes);
        }
    }

    fn hash(&self) -> Option<[u8; 32]> {
        self.hasher.as_ref().map(|hasher| *hasher.finalize().as_bytes())
    }
}
