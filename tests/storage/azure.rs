//! Azure's connection strings.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::time::Duration;

use flyte_core::storage::{Location, Reason, Settings, Stores};

const VARIABLE: &str = "AZURE_STORAGE_CONNECTION_STRING";
const KEY: &str = "c2VjcmV0LWtleQ==";

fn stores(variables: &[(&str, &str)]) -> Stores {
    let settings = Settings::from_variables(variables.iter().copied());
    Stores::new(settings.deadline(Duration::from_secs(1)).silence(Duration::from_millis(500)))
}

fn at(text: &str) -> Location {
    Location::parse(text).unwrap()
}

/// A server that answers once; the head of what it was asked.
fn listen() -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let heard = std::thread::spawn(move || {
        let (socket, _) = listener.accept().unwrap();
        let lines = BufReader::new(&socket).lines().map_while(Result::ok);
        let heads: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
        let answer = "HTTP/1.1 201 Created\r\netag: \"x\"\r\ncontent-length: 0\r\n\r\n";
        (&socket).write_all(answer.as_bytes()).unwrap();
        heads.join("\n")
    });
    (address, heard)
}

#[tokio::test]
async fn azurite_by_a_connection_string_alone() {
    let Some((variables, base)) = flyte_tests::emulators::azure() else { return };
    let get = |name: &str| &variables.iter().find(|(other, _)| other.ends_with(name)).unwrap().1;
    let (account, key) = (get("ACCOUNT_NAME"), get("ACCOUNT_KEY"));
    for start in ["DefaultEndpointsProtocol=http;", "", "; defaultendpointsprotocol = HTTP ; "] {
        let endpoint = get("ENDPOINT");
        let text = format!(
            "{start}AccountName={account};AccountKey={key};BlobEndpoint={endpoint}/;QueueEndpoint=x;"
        );
        let stores = stores(&[(VARIABLE, &text)]);
        let location = at(&format!("{base}/by-connection"));
        stores.write(&location, "text").await.unwrap();
        assert_eq!(stores.read(&location).await.unwrap(), "text");
    }
    // a single variable comes first: with another key the same string opens nothing
    let text = format!("AccountName={account};AccountKey={key};BlobEndpoint={}", get("ENDPOINT"));
    let other = stores(&[(VARIABLE, &text), ("FLYTE_AZURE_STORAGE_ACCOUNT_KEY", KEY)]);
    let error = other.read(&at(&format!("{base}/by-connection"))).await.unwrap_err();
    assert_eq!(Reason::of(&error), Some(Reason::Denied), "{error}");
    assert!(!error.to_string().contains(key.as_str()), "{error}");
}

#[tokio::test]
async fn signatures_keys_and_single_variables() {
    /// The string, a single variable, what the request holds, what it doesn't.
    type Case<'a> = (String, Option<(&'a str, &'a str)>, &'a str, &'a str);
    let signature = "sv=2021-08-06&ss=b&srt=co&sp=rwl&sig=abc%2Bdef%3D";
    let table: [Case; 5] = [
        (format!("SharedAccessSignature={signature}"), None, "sig=abc%2Bdef%3D", "SharedKey"),
        (
            format!("SharedAccessSignature=?{signature};AccountName=acc"),
            None,
            "sp=rwl",
            "SharedKey",
        ),
        (format!("AccountName=acc;AccountKey={KEY}"), None, "SharedKey acc:", "sig="),
        (
            format!("AccountName=acc;AccountKey={KEY}"),
            Some(("AZURE_STORAGE_SAS_TOKEN", signature)),
            "sig=abc%2Bdef%3D",
            "SharedKey",
        ),
        (
            format!("SharedAccessSignature={signature}"),
            Some(("AZURE_STORAGE_ACCOUNT_KEY", KEY)),
            "SharedKey acc:",
            "sig=",
        ),
    ];
    for (text, single, holds, lacks) in table {
        let (address, heard) = listen();
        let text = format!("{text};BlobEndpoint=http://{address}/acc");
        let mut variables = vec![(VARIABLE, text.as_str())];
        variables.extend(single);
        stores(&variables).write(&at("abfs://container/x"), "x").await.unwrap();
        let heard = heard.join().unwrap();
        assert!(heard.contains("PUT /acc/container/x"), "{heard}");
        assert!(heard.contains(holds) && !heard.contains(lacks), "{text} {single:?}: {heard}");
    }
    // its endpoint is replaced too
    let (address, heard) = listen();
    let text = format!("AccountName=acc;AccountKey={KEY};BlobEndpoint=http://127.0.0.1:1/acc");
    let endpoint = format!("http://{address}/acc");
    let over = stores(&[(VARIABLE, &text), ("AZURE_STORAGE_ENDPOINT", &endpoint)]);
    over.write(&at("abfs://container/x"), "x").await.unwrap();
    assert!(heard.join().unwrap().contains("SharedKey acc:"));
}

#[tokio::test]
async fn where_the_account_is() {
    let fails = [("FLYTE_AWS_RETRIES", "0")];
    let table = [
        (
            "AccountName=acc;AccountKey=KEY;EndpointSuffix=blob.invalid",
            "https://acc.blob.blob.invalid",
        ),
        (
            "DefaultEndpointsProtocol=http;AccountName=acc;AccountKey=KEY;EndpointSuffix=invalid",
            "http://acc.blob.invalid",
        ),
        (
            "BlobEndpoint=http://127.0.0.1:1/acc;SharedAccessSignature=sv=1&sig=2",
            "http://127.0.0.1:1/acc",
        ),
        (
            "UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://127.0.0.1:1",
            "http://127.0.0.1:1/devstoreaccount1",
        ),
    ];
    for (text, endpoint) in table {
        let text = text.replace("KEY", KEY);
        let stores = stores(&[(VARIABLE, text.as_str()), fails[0]]);
        let error = stores.read(&at("abfs://container/x")).await.unwrap_err().to_string();
        let words = format!("endpoint {endpoint} ({VARIABLE})");
        assert!(error.contains(&words), "{text}: {error}");
    }
}

#[test]
fn what_is_wrong_with_one_is_said_with_its_part_and_no_secret() {
    let table = [
        ("AccountName", "not of the form NAME=VALUE"),
        ("nonsense", "not of the form NAME=VALUE"),
        ("AccountName=acc;AccountKey=KEY;Colour=red", "`Colour` is no part"),
        ("AccountName=acc;AccountKey=KEY;accountname=b", "`AccountName` is there twice"),
        ("AccountName=;AccountKey=KEY", "`AccountName` is empty"),
        ("AccountKey=KEY", "names no account"),
        ("AccountName=a/b;AccountKey=KEY", "`AccountName` is no name"),
        ("AccountName=acc;AccountKey=no base64!", "`AccountKey` holds a blank"),
        ("AccountName=acc;AccountKey=%%%%", "can't be used"),
        (
            "AccountName=acc;AccountKey=KEY;DefaultEndpointsProtocol=ftp",
            "`DefaultEndpointsProtocol`",
        ),
        (
            "AccountName=acc;AccountKey=KEY;BlobEndpoint=acc.blob.core.windows.net",
            "`BlobEndpoint`: it must start",
        ),
        (
            "AccountName=acc;AccountKey=KEY;BlobEndpoint=http://h:99999",
            "`BlobEndpoint`: invalid port",
        ),
        ("AccountName=acc;AccountKey=KEY;EndpointSuffix=a?b", "`EndpointSuffix`"),
        (
            "AccountName=acc;SharedAccessSignature=nothing",
            "`SharedAccessSignature` is no signature",
        ),
        ("UseDevelopmentStorage=maybe", "`UseDevelopmentStorage` is not"),
        (
            "AccountName=acc;DevelopmentStorageProxyUri=http://h",
            "needs `UseDevelopmentStorage=true`",
        ),
        (
            "UseDevelopmentStorage=true;DevelopmentStorageProxyUri=h",
            "`DevelopmentStorageProxyUri`: it must start",
        ),
    ];
    for (text, words) in table {
        let text = text.replace("KEY", KEY);
        let error = stores(&[(VARIABLE, &text)]).check(&at("abfs://container/x")).unwrap_err();
        let said = error.to_string();
        assert_eq!(Reason::of(&error), Some(Reason::Refused), "{text}: {said}");
        assert!(said.contains(VARIABLE) && said.contains(words), "{text}: {said}");
        assert!(!said.contains(KEY) && !said.contains("%%%%"), "{text}: {said}");
    }
}

#[test]
fn a_string_of_another_account_is_refused() {
    let text = format!("AccountName=acc;AccountKey={KEY}");
    let string = (VARIABLE, text.as_str());
    for (single, location, other) in [
        (
            ("FLYTE_AZURE_STORAGE_ACCOUNT_NAME", "two"),
            "abfs://c/x",
            "FLYTE_AZURE_STORAGE_ACCOUNT_NAME",
        ),
        (("AZURE_STORAGE_ACCOUNT_NAME", "two"), "abfs://c/x", "AZURE_STORAGE_ACCOUNT_NAME"),
        (("AZURE_STORAGE_USE_EMULATOR", "true"), "abfs://c/x", "AZURE_STORAGE_USE_EMULATOR"),
        (("FLYTE_AWS_RETRIES", "1"), "abfss://c@two.dfs.core.windows.net/x", "the location"),
    ] {
        let error = stores(&[string, single]).check(&at(location)).unwrap_err();
        let said = error.to_string();
        assert!(
            said.contains(VARIABLE) && said.contains("`acc`") && said.contains(other),
            "{said}"
        );
        assert_eq!(Reason::of(&error), Some(Reason::Refused), "{said}");
    }
    for single in
        [("AZURE_STORAGE_ACCOUNT_NAME", "acc"), ("FLYTE_AZURE_STORAGE_ACCOUNT_NAME", "ACC")]
    {
        stores(&[string, single]).check(&at("abfs://c/x")).unwrap();
    }
    stores(&[string]).check(&at("abfss://c@acc.dfs.core.windows.net/x")).unwrap();
}
