//! The floor: object_store as its documentation uses it.

use std::io::{Read, Write};
use std::path::Path;

use futures_util::StreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::{ObjectStoreExt, WriteMultipart};

pub(crate) fn store() -> AmazonS3 {
    let variable = |name: &str| std::env::var(name).expect("a variable");
    let _ = rustls::crypto::ring::default_provider().install_default();
    AmazonS3Builder::new()
        .with_endpoint(variable("FLYTE_AWS_ENDPOINT"))
        .with_allow_http(true)
        .with_access_key_id(variable("FLYTE_AWS_ACCESS_KEY_ID"))
        .with_secret_access_key(variable("FLYTE_AWS_SECRET_ACCESS_KEY"))
        .with_bucket_name(flyte_tests::s3::BUCKET)
        .build()
        .expect("a store")
}

pub(crate) async fn transfer(kind: &str, source: &Path, target: &Path) {
    let store = store();
    let key = object_store::path::Path::parse("bare/object").expect("a key");
    match kind {
        "up" | "write" => {
            let upload = store.put_multipart(&key).await.expect("an upload");
            let mut writer = WriteMultipart::new_with_chunk_size(upload, 8 << 20);
            let mut file = std::fs::File::open(source).expect("a file");
            let mut buffer = vec![0; 1 << 20];
            loop {
                let length = file.read(&mut buffer).expect("bytes");
                if length == 0 {
                    break;
                }
                writer.wait_for_capacity(4).await.expect("parts that arrive");
                writer.write(&buffer[..length]);
            }
            writer.finish().await.expect("an object");
        }
        "down" => {
            let mut body = store.get(&key).await.expect("an object").into_stream();
            let mut file = std::fs::File::create(target).expect("a file");
            while let Some(chunk) = body.next().await {
                file.write_all(&chunk.expect("bytes")).expect("space");
            }
        }
        "read" => {
            let mut body = store.get(&key).await.expect("an object").into_stream();
            let mut sum = 0;
            while let Some(chunk) = body.next().await {
                sum += chunk.expect("bytes").len();
            }
            assert!(sum > 0);
        }
        other => panic!("no such transfer: {other}"),
    }
}
