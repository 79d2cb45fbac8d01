//! Stores behind TLS, with a certificate of an authority that no machine knows.

use std::path::Path;
use std::time::Duration;

use flyte_core::storage::{Location, Reason, Settings, Stores, Transfer};
use flyte_tests::place::bytes;
use flyte_tests::s3::{Server, tls_authority};

fn stores(server: &Server, bundle: Option<&Path>) -> Stores {
    let bundle = bundle.map(|path| ("AWS_CA_BUNDLE".to_owned(), path.display().to_string()));
    let settings = Settings::from_variables(server.variables().into_iter().chain(bundle));
    Stores::new(settings.deadline(Duration::from_secs(1)).silence(Duration::from_secs(30)))
}

fn at(text: &str) -> Location {
    Location::parse(text).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_in_a_bundle() {
    let server = Server::start_tls();
    assert!(server.endpoint().starts_with("https://"));
    let stores = stores(&server, Some(&tls_authority()));
    // one object in one piece and one in parts, whose payloads are not signed here
    for length in [5, 20 << 20] {
        let (object, data) = (at("s3://bucket/x"), bytes(length));
        let mut writer = stores.writer(&object, Transfer::new()).unwrap();
        writer.write(&data).await.unwrap();
        writer.finish().await.unwrap();
        assert!(stores.read(&object).await.unwrap() == data);
    }
    assert_eq!(stores.list(&at("s3://bucket")).unwrap().all().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_that_nobody_knows() {
    let server = Server::start_tls();
    let stores = stores(&server, None);
    let errors = [
        stores.read(&at("s3://bucket/x")).await.map(drop),
        stores.write(&at("s3://bucket/x"), "x").await,
        stores.list(&at("s3://bucket/x")).unwrap().all().await.map(drop),
        stores.read(&at(&format!("{}/x", server.endpoint()))).await.map(drop),
    ];
    for error in errors.map(Result::unwrap_err) {
        assert_eq!(Reason::of(&error), Some(Reason::Refused), "{error}");
        let text = error.to_string();
        for words in ["invalid peer certificate", "SSL_CERT_FILE", "AWS_CA_BUNDLE"] {
            assert!(text.contains(words), "{error}");
        }
    }
}

#[test]
fn a_bundle_without_certificates() {
    let server = Server::start_tls();
    let folder = tempfile::tempdir().unwrap();
    let (missing, empty) = (folder.path().join("missing"), folder.path().join("empty"));
    std::fs::write(&empty, "nothing").unwrap();
    for (path, words) in [(missing, "No such file"), (empty, "it holds no certificate")] {
        let error = stores(&server, Some(&path)).check(&at("s3://bucket/x")).unwrap_err();
        let text = error.to_string();
        let named = format!("AWS_CA_BUNDLE is `{}`", path.display());
        assert!(text.contains(words) && text.contains(&named), "{error}");
    }
}

/// The variables of the system's own list are read by this process's clients, so it runs itself.
#[cfg(target_os = "linux")]
#[test]
fn an_authority_of_the_machine() {
    let ran = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "tls::on_a_machine_with_an_authority"])
        .env("SSL_CERT_FILE", tls_authority())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && text.contains("1 passed"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by `an_authority_of_the_machine`"]
async fn on_a_machine_with_an_authority() {
    let server = Server::start_tls();
    let stores = stores(&server, None);
    stores.write(&at("s3://bucket/x"), "x").await.unwrap();
    assert_eq!(stores.read(&at("s3://bucket/x")).await.unwrap(), "x");
    let error = stores.read(&at(&format!("{}/bucket/x", server.endpoint()))).await.unwrap_err();
    assert_eq!(Reason::of(&error), Some(Reason::Denied), "trusted, but not signed: {error}");
}
