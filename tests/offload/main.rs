//! Values above the line: stored when a task hands them over, fetched when they are read; on local files, memory and
//! S3.

mod everywhere;
mod hostile;
mod lazily;
mod memory;
mod sizes;

use std::time::Duration;

use flyte::storage::{Location, RawPrefix, Settings, Stores};
use flyte::{Local, Offload};
use flyte_tests::s3::{BUCKET, Server};

/// A store, and the engine writing to it.
struct Place {
    stores: Stores,
    base: Location,
    server: Option<Server>,
    folder: tempfile::TempDir,
}

impl Place {
    fn file() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let base = Location::from_path(folder.path().join("raw")).unwrap();
        let stores = Stores::new(Settings::from_variables::<String, String>([]));
        Place { stores, base, server: None, folder }
    }

    fn memory() -> Place {
        Place { base: Location::parse("memory://place/raw").unwrap(), ..Place::file() }
    }

    fn s3() -> Place {
        let server = Server::start();
        let settings = Settings::from_variables(server.variables());
        let settings = settings.deadline(Duration::from_secs(5));
        let base = Location::parse(format!("s3://{BUCKET}/raw")).unwrap();
        Place { stores: Stores::new(settings), base, server: Some(server), ..Place::file() }
    }

    fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    /// The engine, with the platform's limits.
    fn local(&self) -> Local {
        let prefix = RawPrefix::new(self.base.clone()).unwrap();
        Local::new().stores(self.stores.clone()).raw_output_prefix(prefix).offload(Offload::new())
    }

    /// The engine, which stores every output.
    fn all(&self) -> Local {
        self.local().offload(Offload::new().above(0))
    }

    /// The objects that were stored: names below the prefix, and their lengths.
    async fn stored(&self) -> Vec<(String, u64)> {
        let entries = self.stores.list(&self.base).unwrap().all().await.unwrap_or_default();
        entries.into_iter().map(|entry| (entry.name, entry.size)).collect()
    }

    /// A file with these bytes; its uri.
    async fn write(&self, name: &str, bytes: impl Into<bytes::Bytes>) -> String {
        let location = self.base.join(name).unwrap();
        self.stores.write(&location, bytes).await.unwrap();
        location.to_string()
    }
}
