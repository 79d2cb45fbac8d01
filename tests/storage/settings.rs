//! What settings lead to, and what is said when they lead nowhere.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use flyte_core::storage::{Location, Reason, Settings, Stores};
use flyte_tests::s3::{KEY, SECRET, Server};

fn stores(variables: &[(&str, &str)]) -> Stores {
    let settings = Settings::from_variables(variables.iter().copied());
    Stores::new(settings.deadline(Duration::from_secs(1)).silence(Duration::from_millis(500)))
}

fn at(text: &str) -> Location {
    Location::parse(text).unwrap()
}

#[tokio::test]
async fn names_of_amazon_beneath_those_of_flyte() {
    let server = Server::start();
    let endpoint = server.endpoint();
    let own = stores(&[
        ("AWS_ENDPOINT_URL", &endpoint),
        ("AWS_ACCESS_KEY_ID", KEY),
        ("AWS_SECRET_ACCESS_KEY", SECRET),
    ]);
    own.write(&at("s3://bucket/x"), "x").await.unwrap();
    let over = stores(&[
        ("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1"),
        ("AWS_ACCESS_KEY_ID", "other"),
        ("AWS_SECRET_ACCESS_KEY", "other"),
        ("AWS_SESSION_TOKEN", "other"),
        ("FLYTE_AWS_ENDPOINT", &endpoint),
        ("FLYTE_AWS_ACCESS_KEY_ID", KEY),
        ("FLYTE_AWS_SECRET_ACCESS_KEY", SECRET),
    ]);
    assert_eq!(over.read(&at("s3://bucket/x")).await.unwrap(), "x");
}

#[tokio::test]
async fn missing_credentials_are_said_at_once() {
    let table: [(&[(&str, &str)], &str); 3] = [
        (
            &[("FLYTE_AWS_ENDPOINT", "http://127.0.0.1:9")],
            "set FLYTE_AWS_ACCESS_KEY_ID and FLYTE_AWS_SECRET_ACCESS_KEY",
        ),
        (&[("AWS_EC2_METADATA_DISABLED", "true")], "no credentials for `s3://bucket/x`"),
        (
            &[("AWS_ACCESS_KEY_ID", "k")],
            "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not",
        ),
    ];
    for (variables, words) in table {
        let began = Instant::now();
        let error = stores(variables).read(&at("s3://bucket/x")).await.unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(Reason::of(&error), Some(Reason::Refused));
        assert!(began.elapsed() < Duration::from_millis(500));
    }
}

#[tokio::test]
async fn a_wrong_key_is_said() {
    let server = Server::start();
    let endpoint = server.endpoint();
    let stores = stores(&[
        ("FLYTE_AWS_ENDPOINT", endpoint.as_str()),
        ("FLYTE_AWS_ACCESS_KEY_ID", KEY),
        ("FLYTE_AWS_SECRET_ACCESS_KEY", "wrong"),
    ]);
    let error = stores.read(&at("s3://bucket/x")).await.unwrap_err();
    assert_eq!(Reason::of(&error), Some(Reason::Denied), "{error}");
    let text = error.to_string();
    assert!(
        text.contains("check the key in FLYTE_AWS_ACCESS_KEY_ID") && text.contains(&endpoint),
        "{text}"
    );
    assert!(!text.contains("wrong"), "a secret is never said: {text}");
}

#[test]
fn secrets_are_not_printed() {
    let settings = Settings::from_variables([("AWS_SECRET_ACCESS_KEY", "hush"), ("HOME", "/root")]);
    let text = format!(
        "{settings:?} {:?} {:?}",
        settings.find(&["AWS_SECRET_ACCESS_KEY"]),
        Stores::new(settings.clone())
    );
    assert!(
        text.contains("AWS_SECRET_ACCESS_KEY") && !text.contains("hush") && !text.contains("HOME"),
        "{text}"
    );
}

#[test]
fn other_clouds_open() {
    let key = "c2VjcmV0";
    let azure = stores(&[
        ("FLYTE_AZURE_STORAGE_ACCOUNT_NAME", "acc"),
        ("FLYTE_AZURE_STORAGE_ACCOUNT_KEY", key),
    ]);
    azure.check(&at("abfs://container/x")).unwrap();
    azure.check(&at("abfss://container@other.dfs.core.windows.net/x")).unwrap();
    let error = stores(&[]).check(&at("abfs://container/x")).unwrap_err().to_string();
    assert!(error.contains("set FLYTE_AZURE_STORAGE_ACCOUNT_NAME"), "{error}");
    stores(&[("STORAGE_EMULATOR_HOST", "localhost:9")]).check(&at("gs://bucket/x")).unwrap();
    stores(&[]).check(&at("https://example.com/x")).unwrap();
    let error = stores(&[
        ("FLYTE_AWS_ENDPOINT", "127.0.0.1:9"),
        ("AWS_ACCESS_KEY_ID", "k"),
        ("AWS_SECRET_ACCESS_KEY", "s"),
    ]);
    let error = error.check(&at("s3://bucket/x")).unwrap_err().to_string();
    assert!(error.contains("must start with `http://`"), "{error}");
}

#[test]
fn a_client_outlives_the_runtime_of_its_user() {
    let server = Server::start();
    let stores = Stores::new(Settings::from_variables(server.variables()));
    for n in 0..3 {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            stores.write(&at("s3://bucket/x"), n.to_string()).await.unwrap();
            assert_eq!(stores.read(&at("s3://bucket/x")).await.unwrap(), n.to_string());
        });
    }
}

/// A server that takes one upload, and tells what its signature says of the payload.
fn listen() -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let heard = std::thread::spawn(move || {
        let (socket, _) = listener.accept().unwrap();
        let lines = BufReader::new(&socket).lines().map_while(Result::ok);
        let heads: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
        (&socket)
            .write_all(b"HTTP/1.1 200 OK\r\netag: \"x\"\r\ncontent-length: 0\r\n\r\n")
            .unwrap();
        let head = |line: &String| line.strip_prefix("x-amz-content-sha256: ").map(str::to_owned);
        heads.iter().find_map(head).expect("a signed request")
    });
    (endpoint, heard)
}

#[tokio::test]
async fn payloads_are_hashed_or_not() {
    let hash = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    for (said, expected) in [(None, hash), (Some("true"), "UNSIGNED-PAYLOAD"), (Some("0"), hash)] {
        let (endpoint, heard) = listen();
        let mut variables = vec![
            ("FLYTE_AWS_ENDPOINT", endpoint.as_str()),
            ("AWS_ACCESS_KEY_ID", KEY),
            ("AWS_SECRET_ACCESS_KEY", SECRET),
        ];
        variables.extend(said.map(|said| ("AWS_UNSIGNED_PAYLOAD", said)));
        stores(&variables).write(&at("s3://bucket/x"), "x").await.unwrap();
        assert_eq!(heard.join().unwrap(), expected, "{said:?}");
    }
    let server = Server::start();
    let unsigned = [("AWS_UNSIGNED_PAYLOAD".to_owned(), "true".to_owned())];
    let settings = Settings::from_variables(server.variables().into_iter().chain(unsigned));
    Stores::new(settings).write(&at("s3://bucket/x"), "x").await.unwrap();
    let error = stores(&[
        ("AWS_UNSIGNED_PAYLOAD", "maybe"),
        ("AWS_ACCESS_KEY_ID", "k"),
        ("AWS_SECRET_ACCESS_KEY", "s"),
    ]);
    let error = error.check(&at("s3://bucket/x")).unwrap_err().to_string();
    assert!(error.contains("AWS_UNSIGNED_PAYLOAD is `maybe`, not `true` or `false`"), "{error}");
}

/// In an image that holds one program and nothing else there are no certificates.
#[test]
fn without_certificates() {
    let ran = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "settings::on_a_machine_without_certificates"])
        .env("SSL_CERT_FILE", "/nowhere/at/all")
        .env("SSL_CERT_DIR", "/nowhere/at/all")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && text.contains("1 passed"), "{text}");
}

#[tokio::test]
#[ignore = "run by `without_certificates`"]
async fn on_a_machine_without_certificates() {
    let server = Server::start();
    let plain = Stores::new(Settings::from_variables(server.variables()));
    plain.write(&at("s3://bucket/x"), "x").await.unwrap();
    let error = stores(&[]).read(&at("https://127.0.0.1:9/x")).await.unwrap_err();
    assert_eq!(Reason::of(&error), Some(Reason::Unavailable), "{error}");
    assert!(error.to_string().contains("onnection refused"), "{error}");
}

/// What is wrong with a setting is said with its name, before anything is asked of a store, and never by a panic.
#[test]
fn settings_that_cannot_be_used() {
    let table: [(&str, &str, &str, &str); 29] = [
        ("s3", "FLYTE_AWS_ENDPOINT", "http://h:99999", "invalid port"),
        ("s3", "AWS_ENDPOINT_URL_S3", "http://h:port", "invalid port"),
        ("s3", "AWS_ENDPOINT_URL", "http://", "names no host"),
        ("s3", "AWS_ENDPOINT", "https:///x", "names no host"),
        ("s3", "FLYTE_AWS_ENDPOINT", "http://:9000", "names no host"),
        ("s3", "FLYTE_AWS_ENDPOINT", "ftp://h", "must start with `http://`"),
        ("s3", "FLYTE_AWS_ENDPOINT", "h:9000", "must start with `http://`"),
        ("s3", "FLYTE_AWS_ENDPOINT", "http://a b", "it holds ' '"),
        ("s3", "FLYTE_AWS_ENDPOINT", "http://[::1", "IPv6"),
        ("s3", "AWS_ENDPOINT_URL_STS", "http://h:x", "invalid port"),
        ("s3", "FLYTE_AWS_RETRIES", "many", "not a whole number"),
        ("s3", "FLYTE_AWS_RETRIES", "-1", "not a whole number"),
        ("s3", "FLYTE_AWS_RETRIES", "1.5", "not a whole number"),
        ("s3", "FLYTE_AWS_BACKOFF_SECONDS", "5s", "not seconds"),
        ("s3", "FLYTE_AWS_BACKOFF_SECONDS", "NaN", "not seconds"),
        ("gs", "FLYTE_AWS_BACKOFF_SECONDS", "inf", "not seconds"),
        ("abfs", "FLYTE_AWS_RETRIES", "x", "not a whole number"),
        ("https", "FLYTE_AWS_RETRIES", "x", "not a whole number"),
        ("memory", "FLYTE_TRANSFER_MEMORY_MIB", "lots", "not a whole number"),
        ("s3", "FLYTE_AWS_ADDRESSING_STYLE", "vitrual", "`path`, `virtual` or `auto`"),
        ("s3", "AWS_SKIP_SIGNATURE", "maybe", "boolean"),
        ("s3", "AWS_S3_EXPRESS", "maybe", "boolean"),
        ("s3", "AWS_SECRET_ACCESS_KEY", "a\nb", "can't be sent"),
        ("s3", "AWS_REGION", "mars\u{e9}", "can't be sent"),
        ("gs", "STORAGE_EMULATOR_HOST", "h:99999", "invalid port"),
        ("gs", "GOOGLE_BASE_URL", "http://", "names no host"),
        ("abfs", "AZURE_STORAGE_ENDPOINT", "http://h:99999/acc", "invalid port"),
        ("abfs", "AZURE_STORAGE_USE_EMULATOR", "perhaps", "not `true` or `false`"),
        ("abfs", "FLYTE_AZURE_STORAGE_ACCOUNT_KEY", "no base64!", "can't be used"),
    ];
    for (scheme, name, value, words) in table {
        let mut variables = vec![
            ("AWS_ACCESS_KEY_ID", "k"),
            ("AWS_SECRET_ACCESS_KEY", "s"),
            ("FLYTE_AZURE_STORAGE_ACCOUNT_NAME", "acc"),
            ("FLYTE_AZURE_STORAGE_ACCOUNT_KEY", "c2VjcmV0"),
            ("GOOGLE_SKIP_SIGNATURE", "true"),
        ];
        variables.retain(|(other, _)| *other != name);
        variables.push((name, value));
        let error = stores(&variables).check(&at(&format!("{scheme}://bucket/x"))).unwrap_err();
        let text = error.to_string();
        assert_eq!(Reason::of(&error), Some(Reason::Refused), "{text}");
        assert!(text.contains(name) && text.contains(words), "{name}={value}: {text}");
    }
    for name in ["s3://a?b/x", "s3://a%b/x", "gs://a:1/x", "abfs://a,b/x", "http://h:99999/x"] {
        let keys = [("AWS_ACCESS_KEY_ID", "k"), ("AWS_SECRET_ACCESS_KEY", "s")];
        let error = stores(&keys).check(&at(name)).unwrap_err();
        assert_eq!(Reason::of(&error), Some(Reason::Refused), "{error}");
    }
}

/// The uri says which of Azure's clouds an account is in.
#[tokio::test]
async fn clouds_of_azure() {
    let stores = stores(&[
        ("FLYTE_AZURE_STORAGE_ACCOUNT_KEY", "c2VjcmV0"),
        ("AZURE_STORAGE_ENDPOINT", "http://127.0.0.1:1/acc"),
    ]);
    let error = stores.read(&at("abfss://c@acc.dfs.core.chinacloudapi.cn/x")).await.unwrap_err();
    assert!(
        error.to_string().contains("endpoint http://127.0.0.1:1/acc (AZURE_STORAGE_ENDPOINT)"),
        "{error}"
    );
    let elsewhere = at("abfss://c@acc.dfs.invalid/x");
    let key = [("FLYTE_AZURE_STORAGE_ACCOUNT_KEY", "c2VjcmV0"), ("FLYTE_AWS_RETRIES", "0")];
    let error = self::stores(&key).read(&elsewhere).await.unwrap_err();
    assert!(error.to_string().contains("https://acc.blob.invalid"), "{error}");
}
