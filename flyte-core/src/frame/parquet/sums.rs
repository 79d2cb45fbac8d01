//! Checksums of column chunks, taken while the chunks are put into the file.
//!
//! The parquet crate keeps the pages of a row group in a store of pages and takes them out in the order in which they
//! lie in the file: here each goes through the checksum of its chunk on its way.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use crc32fast::Hasher;
use parquet::arrow::arrow_writer::{
    InMemoryPageStore, PageKey, PageStore, PageStoreArgs, PageStoreFactory,
};
use parquet::errors::Result;

/// The checksums of the chunks, one row group after the other. Clones are the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Sums(Arc<Mutex<Vec<u32>>>);

impl Sums {
    pub(super) fn all(&self) -> Vec<u32> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PageStoreFactory for Sums {
    /// Stores are made in the order of the columns.
    fn create(&self, _: &PageStoreArgs<'_>) -> Result<Box<dyn PageStore>> {
        let mut sums = self.lock();
        sums.push(0);
        let (pages, hasher) = (InMemoryPageStore::default(), Hasher::new());
        Ok(Box::new(Pages { pages, hasher, sums: self.clone(), index: sums.len() - 1 }))
    }
}

/// The pages of a chunk.
struct Pages {
    pages: InMemoryPageStore,
    hasher: Hasher,
    sums: Sums,
    /// Which of the chunks it is.
    index: usize,
}

impl PageStore for Pages {
    fn put(&mut self, value: Bytes) -> Result<PageKey> {
        self.pages.put(value)
    }

    fn take(&mut self, key: PageKey) -> Result<Bytes> {
        let page = self.pages.take(key)?;
        self.hasher.update(&page);
        Ok(page)
    }

    fn memory_size(&self) -> usize {
        self.pages.memory_size()
    }
}

impl Drop for Pages {
    /// The chunk is in the file, as far as it will ever be.
    fn drop(&mut self) {
        self.sums.lock()[self.index] = std::mem::take(&mut self.hasher).finalize();
    }
}
