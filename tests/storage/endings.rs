//! Answers that end too early, or never: each is taken up while that helps, and is an error in time when it doesn't.

use std::time::Duration;

use flyte_core::storage::{Location, Reason, Settings, Stores, Transfer};
use flyte_core::{Error, Result};
use flyte_tests::place::bytes;
use flyte_tests::raw::{Answer, Asked, RawServer};

const LENGTH: usize = 3 << 20;
/// What a read may take altogether, on a machine that does much else.
const LIMIT: Duration = Duration::from_secs(30);

/// The stores of a test, which give up after a second.
fn stores(server: &RawServer) -> Stores {
    let endpoint = server.endpoint();
    let settings = Settings::from_variables([
        ("FLYTE_AWS_ENDPOINT", endpoint.as_str()),
        ("AWS_ACCESS_KEY_ID", "k"),
        ("AWS_SECRET_ACCESS_KEY", "s"),
    ]);
    Stores::new(settings.deadline(Duration::from_secs(1)).silence(Duration::from_millis(400)))
}

/// The same object by HTTP and by S3.
fn places(server: &RawServer) -> [Location; 2] {
    let uris = [format!("{}/dir/x", server.endpoint()), "s3://bucket/dir/x".into()];
    uris.map(|uri| Location::parse(uri).unwrap())
}

/// The head of an answer to a request for a range, and the range.
fn head(asked: &Asked) -> (Answer, std::ops::Range<usize>) {
    let range = asked.range().unwrap_or(0..LENGTH);
    let range = range.start..range.end.min(LENGTH);
    let lines = [
        format!("content-length: {}", range.len()),
        format!("content-range: bytes {}-{}/{LENGTH}", range.start, range.end - 1),
        "etag: \"one\"".into(),
        "last-modified: Thu, 01 Jan 2026 00:00:00 GMT".into(),
    ];
    (Answer::head("206 Partial Content", &lines), range)
}

/// Every way to read, and how each ends. None may take longer than the limit.
async fn reads(stores: &Stores, at: &Location) -> Vec<(&'static str, Result<Vec<u8>>)> {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("down");
    let read = async { Ok(stores.read(at).await?.to_vec()) };
    let range = async { Ok(stores.read_range(at, 0..LENGTH as u64).await?.to_vec()) };
    let reader = async {
        let (mut reader, mut all) = (stores.reader(at).await?, Vec::new());
        while let Some(chunk) = reader.chunk().await? {
            all.extend_from_slice(&chunk);
        }
        Ok(all)
    };
    let download = async {
        stores.download(at, &to, Transfer::new()).await?;
        Ok(std::fs::read(&to)?)
    };
    let limited = |what, read| async move {
        let ended: Result<Result<Vec<u8>>, _> = tokio::time::timeout(LIMIT, read).await;
        (what, ended.unwrap_or_else(|_| panic!("{what} of {at} doesn't end")))
    };
    type Read<'a> = std::pin::Pin<Box<dyn Future<Output = Result<Vec<u8>>> + 'a>>;
    let ways: [(&str, Read<'_>); 4] = [
        ("read", Box::pin(read)),
        ("range", Box::pin(range)),
        ("reader", Box::pin(reader)),
        ("download", Box::pin(download)),
    ];
    futures_util::future::join_all(ways.map(|(what, read)| limited(what, read))).await
}

#[track_caller]
fn unavailable(what: &str, error: &Error) {
    assert_eq!(Reason::of(error), Some(Reason::Unavailable), "{what}: {error}");
    assert!(error.is_recoverable() && error.to_string().contains("dir/x"), "{what}: {error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_bring_nothing_are_errors_in_time() {
    type Case = (&'static str, fn(&Asked) -> Answer);
    let cases: [Case; 7] = [
        ("nothing at all", |_| Answer::never()),
        ("a hangup", |_| Answer::hangup()),
        ("half a head", |_| {
            Answer::default().then("HTTP/1.1 206 Partial Content\r\netag:").hangs()
        }),
        ("a head and no byte", |asked| head(asked).0.hangs()),
        ("a head and the end", |asked| head(asked).0),
        ("a byte and the end", |asked| head(asked).0.then("x")),
        ("a byte and no end", |asked| head(asked).0.then("x").hangs()),
    ];
    for (case, answer) in cases {
        let server = RawServer::start(answer);
        let stores = stores(&server);
        for at in places(&server) {
            for (what, ended) in reads(&stores, &at).await {
                unavailable(&format!("{case}, {what}"), &ended.unwrap_err());
            }
        }
        assert!(!server.asked().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn looks_and_lists_end_in_time() {
    type Case = (&'static str, fn(&Asked) -> Answer);
    let cases: [Case; 3] = [
        ("nothing at all", |_| Answer::never()),
        ("a head and no byte", |_| {
            Answer::head("500 Oops", &["content-length: 10".into()]).hangs()
        }),
        ("half a list", |_| {
            Answer::head("200 OK", &["content-length: 999".into()])
                .then("<ListBucketResult>")
                .hangs()
        }),
    ];
    for (case, answer) in cases {
        let server = RawServer::start(answer);
        let stores = stores(&server);
        for at in places(&server) {
            let ended = tokio::time::timeout(LIMIT, async {
                let list = stores.list(&at).unwrap().all().await.map(drop);
                if case == "half a list" {
                    return vec![("list", list)];
                }
                let head = stores.head(&at).await.map(drop);
                vec![("list", list), ("head", head), ("write", stores.write(&at, "x").await)]
            });
            let ended = ended.await.unwrap_or_else(|_| panic!("{case}: {at} doesn't end"));
            for (what, ended) in ended {
                unavailable(&format!("{case}, {what}"), &ended.unwrap_err());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_bring_less_than_they_say_are_taken_up() {
    let data = bytes(LENGTH);
    let content = data.clone();
    let server = RawServer::start(move |asked| {
        let (head, range) = head(asked);
        let enough = range.len().min(400 << 10);
        head.then(&content[range.start..range.start + enough])
    });
    let stores = stores(&server);
    for at in places(&server) {
        for (what, ended) in reads(&stores, &at).await {
            let ended = ended.unwrap_or_else(|error| panic!("{what} of {at}: {error}"));
            assert!(ended == data, "{what} of {at}");
        }
    }
}

/// A file of the system says that it has a page, and has a word.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn local_files_that_are_shorter_than_they_say() {
    let path = "/sys/devices/system/cpu/online";
    let said = std::fs::metadata(path).map(|meta| meta.len()).unwrap_or_default();
    if said <= std::fs::read(path).map_or(u64::MAX, |bytes| bytes.len() as u64) {
        println!("short files: not run, {path} is as long as it says here");
        return;
    }
    let stores = Stores::new(Settings::from_variables::<String, String>([]));
    let (at, to) = (Location::parse(path).unwrap(), Location::parse("memory://m/x").unwrap());
    let down = tempfile::tempdir().unwrap();
    let down = down.path().join("x");
    let ended = tokio::time::timeout(LIMIT, async {
        [
            stores.read(&at).await.map(drop),
            stores.read_range(&at, 0..said).await.map(drop),
            stores.download(&at, &down, Transfer::new()).await.map(drop),
            stores.download(&at, &down, Transfer::new().hash()).await.map(drop),
            stores.upload(path, &to, Transfer::new()).await.map(drop),
        ]
    });
    for ended in ended.await.expect("a read that ends") {
        let error = ended.unwrap_err();
        assert_eq!(Reason::of(&error), Some(Reason::Changed), "{error}");
        assert!(error.to_string().contains(path), "{error}");
    }
    assert!(!down.exists());
}
