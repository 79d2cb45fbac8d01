//! Where a test's files go: a folder of this machine, memory, or an S3 server of its own.

use std::path::Path;
use std::time::Duration;

use flyte::Local;
use flyte::files::Context;
use flyte::storage::{Location, RawPrefix, Settings, Stores};

use crate::s3::{BUCKET, Rule, Server};

/// A store, and a folder of this machine.
pub struct Place {
    /// The stores, of which one is meant.
    pub stores: Stores,
    /// Below this the engine writes.
    pub base: Location,
    /// The server, if there is one.
    pub server: Option<Server>,
    /// For files of this machine.
    pub folder: tempfile::TempDir,
}

/// New clients of a server that another place has.
pub struct Reopened {
    /// The stores.
    pub stores: Stores,
    /// The folder of the server's bucket.
    pub bucket: std::path::PathBuf,
}

impl Place {
    /// On this machine.
    pub fn file() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let base = Location::from_path(folder.path().join("raw")).unwrap();
        let stores = Stores::new(Settings::from_variables::<String, String>([]));
        Place { stores, base, server: None, folder }
    }

    /// In memory.
    pub fn memory() -> Place {
        Place { base: Location::parse("memory://place/raw").unwrap(), ..Place::file() }
    }

    /// On a server that lives as long as this.
    pub fn s3() -> Place {
        Place::s3_within(Duration::from_secs(5), Duration::from_secs(30))
    }

    /// The same, with this patience: altogether, and with a server that says nothing.
    pub fn s3_within(deadline: Duration, silence: Duration) -> Place {
        let server = Server::start();
        let settings = Settings::from_variables(server.variables());
        let settings = settings.deadline(deadline).silence(silence);
        let base = Location::parse(format!("s3://{BUCKET}/raw")).unwrap();
        Place { stores: Stores::new(settings), base, server: Some(server), ..Place::file() }
    }

    /// On Azurite, if it is installed.
    pub fn azure() -> Option<Place> {
        Some(Place::elsewhere(crate::emulators::azure()?))
    }

    /// On fake-gcs-server, if it is installed.
    pub fn gcs() -> Option<Place> {
        Some(Place::elsewhere(crate::emulators::gcs()?))
    }

    fn elsewhere((variables, base): (Vec<(String, String)>, String)) -> Place {
        let settings = Settings::from_variables(variables);
        let settings = settings.deadline(Duration::from_secs(20)).silence(Duration::from_secs(60));
        let base = Location::parse(base).unwrap();
        Place { stores: Stores::new(settings), base, ..Place::file() }
    }

    /// On a server that speaks to Google's client ([`Server::start_google`]), with this patience.
    pub fn google_within(deadline: Duration, silence: Duration) -> Place {
        let server = Server::start_google();
        let endpoint = server.endpoint();
        let variables =
            [("GOOGLE_BASE_URL", endpoint.as_str()), ("GOOGLE_BEARER_TOKEN", crate::s3::TOKEN)];
        let settings = Settings::from_variables(variables).deadline(deadline).silence(silence);
        let base = Location::parse(format!("gs://{BUCKET}/raw")).unwrap();
        Place { stores: Stores::new(settings), base, server: Some(server), ..Place::file() }
    }

    /// The same.
    pub fn google() -> Place {
        Place::google_within(Duration::from_secs(5), Duration::from_secs(30))
    }

    /// The same place for clients that know nothing of it yet.
    pub fn reopened(&self) -> Reopened {
        let server = self.server();
        let settings = Settings::from_variables(server.variables());
        Reopened { stores: Stores::new(settings), bucket: server.bucket() }
    }

    /// The server of [`Place::s3`].
    pub fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    /// Below `base`, as the engine takes it.
    pub fn prefix(&self) -> RawPrefix {
        RawPrefix::new(self.base.clone()).unwrap()
    }

    /// The engine, writing here.
    pub fn local(&self) -> Local {
        Local::new().stores(self.stores.clone()).raw_output_prefix(self.prefix())
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// A path in the folder, with this file written.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// A file with these bytes in the store; its uri.
    pub async fn put(&self, name: &str, bytes: impl Into<bytes::Bytes>) -> String {
        let location = self.at(name);
        self.stores.write(&location, bytes).await.unwrap();
        location.to_string()
    }

    /// What has been stored: names below the prefix, and lengths.
    pub async fn stored(&self) -> Vec<(String, u64)> {
        let entries = self.stores.list(&self.base).unwrap().all().await.unwrap_or_default();
        entries.into_iter().map(|entry| (entry.name, entry.size)).collect()
    }

    /// Where an object of this name is.
    pub fn at(&self, name: &str) -> Location {
        self.base.join(name).unwrap()
    }

    /// A context whose files are written below `base`, in a directory of its own.
    pub fn context(&self) -> Context {
        Context::of_run(Some(self.stores.clone()), Some(&self.prefix())).unwrap()
    }

    /// From now on the server misbehaves.
    pub fn misbehave(&self, rule: &Rule) {
        self.server().misbehave(rule.clone());
    }

    /// The server is good again; how often it wasn't.
    pub fn behave(&self) -> u64 {
        self.server().behave()
    }

    /// Parts of uploads that the server still holds, and files that never got their names.
    pub fn left_over(&self) -> Vec<String> {
        let mut left = Vec::new();
        let root = self.server.as_ref().map(|server| server.root().to_owned());
        let folder = Some(self.folder.path().to_owned());
        for (folder, marks) in [(folder, &[".part", "#"][..]), (root, &[".upload"])] {
            walk(folder.as_deref(), &mut |path| {
                let path = path.display().to_string();
                if marks.iter().any(|mark| path.contains(mark)) {
                    left.push(path);
                }
            });
        }
        left
    }

    /// There is nothing of that kind, soon.
    #[track_caller]
    pub fn nothing_left_over(&self) {
        // a store is told that an upload was given up a little after it was dropped
        for _ in 0..100 {
            if self.left_over().is_empty() {
                return;
            }
            std::thread::sleep(Duration::from_millis(30));
        }
        panic!("{:?}", self.left_over());
    }
}

/// Shows every path below a folder.
pub fn walk(folder: Option<&Path>, see: &mut dyn FnMut(&Path)) {
    for entry in folder.and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten() {
        let path = entry.unwrap().path();
        see(&path);
        if path.is_dir() {
            walk(Some(&path), see);
        }
    }
}

/// Bytes that are not the same anywhere.
pub fn bytes(length: usize) -> Vec<u8> {
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

/// Runs each case, an `async fn` that takes a `&Place`, on local files, in memory, on S3, Google's and Azure's storage, as a test of its own.
#[macro_export]
macro_rules! everywhere {
    ($($case:ident)+) => {
        $crate::everywhere!(on_local_files: file, $($case)+);
        $crate::everywhere!(in_memory: memory, $($case)+);
        $crate::everywhere!(on_s3: s3, $($case)+);
        $crate::everywhere!(on_gcs, where there is gcs, $($case)+);
        $crate::everywhere!(on_azure, where there is azure, $($case)+);
    };
    ($name:ident, where there is $place:ident, $($case:ident)+) => {
        mod $name {
            $(
                #[tokio::test]
                async fn $case() {
                    if let Some(place) = $crate::place::Place::$place() {
                        super::$case(&place).await;
                    }
                }
            )+
        }
    };
    ($name:ident: $place:ident, $($case:ident)+) => {
        mod $name {
            $(
                #[tokio::test]
                async fn $case() {
                    super::$case(&$crate::place::Place::$place()).await;
                }
            )+
        }
    };
}
