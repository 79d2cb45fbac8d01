//! Tables: formats and frames, what is read of them, how they differ from what was expected; on local files, memory
//! and S3.

mod caching;
mod check;
mod codecs;
mod compressed;
mod csv;
mod damage;
mod filters;
mod folders;
mod foreign;
mod formats;
mod hostile;
mod memory;
mod projection;
mod statistics;
mod streams;
mod summaries;
mod times;
mod times_of_day;
mod values;

use flyte::frames::Place;
use flyte::storage::Location;
use flyte_tests::memory::Counting;
use flyte_tests::place::Place as Store;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Places of tables in a store.
trait Places {
    /// A place that no table is at.
    fn place(&self) -> Place;

    /// A place in the folder, with this file.
    fn table(&self, name: &str, bytes: impl AsRef<[u8]>) -> Place;
}

impl Places for Store {
    fn place(&self) -> Place {
        Place::new(self.stores.clone(), self.prefix().directory().unwrap())
    }

    fn table(&self, name: &str, bytes: impl AsRef<[u8]>) -> Place {
        let location = Location::from_path(self.write(name, bytes)).unwrap();
        Place::new(self.stores.clone(), location)
    }
}
