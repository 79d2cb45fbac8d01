//! Azure's blob storage.

mod connection;

use std::sync::Arc;

use object_store::ClientOptions;
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};

use super::checked::{bucket as check_bucket, culprit, endpoint as check_endpoint, flag, plain};
use super::web::{Kind, Speech, Web, not_opened, retries};
use super::{Advice, Client};
use crate::error::{Result, redacted};
use crate::storage::fault::Fault;
use crate::storage::location::Location;
use crate::storage::settings::{Setting, Settings};
use connection::{Connection, EMULATED};

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
    let connection = Connection::find(settings)?;
    // `container@account.dfs.core.windows.net` names both, `container` alone leaves the account to the settings
    let (container, host) = match location.authority().split_once('@') {
        Some((container, host)) => (container, Some(host)),
        None => (location.authority(), None),
    };
    let named = settings.find(&["FLYTE_AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT_NAME"]);
    check_bucket(container, location)?;
    let emulated = flag(settings, &["AZURE_STORAGE_USE_EMULATOR"])? == Some(true);
    let account = match host {
        Some(host) => host.split('.').next().unwrap_or(host),
        None if emulated => EMULATED,
        None => match (named, &connection) {
            (Some(named), _) => named.value,
            (None, Some(connection)) => &connection.account,
            (None, None) => {
                return Err(Fault::refused(format!(
                    "`{location}` names no storage account: set {} or {}, or write \
                     `abfs://{container}@ACCOUNT.dfs.core.windows.net/…`",
                    FLYTE[0].0,
                    connection::VARIABLE
                )));
            }
        },
    };
    // a key of one account is none of another
    if let Some(connection) = &connection
        && !connection.account.eq_ignore_ascii_case(account)
    {
        let other = match (host, named) {
            (Some(_), _) => "the location",
            (None, Some(named)) => named.from,
            (None, None) => "AZURE_STORAGE_USE_EMULATOR",
        };
        return Err(Fault::refused(format!(
            "{} is for the account `{}`, {other} for `{account}`: unset the one that isn't meant",
            connection::VARIABLE,
            connection.account
        )));
    }
    let endpoint = settings.find(&["AZURE_STORAGE_ENDPOINT", "AZURE_ENDPOINT"]);
    endpoint.map_or(Ok(()), check_endpoint)?;
    for name in ["AZURE_STORAGE_TOKEN", "AZURE_CLIENT_SECRET", "FLYTE_AZURE_CLIENT_SECRET"] {
        settings.find(&[name]).map_or(Ok(()), plain)?;
    }
    let (address, from) = match (endpoint, host) {
        (Some(endpoint), _) => (endpoint.value.to_owned(), format!(" ({})", endpoint.from)),
        (None, _) if emulated => {
            ("http://127.0.0.1:10000".to_owned(), " (AZURE_STORAGE_USE_EMULATOR)".to_owned())
        }
        (None, _) if let Some(connection) = &connection => {
            (connection.endpoint.clone(), format!(" ({})", connection::VARIABLE))
        }
        // clouds other than the largest have names of their own, and the uri says which
        (None, Some(host)) if host.contains('.') => {
            (format!("https://{}", host.replacen(".dfs.", ".blob.", 1)), String::new())
        }
        _ => (format!("https://{account}.blob.core.windows.net"), String::new()),
    };
    check_endpoint(Setting { value: &address, from: "the storage account's address" })?;
    let is_elsewhere = connection.is_some() || host.is_some_and(|host| host.contains('.'));
    if endpoint.is_none() && is_elsewhere && !emulated {
        builder = builder.with_endpoint(address.clone());
    }
    if let Some(connection) = connection.as_ref().filter(|_| !has_credentials(&builder)) {
        if let Some(key) = &connection.key {
            builder = builder.with_config(AzureConfigKey::AccessKey, key);
        } else if let Some(signature) = &connection.signature {
            builder = builder.with_config(AzureConfigKey::SasKey, signature);
        }
    }
    let kind = Kind::of(&address, Speech::Azure);
    let store = builder
        .with_account(account)
        .with_container_name(container)
        .with_retry(retries(settings)?)
        .with_client_options(ClientOptions::new().with_allow_http(true))
        .with_http_connector(web.connector(kind))
        .build()
        .map_err(|error| to_blame(settings, web).unwrap_or_else(|| not_opened(location, &error)))?;
    let place = format!(
        "Azure, endpoint {}{from}, account `{account}`, container `{container}`",
        redacted(&address)
    );
    let advice = Advice {
        denied: format!("check {} and what the account's roles allow", FLYTE[1].0),
        unavailable: format!(
            "is the account's name right? Off Azure's machines, set {}",
            FLYTE[1].0
        ),
    };
    let store = Arc::new(store);
    let (pages, deadline) = (Some(store.clone() as _), settings.how_long());
    Ok(Client { store, pages, place, advice, deadline })
}

/// Whether single variables say by what the account is opened.
fn has_credentials(builder: &MicrosoftAzureBuilder) -> bool {
    let keys = [
        AzureConfigKey::AccessKey,
        AzureConfigKey::SasKey,
        AzureConfigKey::Token,
        AzureConfigKey::ClientId,
        AzureConfigKey::FederatedTokenFile,
    ];
    keys.iter().any(|key| builder.get_config_value(key).is_some())
}

/// The variable that keeps a client from being made, if one alone does.
fn to_blame(settings: &Settings, web: &Web) -> Option<crate::error::Error> {
    let named = settings.starting("AZURE_").filter_map(|(name, value)| {
        Some((name, value, name.to_ascii_lowercase().parse::<AzureConfigKey>().ok()?))
    });
    let flyte = FLYTE.into_iter().filter_map(|(name, key)| {
        let setting = settings.find(&[name])?;
        Some((setting.from, setting.value, key))
    });
    let connection =
        settings.find(&[connection::VARIABLE]).zip(Connection::find(settings).ok().flatten());
    let mut all: Vec<_> = named.chain(flyte).collect();
    if let Some((setting, connection)) = &connection {
        let parts = [
            (&connection.key, AzureConfigKey::AccessKey),
            (&connection.signature, AzureConfigKey::SasKey),
        ];
        all.extend(
            parts
                .into_iter()
                .filter_map(|(value, key)| Some((setting.from, value.as_deref()?, key))),
        );
    }
    culprit(all.iter().map(|(name, value, _)| (*name, *value)), |name, value| {
        let is_it = |(other, text, _): &&(&str, &str, _)| *other == name && *text == value;
        let key = all.iter().find(is_it).map(|(.., key)| *key);
        let Some(key) = key else { return Ok(()) };
        let builder = MicrosoftAzureBuilder::new().with_account("account").with_config(key, value);
        let options = ClientOptions::new().with_allow_http(true);
        builder
            .with_container_name("c")
            .with_client_options(options)
            .with_http_connector(web.connector(Kind::of("http://", Speech::Azure)))
            .build()
            .map(drop)
    })
}
