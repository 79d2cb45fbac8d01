//! Azure's connection strings, `NAME=VALUE;NAME=VALUE`: an account, where it is, and what opens it.

use crate::error::Result;
use crate::storage::fault::Fault;
use crate::storage::settings::{Setting, Settings};
use crate::storage::stores::checked::url;

/// The variable that holds one.
pub(super) const VARIABLE: &str = "AZURE_STORAGE_CONNECTION_STRING";

/// The account of the emulator and its key, which everybody knows.
pub(super) const EMULATED: &str = "devstoreaccount1";
const EMULATED_KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// What a connection string says.
#[derive(Default)]
pub(super) struct Connection {
    pub(super) account: String,
    pub(super) key: Option<String>,
    /// A shared access signature.
    pub(super) signature: Option<String>,
    /// Where the account's blobs are.
    pub(super) endpoint: String,
}

/// The parts that count here, as they are spelt in Azure's documentation.
const PARTS: [&str; 8] = [
    "DefaultEndpointsProtocol",
    "AccountName",
    "AccountKey",
    "EndpointSuffix",
    "BlobEndpoint",
    "SharedAccessSignature",
    "UseDevelopmentStorage",
    "DevelopmentStorageProxyUri",
];

/// Parts for services other than the blob storage.
const OTHERS: [&str; 8] = [
    "QueueEndpoint",
    "TableEndpoint",
    "FileEndpoint",
    "DfsEndpoint",
    "BlobSecondaryEndpoint",
    "QueueSecondaryEndpoint",
    "TableSecondaryEndpoint",
    "FileSecondaryEndpoint",
];

/// The values of [`PARTS`]. They may be secrets, so messages name the part alone.
struct Parts([Option<String>; PARTS.len()]);

impl Parts {
    fn parse(text: &str) -> Result<Parts> {
        let mut parts = Parts(Default::default());
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let Some((name, value)) = part.split_once('=') else {
                return Err(refused("a part of it is not of the form NAME=VALUE"));
            };
            let (name, value) = (name.trim(), value.trim());
            let Some(index) = PARTS.iter().position(|known| known.eq_ignore_ascii_case(name))
            else {
                if OTHERS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                    continue;
                }
                let is_name = name.chars().all(|c| c.is_ascii_alphanumeric());
                let name = if is_name && name.len() <= 40 { name } else { "…" };
                return Err(refused(&format!("`{name}` is no part of a connection string")));
            };
            let name = PARTS[index];
            if value.is_empty() {
                return Err(refused(&format!("`{name}` is empty")));
            }
            if !value.chars().all(|c| c.is_ascii_graphic()) {
                return Err(refused(&format!(
                    "`{name}` holds a blank, a control character or one beyond ASCII"
                )));
            }
            if parts.0[index].replace(value.to_owned()).is_some() {
                return Err(refused(&format!("`{name}` is there twice")));
            }
        }
        Ok(parts)
    }

    fn get(&self, name: &str) -> Option<&str> {
        let index = PARTS.iter().position(|known| *known == name)?;
        self.0[index].as_deref()
    }
}

impl Connection {
    /// The connection string in the settings, if there is one.
    pub(super) fn find(settings: &Settings) -> Result<Option<Connection>> {
        settings
            .find(&[VARIABLE])
            .map(|setting: Setting<'_>| Connection::parse(setting.value))
            .transpose()
    }

    fn parse(text: &str) -> Result<Connection> {
        let parts = Parts::parse(text)?;
        match parts.get("UseDevelopmentStorage").map(str::to_ascii_lowercase).as_deref() {
            Some("true") => return Connection::emulated(&parts),
            None if parts.get("DevelopmentStorageProxyUri").is_some() => {
                return Err(refused(
                    "`DevelopmentStorageProxyUri` needs `UseDevelopmentStorage=true`",
                ));
            }
            None | Some("false") => {}
            Some(_) => return Err(refused("`UseDevelopmentStorage` is not `true` or `false`")),
        }
        let protocol = match parts.get("DefaultEndpointsProtocol").map(str::to_ascii_lowercase) {
            None => "https".to_owned(),
            Some(protocol) if ["http", "https"].contains(&&*protocol) => protocol,
            Some(_) => {
                return Err(refused("`DefaultEndpointsProtocol` is not `http` or `https`"));
            }
        };
        let own = |name: &str| parts.get(name).map(str::to_owned);
        let (endpoint, named) = (own("BlobEndpoint"), own("AccountName"));
        if let Some(endpoint) = &endpoint {
            check("BlobEndpoint", endpoint)?;
        }
        let account = match named.or_else(|| endpoint.as_deref().and_then(account_at)) {
            Some(account) if account.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') => {
                account
            }
            Some(_) => return Err(refused("`AccountName` is no name of an account")),
            None => {
                return Err(refused(
                    "it names no account: `AccountName`, or `BlobEndpoint`, is missing",
                ));
            }
        };
        let endpoint = match endpoint {
            Some(endpoint) => endpoint,
            None => {
                let suffix = parts.get("EndpointSuffix").unwrap_or("core.windows.net");
                let endpoint = format!("{protocol}://{account}.blob.{suffix}");
                check("EndpointSuffix", &endpoint)?;
                endpoint
            }
        };
        let endpoint = endpoint.trim_end_matches('/').to_owned();
        let signature = own("SharedAccessSignature");
        if signature.as_ref().is_some_and(|text| !text.contains('=')) {
            return Err(refused("`SharedAccessSignature` is no signature (`sv=…&sig=…`)"));
        }
        Ok(Connection { account, key: own("AccountKey"), signature, endpoint })
    }

    fn emulated(parts: &Parts) -> Result<Connection> {
        let host = parts.get("DevelopmentStorageProxyUri").unwrap_or("http://127.0.0.1");
        check("DevelopmentStorageProxyUri", host)?;
        let host = host.trim_end_matches('/');
        // a port of its own is the emulator's
        let has_port = host.rsplit(':').next().is_some_and(|port| port.parse::<u16>().is_ok());
        let port = if has_port { "" } else { ":10000" };
        Ok(Connection {
            account: EMULATED.to_owned(),
            key: Some(EMULATED_KEY.to_owned()),
            signature: None,
            endpoint: format!("{host}{port}/{EMULATED}"),
        })
    }
}

/// The account whose blobs are at an address: `https://ACCOUNT.blob.core.windows.net`, `http://127.0.0.1:10000/ACCOUNT`.
fn account_at(endpoint: &str) -> Option<String> {
    let (_, rest) = endpoint.split_once("://")?;
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let account = match (authority.contains(".blob."), path.split('/').next()) {
        (false, Some(account)) if !account.is_empty() => account,
        _ => authority.split(['.', ':']).next()?,
    };
    (!account.is_empty()).then(|| account.to_owned())
}

fn check(part: &str, address: &str) -> Result<()> {
    url(address).map_err(|problem| refused(&format!("`{part}`: {problem}")))
}

fn refused(problem: &str) -> crate::error::Error {
    Fault::refused(format!("{VARIABLE} can't be used: {problem}"))
}
