//! The registry of clients: one per kind of store and bucket.

#[cfg(feature = "http")]
mod answers;
#[cfg(feature = "azure")]
mod azure;
#[cfg(feature = "http")]
mod checked;
#[cfg(feature = "gcs")]
mod gcs;
#[cfg(feature = "s3")]
mod s3;
#[cfg(feature = "http")]
mod transport;
#[cfg(feature = "http")]
mod web;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use object_store::ObjectStore;
use object_store::list::PaginatedListStore;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;

use super::fault::{Fault, Reason, UNTRUSTED, innermost, reason, words};
use super::io;
use super::location::{Location, Scheme};
use super::object::Object;
use super::settings::Settings;
use super::transfer::MEMORY;
use crate::error::Result;

/// The stores that locations name, each with one client that is kept. Cloning is cheap and shares the clients.
#[derive(Clone)]
pub struct Stores(Arc<Inner>);

struct Inner {
    settings: Settings,
    clients: Mutex<HashMap<String, Arc<Client>>>,
    #[cfg(feature = "http")]
    web: web::Web,
}

/// A client of one bucket, and what messages say of it.
pub(super) struct Client {
    pub(super) store: Arc<dyn ObjectStore>,
    /// The same, where it lists page by page.
    pub(super) pages: Option<Arc<dyn PaginatedListStore>>,
    /// `endpoint http://127.0.0.1:9000 (FLYTE_AWS_ENDPOINT), bucket `b``; empty for local files and memory.
    pub(super) place: String,
    pub(super) advice: Advice,
    pub(super) deadline: Duration,
}

/// What to do about a failure, by its reason.
#[derive(Clone, Default)]
pub(super) struct Advice {
    pub(super) denied: String,
    pub(super) unavailable: String,
}

impl Client {
    /// Whether it is reached by a network. Local files and memory have no endpoint to tell of.
    pub(super) fn is_remote(&self) -> bool {
        !self.place.is_empty()
    }

    /// The reason behind an error. What a store says and nobody knows is a failure of the store.
    pub(super) fn reason(&self, error: &object_store::Error) -> Reason {
        match reason(error) {
            Reason::Other if self.is_remote() => Reason::Unavailable,
            reason => reason,
        }
    }

    /// An error in words. The path of a local file is told already; what the system said is left.
    pub(super) fn words(&self, error: &object_store::Error) -> String {
        if self.is_remote() { words(error) } else { innermost(error).to_string() }
    }

    pub(super) fn advice(&self, reason: Reason, cause: &str) -> &str {
        match reason {
            Reason::Refused if cause.contains(UNTRUSTED) => {
                "if it is of an authority of your own, name the file with the authority's certificate (PEM) in \
                 SSL_CERT_FILE, or for S3 in AWS_CA_BUNDLE"
            }
            Reason::Denied => &self.advice.denied,
            Reason::Unavailable => &self.advice.unavailable,
            _ => "",
        }
    }
}

impl Stores {
    /// With these settings.
    pub fn new(settings: Settings) -> Stores {
        Stores(Arc::new(Inner {
            #[cfg(feature = "http")]
            web: web::Web::new(&settings),
            settings,
            clients: Mutex::default(),
        }))
    }

    /// The stores of this process, with settings from its environment as it is at the first call.
    pub fn shared() -> &'static Stores {
        static SHARED: LazyLock<Stores> = LazyLock::new(|| Stores::new(Settings::from_env()));
        &SHARED
    }

    /// What tells these stores from others, as long as they live.
    pub(crate) fn id(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    /// Whether this location can be used at all: its feature is on, and its settings are whole. Asks no store.
    pub fn check(&self, location: &Location) -> Result<()> {
        self.client(location).map(drop)
    }

    /// The object at a location. A bucket as a whole is none.
    pub(super) fn object(&self, location: &Location) -> Result<Object> {
        if location.key().is_empty() && !matches!(location.scheme(), Scheme::Http | Scheme::Https) {
            return Err(Fault::refused(format!(
                "`{location}` names a bucket, not an object: its key is empty"
            )));
        }
        Object::new(self.client(location)?, location)
    }

    pub(super) fn client(&self, location: &Location) -> Result<Arc<Client>> {
        io::check()?;
        // a query belongs to the client of a web server: it is sent with every request
        let key =
            format!("{:?}://{}?{}", location.scheme(), location.authority(), location.query());
        let mut clients = self.0.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(&key) {
            return Ok(client.clone());
        }
        let client = Arc::new(self.open(location)?);
        clients.insert(key, client.clone());
        Ok(client)
    }

    fn open(&self, location: &Location) -> Result<Client> {
        if let Some(problem) = budget_problem(&self.0.settings) {
            return Err(Fault::refused(problem));
        }
        let deadline = self.0.settings.how_long();
        let plain = |store| Client {
            store,
            pages: None,
            place: String::new(),
            advice: Advice::default(),
            deadline,
        };
        match location.scheme() {
            Scheme::File => Ok(plain(Arc::new(LocalFileSystem::new().with_fsync(true)))),
            Scheme::Memory => Ok(plain(Arc::new(InMemory::new()))),
            Scheme::S3 => {
                #[cfg(feature = "s3")]
                return s3::open(&self.0.settings, &self.0.web, location);
                #[cfg(not(feature = "s3"))]
                Err(switched_off(location, "s3"))
            }
            Scheme::Gcs => {
                #[cfg(feature = "gcs")]
                return gcs::open(&self.0.settings, &self.0.web, location);
                #[cfg(not(feature = "gcs"))]
                Err(switched_off(location, "gcs"))
            }
            Scheme::Azure => {
                #[cfg(feature = "azure")]
                return azure::open(&self.0.settings, &self.0.web, location);
                #[cfg(not(feature = "azure"))]
                Err(switched_off(location, "azure"))
            }
            Scheme::Http | Scheme::Https => {
                #[cfg(feature = "http")]
                return web::open(&self.0.settings, &self.0.web, location);
                #[cfg(not(feature = "http"))]
                Err(switched_off(location, "http"))
            }
        }
    }
}

/// What is wrong with the size of the memory for transfers, if it is set.
fn budget_problem(settings: &Settings) -> Option<String> {
    let setting = settings.find(&[MEMORY])?;
    let wrong = setting.value.parse::<u64>().is_err();
    wrong.then(|| format!("{MEMORY} is `{}`, not a whole number of MiB", setting.value))
}

#[cfg_attr(all(feature = "s3", feature = "gcs", feature = "azure"), allow(dead_code))]
fn switched_off(location: &Location, feature: &str) -> crate::error::Error {
    Fault::refused(format!(
        "`{location}` can't be reached: this build is without the feature `{feature}`; \
         add it in Cargo.toml: flyte = {{ features = [\"{feature}\"] }}"
    ))
}

impl fmt::Debug for Stores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stores").field("settings", &self.0.settings).finish_non_exhaustive()
    }
}
