//! The kinds of store that the suite runs on.

use flyte_core::storage::{Location, Settings, Stores};
use flyte_tests::s3::{BUCKET, Server};
use std::time::Duration;

/// A store with a directory that is empty.
pub(crate) struct Place {
    pub(crate) stores: Stores,
    pub(crate) base: Location,
    pub(crate) server: Option<Server>,
    folder: tempfile::TempDir,
}

impl Place {
    pub(crate) fn file() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let base = Location::from_path(folder.path().join("base")).unwrap();
        let stores = Stores::new(Settings::from_variables::<String, String>([]));
        Place { stores, base, server: None, folder }
    }

    pub(crate) fn memory() -> Place {
        Place { base: Location::parse("memory://place/base").unwrap(), ..Place::file() }
    }

    pub(crate) fn s3() -> Place {
        let server = Server::start();
        let settings = Settings::from_variables(server.variables());
        let settings =
            settings.deadline(Duration::from_secs(3)).silence(Duration::from_millis(1500));
        let base = Location::parse(format!("s3://{BUCKET}/base")).unwrap();
        Place { stores: Stores::new(settings), base, server: Some(server), ..Place::file() }
    }

    pub(crate) fn at(&self, name: &str) -> Location {
        self.base.join(name).unwrap()
    }

    pub(crate) fn server(&self) -> &Server {
        self.server.as_ref().expect("a place with a server")
    }

    /// A folder of this machine, for files that are uploaded and downloaded.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// What is left over in the folder and, on S3, beside the objects.
    pub(crate) fn left_over(&self) -> Vec<String> {
        let mut left: Vec<String> = walk(self.folder())
            .into_iter()
            .filter(|path| path.contains(".flyte-") || path.contains('#'))
            .collect();
        if let Some(server) = &self.server {
            // the server keeps parts beside the buckets
            left.extend(walk(server.root()).into_iter().filter(|path| path.contains(".upload")));
        }
        left
    }
}

fn walk(folder: &std::path::Path) -> Vec<String> {
    let mut all = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return all };
    for entry in entries.flatten() {
        all.push(entry.path().display().to_string());
        all.extend(walk(&entry.path()));
    }
    all
}

/// Bytes that are not the same anywhere.
pub(crate) fn bytes(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u64;
    let mut all = Vec::with_capacity(length + 8);
    while all.len() < length {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        all.extend_from_slice(&(state ^ (state >> 29)).to_le_bytes());
    }
    all.truncate(length);
    all
}

/// Runs a body of a test on each kind of store, each as a test of its own.
macro_rules! everywhere {
    ($($name:ident)*) => {
        mod file { $(#[tokio::test] async fn $name() { super::$name(&crate::place::Place::file()).await })* }
        mod memory { $(#[tokio::test] async fn $name() { super::$name(&crate::place::Place::memory()).await })* }
        mod s3 { $(#[tokio::test] async fn $name() { super::$name(&crate::place::Place::s3()).await })* }
    };
}
pub(crate) use everywhere;
