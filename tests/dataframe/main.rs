//! Tables: formats and frames, what is read of them, how they differ from what was expected; on local files, memory
//! and S3.

mod caching;
mod check;
mod codecs;
mod filters;
mod formats;
mod hostile;
mod memory;
mod projection;
mod streams;
mod summaries;
mod values;

use std::time::Duration;

use flyte::frames::Place;
use flyte::storage::{Location, RawPrefix, Settings, Stores};
use flyte_tests::s3::{BUCKET, Server};

/// A store to keep tables in.
struct Store {
    stores: Stores,
    prefix: RawPrefix,
    server: Option<Server>,
    folder: tempfile::TempDir,
}

impl Store {
    fn file() -> Store {
        let folder = tempfile::tempdir().unwrap();
        let base = Location::from_path(folder.path().join("raw")).unwrap();
        let stores = Stores::new(Settings::from_variables::<String, String>([]));
        Store { stores, prefix: RawPrefix::new(base).unwrap(), server: None, folder }
    }

    fn memory() -> Store {
        let base = Location::parse("memory://tables/raw").unwrap();
        Store { prefix: RawPrefix::new(base).unwrap(), ..Store::file() }
    }

    fn s3() -> Store {
        let server = Server::start();
        let settings = Settings::from_variables(server.variables());
        let settings = settings.deadline(Duration::from_secs(5));
        let base = Location::parse(format!("s3://{BUCKET}/raw")).unwrap();
        let prefix = RawPrefix::new(base).unwrap();
        Store { stores: Stores::new(settings), prefix, server: Some(server), ..Store::file() }
    }

    /// A place that no table is at.
    fn place(&self) -> Place {
        Place::new(self.stores.clone(), self.prefix.directory().unwrap())
    }

    /// A place in the folder, with this file.
    fn write(&self, name: &str, bytes: &[u8]) -> Place {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        Place::new(self.stores.clone(), Location::from_path(path).unwrap())
    }

    fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }
}
