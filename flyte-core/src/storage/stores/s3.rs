//! S3 and what speaks like it.

use std::sync::Arc;

use object_store::ClientOptions;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};

use super::checked::{bucket as check_bucket, culprit, endpoint as check_endpoint, flag, plain};
use super::web::{Kind, Speech, Web, not_opened, retries};
use super::{Advice, Client};
use crate::error::{Result, redacted};
use crate::storage::fault::Fault;
use crate::storage::location::Location;
use crate::storage::settings::{Setting, Settings};

const ENDPOINT: [&str; 4] =
    ["FLYTE_AWS_ENDPOINT", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"];
const KEY_ID: [&str; 2] = ["FLYTE_AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY_ID"];
const SECRET: [&str; 2] = ["FLYTE_AWS_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY"];
const REGION: [&str; 3] = ["FLYTE_AWS_REGION", "AWS_REGION", "AWS_DEFAULT_REGION"];
const UNSIGNED: &str = "AWS_UNSIGNED_PAYLOAD";

pub(super) fn open(settings: &Settings, web: &Web, location: &Location) -> Result<Client> {
    let bucket = location.authority();
    check_bucket(bucket, location)?;
    check(settings)?;
    let endpoint = settings.find(&ENDPOINT);
    let (key, secret) = credentials(settings, location, endpoint)?;

    let mut builder = AmazonS3Builder::new();
    for (name, value) in settings.starting("AWS_") {
        if let Ok(key) = name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() {
            builder = builder.with_config(key, value);
        }
    }
    if let (Some(key), Some(secret)) = (key, secret) {
        builder = builder.with_access_key_id(key.value).with_secret_access_key(secret.value);
        if key.from.starts_with("FLYTE_") {
            // a token of other keys would spoil these
            builder = builder
                .with_token(settings.find(&["FLYTE_AWS_SESSION_TOKEN"]).map_or("", |s| s.value));
        }
    }
    if let Some(region) = settings.find(&REGION) {
        builder = builder.with_region(region.value);
    }
    let mut kind = Kind::of("https://", Speech::S3);
    if let Some(endpoint) = endpoint {
        kind = Kind::of(endpoint.value, Speech::S3);
        builder = builder.with_config(AmazonS3ConfigKey::S3Endpoint, endpoint.value);
    }
    if let Some(style) = settings.find(&["FLYTE_AWS_ADDRESSING_STYLE"]) {
        let virtual_hosted = match style.value.to_ascii_lowercase().as_str() {
            "virtual" => true,
            "path" | "auto" => false,
            other => {
                return Err(Fault::refused(format!(
                    "{} is `{other}`, not `path`, `virtual` or `auto`",
                    style.from
                )));
            }
        };
        builder = builder.with_virtual_hosted_style_request(virtual_hosted);
        if let (true, Some((scheme, host))) =
            (virtual_hosted, endpoint.and_then(|e| e.value.split_once("://")))
        {
            let (user, host) = host
                .rsplit_once('@')
                .map_or(("", host), |_| host.split_at(host.rfind('@').map_or(0, |at| at + 1)));
            builder = builder.with_config(
                AmazonS3ConfigKey::S3Endpoint,
                format!("{scheme}://{user}{bucket}.{host}"),
            );
        }
    }
    let store = builder
        .with_bucket_name(bucket)
        .with_unsigned_payload(unsigned_payload(settings, kind)?)
        .with_retry(retries(settings)?)
        .with_client_options(ClientOptions::new().with_allow_http(true))
        .with_http_connector(web.connector(Kind { bundle: true, ..kind }))
        .build()
        .map_err(|error| to_blame(settings, web).unwrap_or_else(|| not_opened(location, &error)))?;

    let region =
        settings.find(&REGION).map_or("us-east-1".into(), |r| format!("{} ({})", r.value, r.from));
    let (place, unavailable) = match endpoint {
        Some(Setting { value, from }) => (
            format!("endpoint {} ({from}), bucket `{bucket}`", redacted(value)),
            format!("is the endpoint up, and is {from} right?"),
        ),
        None if key.is_none() => (
            format!(
                "Amazon S3, region {region}, bucket `{bucket}`, credentials of this machine's role"
            ),
            format!("off Amazon's machines, set {} and {}", KEY_ID[1], SECRET[1]),
        ),
        None => (
            format!("Amazon S3, region {region}, bucket `{bucket}`"),
            format!(
                "is this machine on the network? For another store than Amazon's set {}",
                ENDPOINT[0]
            ),
        ),
    };
    let denied = match key {
        Some(key) => {
            format!("check the key in {} and what the bucket's policy lets it do", key.from)
        }
        None => "check what the bucket's policy lets this machine's role do".into(),
    };
    let advice = Advice { denied, unavailable };
    let store = Arc::new(store);
    let (pages, deadline) = (Some(store.clone() as _), settings.how_long());
    Ok(Client { store, pages, place, advice, deadline })
}

/// Checks what the client would stumble over, or not look at.
fn check(settings: &Settings) -> Result<()> {
    let addresses = [
        &ENDPOINT[..],
        &["AWS_ENDPOINT_URL_STS"],
        &["AWS_METADATA_ENDPOINT"],
        &["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
    ];
    for names in addresses {
        settings.find(names).map_or(Ok(()), check_endpoint)?;
    }
    let texts = [
        &KEY_ID[..],
        &SECRET,
        &REGION,
        &["AWS_SESSION_TOKEN"],
        &["AWS_TOKEN"],
        &["FLYTE_AWS_SESSION_TOKEN"],
        &["AWS_SSE_KMS_KEY_ID"],
    ];
    texts.into_iter().filter_map(|names| settings.find(names)).try_for_each(plain)
}

/// The variable that keeps a client from being made, if one alone does.
fn to_blame(settings: &Settings, web: &Web) -> Option<crate::error::Error> {
    culprit(settings.starting("AWS_"), |name, value| {
        let Ok(key) = name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() else { return Ok(()) };
        let builder = AmazonS3Builder::new().with_config(key, value).with_bucket_name("bucket");
        let builder = builder.with_access_key_id("key").with_secret_access_key("secret");
        let options = ClientOptions::new().with_allow_http(true);
        builder
            .with_region("us-east-1")
            .with_client_options(options)
            .with_http_connector(web.connector(Kind::of("http://", Speech::S3)))
            .build()
            .map(drop)
    })
}

/// Whether uploads go without a hash of theirs in the signature. TLS guards the payload already, and the hash is half of
/// an upload's work.
fn unsigned_payload(settings: &Settings, kind: Kind) -> Result<bool> {
    Ok(flag(settings, &[UNSIGNED])?.unwrap_or(!kind.plain))
}

type Pair<'a> = (Option<Setting<'a>>, Option<Setting<'a>>);

/// The key to sign with. Without any, Amazon's machines have a role; elsewhere the first request would look for one
/// in vain, so it is said now.
fn credentials<'a>(
    settings: &'a Settings,
    location: &Location,
    endpoint: Option<Setting<'_>>,
) -> Result<Pair<'a>> {
    let pair = (settings.find(&KEY_ID), settings.find(&SECRET));
    let half = |has: Setting<'_>, lacks: [&str; 2]| {
        let lacks = if has.from.starts_with("FLYTE_") { lacks[0] } else { lacks[1] };
        Err(Fault::refused(format!(
            "`{location}` can't be opened: {} is set, but {lacks} is not",
            has.from
        )))
    };
    match pair {
        (Some(key), None) => return half(key, SECRET),
        (None, Some(secret)) => return half(secret, KEY_ID),
        (Some(_), Some(_)) => return Ok(pair),
        (None, None) => {}
    }
    let others = [
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    ];
    if flag(settings, &["AWS_SKIP_SIGNATURE"])? == Some(true) || settings.find(&others).is_some() {
        return Ok(pair);
    }
    let no_role = flag(settings, &["AWS_EC2_METADATA_DISABLED"])? == Some(true);
    let missing = format!(
        "no credentials for `{location}`: set {} and {} (or the same without FLYTE_), \
         or AWS_SKIP_SIGNATURE=true for a public bucket; ~/.aws is not read",
        KEY_ID[0], SECRET[0]
    );
    if no_role || endpoint.is_some_and(|e| !e.value.contains("amazonaws.com")) {
        return Err(Fault::refused(missing));
    }
    tracing::warn!("{missing}; trying the role of this machine");
    Ok(pair)
}
