//! What is measured.

use std::io::Read;
use std::path::Path;

use flyte_core::storage::{Location, Stores, Transfer};

pub(crate) async fn transfer(kind: &str, source: &Path, target: &Path) {
    let stores = Stores::shared();
    let at = Location::parse(format!("s3://{}/ours/object", flyte_tests::s3::BUCKET))
        .expect("a location");
    match kind {
        "up" => drop(stores.upload(source, &at, Transfer::new()).await.expect("an upload")),
        "write" => {
            let mut file = std::fs::File::open(source).expect("a file");
            let mut writer = stores.writer(&at, Transfer::new()).expect("a writer");
            let mut buffer = vec![0; 1 << 20];
            loop {
                let length = file.read(&mut buffer).expect("bytes");
                if length == 0 {
                    break;
                }
                writer.write(&buffer[..length]).await.expect("parts that arrive");
            }
            writer.finish().await.expect("an object");
        }
        "down" => drop(stores.download(&at, target, Transfer::new()).await.expect("a download")),
        "read" => {
            let mut reader = stores.reader(&at).await.expect("an object");
            let mut sum = 0;
            while let Some(chunk) = reader.chunk().await.expect("bytes") {
                sum += chunk.len();
            }
            assert!(sum > 0);
        }
        other => panic!("no such transfer: {other}"),
    }
}
