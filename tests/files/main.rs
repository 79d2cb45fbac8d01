//! Files and directories as values: made, handed over, passed on, read; on local files, memory and S3.

mod caching;
mod directories;
mod examples;
mod faults;
mod large;
mod local;
mod places;
mod processes;
mod spawned;
mod stored;
mod tables;
mod values;

use std::time::Duration;

use flyte::Local;
use flyte::storage::{Location, RawPrefix, Settings, Stores};
use flyte_tests::s3::{BUCKET, Server};

/// A store, and a folder of this machine.
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

    /// The engine, writing here.
    fn local(&self) -> Local {
        let prefix = RawPrefix::new(self.base.clone()).unwrap();
        Local::new().stores(self.stores.clone()).raw_output_prefix(prefix)
    }

    /// A path in the folder, with this file written.
    fn write(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }
}
