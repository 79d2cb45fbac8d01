//! Answers that are whole, but not what was asked for.

use std::time::Duration;

use flyte_core::storage::{Location, Reason, Settings, Stores, Transfer};
use flyte_tests::place::bytes;
use flyte_tests::raw::{Answer, Asked, RawServer};
use tokio::io::{AsyncReadExt, AsyncSeekExt};

const MIB: usize = 1 << 20;
const HTML: &str = "<!DOCTYPE html><html><form>log in</form></html>";

fn stores(server: &RawServer) -> Stores {
    let (endpoint, azure) = (server.endpoint(), format!("{}/acc", server.endpoint()));
    let settings = Settings::from_variables([
        ("FLYTE_AWS_ENDPOINT", endpoint.as_str()),
        ("AWS_ACCESS_KEY_ID", "k"),
        ("AWS_SECRET_ACCESS_KEY", "s"),
        ("STORAGE_EMULATOR_HOST", endpoint.as_str()),
        ("AZURE_STORAGE_ENDPOINT", azure.as_str()),
        ("FLYTE_AZURE_STORAGE_ACCOUNT_NAME", "acc"),
        ("FLYTE_AZURE_STORAGE_ACCOUNT_KEY", "c2VjcmV0"),
    ]);
    Stores::new(settings.deadline(Duration::from_secs(1)).silence(Duration::from_secs(9)))
}

fn places(server: &RawServer) -> [Location; 4] {
    let web = format!("{}/dir", server.endpoint());
    let uris = [web.as_str(), "s3://bucket/dir", "gs://bucket/dir", "abfs://bucket/dir"];
    uris.map(|uri| Location::parse(uri).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_list_is_an_error() {
    let list = "<ListBucketResult><Contents></Contents>";
    let bodies = [HTML, "", "{}", "<a/>", "<?xml version='1.0'?><html/>", list];
    for body in bodies {
        let server = RawServer::start(move |_| Answer::whole("200 OK", "text/html", body));
        for at in places(&server) {
            let listed = stores(&server).list(&at).unwrap().all().await;
            let error = listed.map(|found| panic!("{body}: {found:?} below {at}")).unwrap_err();
            assert!(error.to_string().contains(at.as_str()), "{error}");
        }
    }
    // a login page that is elsewhere
    let server = RawServer::start(|asked| match asked.line.contains("/login") {
        true => Answer::whole("200 OK", "text/html", HTML),
        false => {
            Answer::head("302 Found", &["location: /login".into(), "content-length: 0".into()])
        }
    });
    for at in places(&server) {
        stores(&server).list(&at).unwrap().all().await.unwrap_err();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_no_answer_to_a_write() {
    let server = RawServer::start(|_| {
        let length = format!("content-length: {}", HTML.len());
        let lines = ["content-type: text/html".into(), "etag: \"x\"".into(), length];
        Answer::head("200 OK", &lines).then(HTML)
    });
    for at in &places(&server)[1..] {
        let object = at.join("x").unwrap();
        let stores = stores(&server);
        stores.write(&object, "x").await.unwrap_err();
        stores.delete(&object).await.unwrap_err();
        let mut writer = stores.writer(&object, Transfer::new()).unwrap();
        let written = writer.write(&bytes(9 * MIB)).await;
        assert!(written.is_err() || writer.finish().await.is_err(), "{at}");
    }
}

/// Some servers say of an answer without a body that it is a page.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_a_body_is_no_page() {
    let server = RawServer::start(|_| {
        let lines =
            ["content-type: text/html".into(), "etag: \"x\"".into(), "content-length: 0".into()];
        Answer::head("200 OK", &lines)
    });
    let object = places(&server)[1].join("x").unwrap();
    stores(&server).write(&object, "x").await.unwrap();
}

/// A list whose pages come again, or have nothing.
#[tokio::test(flavor = "multi_thread")]
async fn lists_without_an_end_are_errors() {
    fn page(asked: &Asked, keys: bool, token: &str) -> Answer {
        let azure = asked.line.contains("comp=list");
        let body = match (azure, keys) {
            (false, _) => format!(
                "<ListBucketResult><IsTruncated>true</IsTruncated>{}\
                 <NextContinuationToken>{token}</NextContinuationToken></ListBucketResult>",
                if keys {
                    "<Contents><Key>dir/a</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>\
                     <ETag>\"x\"</ETag><Size>3</Size></Contents>"
                } else {
                    ""
                }
            ),
            (true, _) => format!(
                "<EnumerationResults><Blobs></Blobs><NextMarker>{token}</NextMarker></EnumerationResults>"
            ),
        };
        Answer::whole("200 OK", "application/xml", &body)
    }
    let servers = [
        RawServer::start(|asked| page(asked, true, "same")),
        RawServer::start(|asked| page(asked, true, &format!("token-{}", asked.number))),
        RawServer::start(|asked| page(asked, false, "same")),
        RawServer::start(|asked| page(asked, false, &format!("token-{}", asked.number))),
    ];
    for server in &servers {
        for at in &places(server)[1..] {
            let listed = stores(server).list(at).unwrap().all();
            let listed = tokio::time::timeout(Duration::from_secs(60), listed).await;
            let error = listed.unwrap_or_else(|_| panic!("{at} has no end")).unwrap_err();
            assert!(error.to_string().contains("its pages have no end"), "{error}");
        }
    }
}

/// A server without ETags: two versions of a file, told apart by `mark`, of which each request gets another.
fn versions(mark: &'static [&'static str; 2], ranges: bool, cut: bool) -> RawServer {
    let one = bytes(9 * MIB);
    let two: Vec<u8> = one.iter().map(|byte| !byte).collect();
    let data = [one, two];
    RawServer::start(move |asked| {
        let (data, mark) = (&data[asked.number.min(1)], mark[asked.number.min(1)]);
        let range =
            asked.range().filter(|_| ranges).map(|range| range.start..range.end.min(data.len()));
        let mut lines = vec![mark.to_owned()];
        lines.retain(|line| !line.is_empty());
        let (status, part) = match range {
            Some(range) => {
                let (start, last) = (range.start, range.end - 1);
                lines.push(format!("content-range: bytes {start}-{last}/{}", data.len()));
                ("206 Partial Content", &data[range])
            }
            None => ("200 OK", &data[..]),
        };
        lines.push(format!("content-length: {}", part.len()));
        let sent = if cut { part.len() / 2 } else { part.len() };
        Answer::head(status, &lines).then(&part[..sent])
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_replaced_is_not_mixed() {
    const DATES: [&str; 2] = [
        "last-modified: Thu, 01 Jan 2026 00:00:00 GMT",
        "last-modified: Thu, 01 Jan 2026 00:00:01 GMT",
    ];
    const WEAK: [&str; 2] = ["etag: W/\"1\"", "etag: W/\"2\""];
    const NOTHING: [&str; 2] = ["", ""];
    let (one, folder) = (bytes(9 * MIB), tempfile::tempdir().unwrap());
    for marks in [&DATES, &WEAK, &NOTHING] {
        for (ranges, cut) in [(true, false), (true, true), (false, true), (false, false)] {
            let server = versions(marks, ranges, cut);
            let at = Location::parse(format!("{}/x", server.endpoint())).unwrap();
            let to = folder.path().join("x");
            let two: Vec<u8> = one.iter().map(|byte| !byte).collect();
            match stores(&server).download(&at, &to, Transfer::new()).await {
                Ok(_) => {
                    let got = std::fs::read(&to).unwrap();
                    assert!(got == one || got == two, "{marks:?} {ranges} {cut}: mixed");
                    std::fs::remove_file(&to).unwrap();
                }
                Err(error) => {
                    let reason = Reason::of(&error);
                    let told = [Some(Reason::Changed), Some(Reason::Unavailable)];
                    assert!(told.contains(&reason), "{marks:?} {ranges} {cut}: {error}");
                    assert!(!to.exists());
                }
            }
        }
    }
    // where nothing tells versions apart, one request is enough
    let server = versions(&NOTHING, false, false);
    let at = Location::parse(format!("{}/x", server.endpoint())).unwrap();
    stores(&server).download(&at, folder.path().join("y"), Transfer::new()).await.unwrap();
    // and a long range is of one version
    let server = versions(&DATES, true, true);
    let at = Location::parse(format!("{}/x", server.endpoint())).unwrap();
    let error = stores(&server).read_range(&at, 0..9 << 20).await.unwrap_err();
    assert_eq!(Reason::of(&error), Some(Reason::Changed), "{error}");
    // a reader that jumps
    let server = versions(&DATES, true, false);
    let at = Location::parse(format!("{}/x", server.endpoint())).unwrap();
    let mut reader = stores(&server).reader(&at).await.unwrap();
    reader.seek(std::io::SeekFrom::End(-10)).await.unwrap();
    let error = reader.read_to_end(&mut Vec::new()).await.unwrap_err();
    assert!(error.to_string().contains("Last-Modified"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_whose_length_is_not_said_or_that_are_packed() {
    let server = RawServer::start(|asked| match asked.line.split(' ').nth(1).unwrap_or_default() {
        "/chunked" => Answer::head("200 OK", &["transfer-encoding: chunked".into()])
            .then("5\r\nhello\r\n0\r\n\r\n"),
        "/torn" => Answer::head("200 OK", &["transfer-encoding: chunked".into()]).then("5\r\nhel"),
        "/open" => Answer::head("200 OK", &[]).then("hello"),
        "/wrong-range" => {
            let lines = ["content-range: bytes 3-7/8".into(), "content-length: 5".into()];
            Answer::head("206 Partial Content", &lines).then("hello")
        }
        name => {
            assert_eq!(asked.header("accept-encoding"), Some("identity"), "{name}");
            let lines = ["content-encoding: gzip".into(), "content-length: 5".into()];
            Answer::head("200 OK", &lines).then("hello")
        }
    });
    let read = async |name: &str| {
        let at = Location::parse(format!("{}/{name}", server.endpoint())).unwrap();
        stores(&server).read(&at).await
    };
    assert_eq!(read("chunked").await.unwrap(), "hello");
    assert_eq!(read("open").await.unwrap(), "hello");
    assert_eq!(read("x.gz").await.unwrap(), "hello");
    read("torn").await.unwrap_err();
    read("wrong-range").await.unwrap_err();
    let error = read("x.csv").await.unwrap_err().to_string();
    assert!(error.contains("packs the file (gzip)"), "{error}");
}

/// An error whose page never ends is an error all the same.
#[tokio::test(flavor = "multi_thread")]
async fn pages_of_errors_without_an_end() {
    let server = RawServer::start(|_| {
        let page = Answer::head("403 Forbidden", &["transfer-encoding: chunked".into()]);
        page.then(format!("fffff\r\n{}", "x".repeat(0xfffff))).hangs()
    });
    for at in places(&server) {
        let (stores, at) = (stores(&server), at.join("x").unwrap());
        let read = tokio::time::timeout(Duration::from_secs(60), stores.read(&at));
        let error = read.await.expect("an end").unwrap_err();
        assert_eq!(Reason::of(&error), Some(Reason::Denied), "{error}");
        assert!(error.to_string().len() < 3000, "{error}");
    }
}

/// Users, passwords and signatures are told nowhere.
#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_told_nowhere() {
    let server = RawServer::start(|asked| match asked.line.contains("/ok") {
        // and they are sent
        true => match asked.header("authorization") {
            Some("Basic dXNlcjpodXNo") => Answer::whole("200 OK", "text/plain", "hello"),
            _ => Answer::whole("401 Unauthorized", "text/plain", "who?"),
        },
        false => {
            let resource = asked.line.split(' ').nth(1).unwrap_or_default();
            let page = format!("<Error><R>http://user:hush@h{resource}?sig=hush</R></Error>");
            Answer::whole("500 Oops", "text/xml", &page)
        }
    });
    let host = server.host();
    let open = Location::parse(format!("http://user:hush@{host}/ok")).unwrap();
    assert_eq!(stores(&server).read(&open).await.unwrap(), "hello");
    let endpoint = format!("http://user:hush@{host}");
    let closed = "http://user:hush@127.0.0.1:1/x?sig=hush".to_owned();
    let uris = [
        format!("http://user:hush@{host}/x?sig=hush"),
        format!("http://user:hush@{host}?sig=hush"),
        closed,
        "http://user:hush@127.0.0.1:99999/x".into(),
        "s3://bucket/x".into(),
        "s3://user:hush@bucket/x".into(),
        "gs://bucket/x".into(),
        "ftp://user:hush@h/x?sig=hush".into(),
    ];
    let settings = Settings::from_variables([
        ("FLYTE_AWS_ENDPOINT", endpoint.as_str()),
        ("AWS_ACCESS_KEY_ID", "k"),
        ("AWS_SECRET_ACCESS_KEY", "hush"),
        ("STORAGE_EMULATOR_HOST", endpoint.as_str()),
    ]);
    let stores = Stores::new(settings.deadline(Duration::from_millis(300)));
    for uri in uris {
        let errors = match Location::parse(&uri) {
            Err(error) => vec![error],
            Ok(at) => {
                assert!(!format!("{at:?}").contains("hush"), "{at:?}");
                let listed = match stores.list(&at) {
                    Ok(list) => list.all().await.map(drop),
                    Err(error) => Err(error),
                };
                let results = [
                    stores.read(&at).await.map(drop),
                    stores.head(&at).await.map(drop),
                    stores.write(&at, "x").await,
                    listed,
                ];
                results.into_iter().filter_map(Result::err).collect()
            }
        };
        assert!(!errors.is_empty(), "{uri}");
        for error in errors {
            let chain: Vec<String> = std::iter::successors(
                error.source().map(|source| source as &dyn std::error::Error),
                |error| error.source(),
            )
            .map(ToString::to_string)
            .collect();
            let text = format!("{error} {error:?} {} {chain:?}", error.message());
            assert!(!text.contains("hush"), "{uri}: {text}");
        }
    }
}

/// A store that refuses a signature repeats what was signed.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_signed_is_not_told() {
    let server = RawServer::start(|_| {
        let page = "<Error><Code>SignatureDoesNotMatch</Code><CanonicalRequest>GET /x\n\
                    x-amz-security-token:hush</CanonicalRequest><StringToSign>hush</StringToSign>\
                    <Message>no</Message><StringToSignBytes>hush";
        Answer::whole("403 Forbidden", "application/xml", page)
    });
    for at in &places(&server)[1..] {
        let object = at.join("x").unwrap();
        let errors = [
            stores(&server).read(&object).await.map(drop).unwrap_err(),
            stores(&server).list(at).unwrap().all().await.map(drop).unwrap_err(),
        ];
        for error in errors {
            let text = error.to_string();
            assert!(text.contains("SignatureDoesNotMatch") && !text.contains("hush"), "{text}");
        }
    }
}
