//! Google Cloud Storage.

use std::sync::Arc;

use object_store::ClientOptions;
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};

use super::web::{Kind, Web, not_opened, retries};
use super::{Advice, Client};
use crate::error::Result;
use crate::storage::location::Location;
use crate::storage::settings::Settings;

pub(super) fn open(settings: &Settings, web: &Web, location: &Location) -> Result<Client> {
    let bucket = location.authority();
    let mut builder = GoogleCloudStorageBuilder::new();
    for (name, value) in settings.starting("GOOGLE_") {
        if let Ok(key) = name.to_ascii_lowercase().parse::<GoogleConfigKey>() {
            builder = builder.with_config(key, value);
        }
    }
    let mut kind = Kind { packed: true, ..Kind::of("https://") };
    let mut place = format!("Google Cloud Storage, bucket `{bucket}`");
    if let Some(emulator) = settings.find(&["STORAGE_EMULATOR_HOST"]) {
        let url = match emulator.value.contains("://") {
            true => emulator.value.to_owned(),
            false => format!("http://{}", emulator.value),
        };
        kind = Kind { packed: true, ..Kind::of(&url) };
        place = format!("endpoint {url} ({}), bucket `{bucket}`", emulator.from);
        builder = builder
            .with_config(GoogleConfigKey::BaseUrl, url)
            .with_config(GoogleConfigKey::SkipSignature, "true");
    }
    let store = builder
        .with_bucket_name(bucket)
        .with_retry(retries(settings))
        .with_client_options(ClientOptions::new().with_allow_http(true))
        .with_http_connector(web.connector(kind))
        .build()
        .map_err(|error| not_opened(location, &error))?;
    let advice = Advice {
        denied: "check GOOGLE_APPLICATION_CREDENTIALS and the bucket's permissions".into(),
        unavailable: "off Google's machines, point GOOGLE_APPLICATION_CREDENTIALS to a key file"
            .into(),
    };
    Ok(Client { store: Arc::new(store), place, advice, deadline: settings.how_long() })
}
