//! Azure's blob storage.

use std::sync::Arc;

use object_store::ClientOptions;
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};

use super::web::{Kind, Web, not_opened, retries};
use super::{Advice, Client};
use crate::error::Result;
use crate::storage::fault::Fault;
use crate::storage::location::Location;
use crate::storage::settings::Settings;

/// Flyte's names, beneath each what the client calls it.
const FLYTE: [(&str, AzureConfigKey); 8] = [
    ("FLYTE_AZURE_STORAGE_ACCOUNT_NAME", AzureConfigKey::AccountName),
    ("FLYTE_AZURE_STORAGE_ACCOUNT_KEY", AzureConfigKey::AccessKey),
    ("FLYTE_AZURE_STORAGE_TENANT_ID", AzureConfigKey::AuthorityId),
    ("FLYTE_AZURE_STORAGE_CLIENT_ID", AzureConfigKey::ClientId),
    ("FLYTE_AZURE_STORAGE_CLIENT_SECRET", AzureConfigKey::ClientSecret),
    ("FLYTE_AZURE_TENANT_ID", AzureConfigKey::AuthorityId),
    ("FLYTE_AZURE_CLIENT_ID", AzureConfigKey::ClientId),
    ("FLYTE_AZURE_CLIENT_SECRET", AzureConfigKey::ClientSecret),
];

pub(super) fn open(settings: &Settings, web: &Web, location: &Location) -> Result<Client> {
    let mut builder = MicrosoftAzureBuilder::new();
    for (name, value) in settings.starting("AZURE_") {
        if let Ok(key) = name.to_ascii_lowercase().parse::<AzureConfigKey>() {
            builder = builder.with_config(key, value);
        }
    }
    for (name, key) in FLYTE {
        if let Some(setting) = settings.find(&[name]) {
            builder = builder.with_config(key, setting.value);
        }
    }
    // `container@account.dfs.core.windows.net` names both, `container` alone leaves the account to the settings
    let (container, host) = match location.authority().split_once('@') {
        Some((container, host)) => (container, Some(host)),
        None => (location.authority(), None),
    };
    let named = settings.find(&["FLYTE_AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT_NAME"]);
    let emulated =
        settings.find(&["AZURE_STORAGE_USE_EMULATOR"]).is_some_and(|s| s.value != "false");
    let account = match host {
        Some(host) => host.split('.').next().unwrap_or(host),
        None if emulated => "devstoreaccount1",
        None => match named {
            Some(named) => named.value,
            None => {
                return Err(Fault::refused(format!(
                    "`{location}` names no storage account: set {}, or write \
                     `abfs://{container}@ACCOUNT.dfs.core.windows.net/…`",
                    FLYTE[0].0
                )));
            }
        },
    };
    let endpoint = settings.find(&["AZURE_STORAGE_ENDPOINT", "AZURE_ENDPOINT"]);
    let kind = match endpoint {
        Some(endpoint) => Kind::of(endpoint.value),
        None if emulated => Kind::of("http://127.0.0.1:10000"),
        None => Kind::of("https://"),
    };
    let store = builder
        .with_account(account)
        .with_container_name(container)
        .with_retry(retries(settings))
        .with_client_options(ClientOptions::new().with_allow_http(true))
        .with_http_connector(web.connector(kind))
        .build()
        .map_err(|error| not_opened(location, &error))?;
    let place = format!("Azure, account `{account}`, container `{container}`");
    let advice = Advice {
        denied: format!("check {} and what the account's roles allow", FLYTE[1].0),
        unavailable: format!(
            "is the account's name right? Off Azure's machines, set {}",
            FLYTE[1].0
        ),
    };
    Ok(Client { store: Arc::new(store), place, advice, deadline: settings.how_long() })
}
