//! Google Cloud Storage.

use std::sync::Arc;

use object_store::gcp::{GcpCredential, GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::{ClientOptions, StaticCredentialProvider};

use super::checked::{bucket as check_bucket, culprit, endpoint as check_endpoint, flag, plain};
use super::web::{Kind, Speech, Web, not_opened, retries};
use super::{Advice, Client};
use crate::error::{Result, redacted};
use crate::storage::location::Location;
use crate::storage::settings::{Setting, Settings};

pub(super) fn open(settings: &Settings, web: &Web, location: &Location) -> Result<Client> {
    let bucket = location.authority();
    check_bucket(bucket, location)?;
    settings.find(&["GOOGLE_BEARER_TOKEN"]).map_or(Ok(()), plain)?;
    let mut builder = GoogleCloudStorageBuilder::new();
    for (name, value) in settings.starting("GOOGLE_") {
        if let Ok(key) = name.to_ascii_lowercase().parse::<GoogleConfigKey>() {
            builder = builder.with_config(key, value);
        }
    }
    let kind = |url: &str| Kind { packed: true, ..Kind::of(url, Speech::S3) };
    let base = settings.find(&["GOOGLE_BASE_URL"]);
    base.map_or(Ok(()), check_endpoint)?;
    let mut spoken = kind(base.map_or("https://", |base| base.value));
    let mut place = format!("Google Cloud Storage, bucket `{bucket}`");
    if let Some(emulator) = settings.find(&["STORAGE_EMULATOR_HOST"]) {
        let url = match emulator.value.contains("://") {
            true => emulator.value.to_owned(),
            false => format!("http://{}", emulator.value),
        };
        check_endpoint(Setting { value: &url, from: emulator.from })?;
        spoken = kind(&url);
        place = format!("endpoint {} ({}), bucket `{bucket}`", redacted(&url), emulator.from);
        builder = builder
            .with_config(GoogleConfigKey::BaseUrl, url)
            .with_config(GoogleConfigKey::SkipSignature, "true");
    }
    let unsigned = flag(settings, &["GOOGLE_SKIP_SIGNATURE"])? == Some(true);
    if unsigned || settings.find(&["STORAGE_EMULATOR_HOST"]).is_some() {
        // the client asks Google's machines for a token before it writes, also when it is to sign nothing
        let nothing = GcpCredential { bearer: String::new() };
        builder = builder.with_credentials(Arc::new(StaticCredentialProvider::new(nothing)));
    }
    let store = builder
        .with_bucket_name(bucket)
        .with_retry(retries(settings)?)
        .with_client_options(ClientOptions::new().with_allow_http(true))
        .with_http_connector(web.connector(spoken))
        .build()
        .map_err(|error| to_blame(settings, web).unwrap_or_else(|| not_opened(location, &error)))?;
    let advice = Advice {
        denied: "check GOOGLE_APPLICATION_CREDENTIALS and the bucket's permissions".into(),
        unavailable: "off Google's machines, point GOOGLE_APPLICATION_CREDENTIALS to a key file"
            .into(),
    };
    let store = Arc::new(store);
    let (pages, deadline) = (Some(store.clone() as _), settings.how_long());
    Ok(Client { store, pages, place, advice, deadline })
}

/// The variable that keeps a client from being made, if one alone does.
fn to_blame(settings: &Settings, web: &Web) -> Option<crate::error::Error> {
    culprit(settings.starting("GOOGLE_"), |name, value| {
        let Ok(key) = name.to_ascii_lowercase().parse::<GoogleConfigKey>() else { return Ok(()) };
        let builder = GoogleCloudStorageBuilder::new().with_config(key, value);
        builder
            .with_bucket_name("bucket")
            .with_http_connector(web.connector(Kind::of("http://", Speech::S3)))
            .build()
            .map(drop)
    })
}
