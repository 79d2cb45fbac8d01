//! Plain web servers, and the HTTP clients of all stores.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::Duration;

use object_store::client::{HttpClient, HttpConnector};
use object_store::http::HttpBuilder;
use object_store::{BackoffConfig, ClientOptions, RetryConfig};
use reqwest::Certificate;

use super::checked::{number, url};
use super::transport::Transport;
use super::{Advice, Client};
use crate::error::{Result, redacted};
use crate::storage::fault::{Fault, Reason, words};
use crate::storage::location::{Location, Scheme};
use crate::storage::settings::Settings;

/// Names a file with the certificates of the authorities that are trusted, as for Amazon's own tools.
const BUNDLE: &str = "AWS_CA_BUNDLE";

/// The HTTP clients: one for TLS and one for plain connections, each made when it is first needed.
#[derive(Clone, Debug)]
pub(super) struct Web {
    silence: Duration,
    /// What `AWS_CA_BUNDLE` says.
    bundle: Option<PathBuf>,
    made: Arc<Mutex<Vec<(Kind, reqwest::Client)>>>,
}

/// What a client is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    /// The endpoint is `http://`: the system's certificates aren't looked for.
    pub(super) plain: bool,
    /// The endpoint is on this machine: no proxy stands between.
    pub(super) loopback: bool,
    /// The server may unpack what is stored packed, unless it is told not to.
    pub(super) packed: bool,
    /// Only servers whose authority is in `AWS_CA_BUNDLE` are trusted, if it is set.
    pub(super) bundle: bool,
    /// What its answers look like.
    pub(super) speech: Speech,
}

/// How a server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speech {
    /// As S3 does, or Google by its XML interface.
    #[cfg_attr(not(any(feature = "s3", feature = "gcs")), allow(dead_code))]
    S3,
    #[cfg_attr(not(feature = "azure"), allow(dead_code))]
    Azure,
    /// As a plain web server, or WebDAV.
    Web,
}

impl Kind {
    pub(super) fn of(endpoint: &str, speech: Speech) -> Kind {
        let rest = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest);
        let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        let loopback = ["127.", "localhost", "[::1]"].iter().any(|host| rest.starts_with(host));
        Kind {
            plain: endpoint.starts_with("http://"),
            loopback,
            packed: false,
            bundle: false,
            speech,
        }
    }
}

impl Web {
    pub(super) fn new(settings: &Settings) -> Web {
        let bundle = settings.find(&[BUNDLE]).map(|setting| setting.value.into());
        Web { silence: settings.how_silent(), bundle, made: Arc::default() }
    }

    /// What makes the requests of a store.
    pub(super) fn connector(&self, kind: Kind) -> Connector {
        Connector { web: self.clone(), kind }
    }

    fn client(&self, kind: Kind) -> Result<reqwest::Client, flyte_types::BoxError> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = made.iter().find(|(other, _)| *other == kind) {
            return Ok(client.clone());
        }
        let client = match &self.bundle {
            _ if kind.plain => self.builder(kind).tls_certs_only(bundled()).build()?,
            Some(path) if kind.bundle => {
                self.builder(kind).tls_certs_only(authorities(path)?).build()?
            }
            _ => self.builder(kind).build().or_else(|error| {
                tracing::warn!(
                    "this machine's certificates can't be used ({}); taking those of Mozilla instead",
                    words(&error)
                );
                self.builder(kind).tls_certs_only(bundled()).build()
            })?,
        };
        made.push((kind, client.clone()));
        Ok(client)
    }

    fn builder(&self, kind: Kind) -> reqwest::ClientBuilder {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            // an error says that someone else chose before us, which is as good
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let builder = reqwest::Client::builder()
            .user_agent(concat!("flyte-rs/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(Duration::from_secs(5))
            // a query may be a signature, which is not for whoever is asked next
            .referer(false)
            .pool_idle_timeout(Duration::from_secs(30))
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate();
        let builder = if kind.loopback { builder.no_proxy() } else { builder };
        // what a store answers is not somewhere else, nor is a signature for anybody else
        let builder = match kind.speech {
            Speech::Web => builder,
            Speech::S3 | Speech::Azure => builder.redirect(reqwest::redirect::Policy::none()),
        };
        let encoding = match (kind.packed, kind.speech) {
            (true, _) => "gzip",
            (false, Speech::Web) => "identity",
            (false, _) => return builder,
        };
        let encoding = reqwest::header::HeaderValue::from_static(encoding);
        builder
            .default_headers([(reqwest::header::ACCEPT_ENCODING, encoding)].into_iter().collect())
    }
}

/// The certificates in a file.
fn authorities(path: &Path) -> Result<Vec<Certificate>, String> {
    let wrong = |problem: &str| format!("{BUNDLE} is `{}`: {problem}", path.display());
    let text = std::fs::read(path).map_err(|error| wrong(&error.to_string()))?;
    match Certificate::from_pem_bundle(&text) {
        Ok(found) if found.is_empty() => Err(wrong("it holds no certificate in PEM")),
        Ok(found) => Ok(found),
        Err(error) => Err(wrong(&words(&error))),
    }
}

fn bundled() -> impl Iterator<Item = Certificate> {
    webpki_root_certs::TLS_SERVER_ROOT_CERTS
        .iter()
        .filter_map(|certificate| Certificate::from_der(certificate).ok())
}

#[derive(Debug)]
pub(super) struct Connector {
    web: Web,
    kind: Kind,
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        match self.web.client(self.kind) {
            Ok(client) => {
                let (silence, kind) = (self.web.silence, self.kind);
                Ok(HttpClient::new(Transport { client, silence, kind }))
            }
            Err(error) => Err(object_store::Error::Generic { store: "HTTP", source: error }),
        }
    }
}

/// How often and how long a request is tried again.
pub(super) fn retries(settings: &Settings) -> Result<RetryConfig> {
    let longest: f64 = number(settings, "FLYTE_AWS_BACKOFF_SECONDS", "seconds")?.unwrap_or(5.0);
    let longest = longest.clamp(0.1, 60.0);
    let retries: Option<u32> = number(settings, "FLYTE_AWS_RETRIES", "a whole number")?;
    Ok(RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs_f64(longest),
            base: 2.0,
        },
        max_retries: retries.map_or(10, |retries| retries.min(100) as usize),
        retry_timeout: settings.how_long(),
    })
}

/// The failure to make a client.
pub(super) fn not_opened(location: &Location, error: &object_store::Error) -> crate::error::Error {
    Fault::new(
        Reason::Refused,
        format!("`{}` can't be opened: {}", location.without_query(), words(error)),
    )
    .into_error()
}

pub(super) fn open(settings: &Settings, web: &Web, location: &Location) -> Result<Client> {
    let scheme = if location.scheme() == Scheme::Http { "http" } else { "https" };
    let host = location.authority();
    let endpoint = format!("{scheme}://{host}");
    if let Err(problem) = url(&endpoint) {
        return Err(Fault::refused(format!("`{location}` can't be opened: {problem}")));
    }
    let url = match location.query() {
        "" => endpoint.clone(),
        query => format!("{endpoint}/?{query}"),
    };
    let store = HttpBuilder::new()
        .with_url(url)
        .with_retry(retries(settings)?)
        .with_client_options(ClientOptions::new().with_allow_http(true))
        .with_http_connector(web.connector(Kind::of(&endpoint, Speech::Web)))
        .build()
        .map_err(|error| not_opened(location, &error))?;
    let advice = Advice {
        denied: "the server wants a login or a signature that the uri doesn't carry".into(),
        unavailable: "is the server up, and is its name right?".into(),
    };
    let deadline = settings.how_long();
    let place = format!("server {}", redacted(&endpoint));
    Ok(Client { store: Arc::new(store), pages: None, place, advice, deadline })
}
