//! Frames and formats of one's own.

use flyte::files::Any;
use flyte::frames::{Decoder, Encoder, Place, Wanted, register_decoder, register_encoder};
use flyte::prelude::*;
use flyte::storage::Scheme;
use std::future::Future;
use std::pin::Pin;

use crate::Store;

/// A frame: words, one in a row.
#[derive(Debug, Clone, PartialEq)]
struct Words(Vec<String>);

/// A file of lines.
struct Lines {
    mark: &'static str,
}

type Boxed<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

impl Encoder<Words> for Lines {
    fn encode(&self, frame: Words, to: Place) -> Boxed<()> {
        let mark = self.mark;
        Box::pin(async move {
            let mut file = to.writer("words.txt")?;
            file.write(format!("{mark}\n{}", frame.0.join("\n")).as_bytes()).await?;
            file.finish().await
        })
    }
}

impl Decoder<Words> for Lines {
    fn decode(&self, from: Place, _: Wanted) -> Boxed<Words> {
        Box::pin(async move {
            let mut words = Vec::new();
            for part in from.parts("").await? {
                let text = from.stores().read(&part.location).await?;
                let text = String::from_utf8(text.to_vec())?;
                words.extend(text.lines().map(str::to_owned));
            }
            Ok(Words(words))
        })
    }
}

#[task]
fn say(words: Vec<String>) -> StructuredDataset {
    StructuredDataset::<Any>::from_frame(Words(words)).with_format("lines")
}

#[task]
async fn hear(words: StructuredDataset) -> Result<Vec<String>> {
    Ok(words.frame::<Words>().await?.0)
}

#[workflow]
fn pass(words: Vec<String>) -> Vec<String> {
    hear(say(words))
}

#[tokio::test]
async fn frames_and_formats_of_ones_own() {
    let words = vec!["a".to_owned(), "b".into()];
    let (here, memory) = (Store::file(), Store::memory());

    let error = here.local().run(pass(words.clone())).await.unwrap_err().to_string();
    assert!(error.contains("has the format `lines`, for which"), "{error}");
    assert!(error.contains("Words` has no encoder; none is registered"), "{error}");

    register_encoder::<Words>("lines", None, Lines { mark: "everywhere" }).unwrap();
    register_decoder::<Words>("lines", None, Lines { mark: "" }).unwrap();
    register_encoder::<Words>("lines", Some(Scheme::Memory), Lines { mark: "memory" }).unwrap();

    let error = register_encoder::<Words>("lines", None, Lines { mark: "again" }).unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("there is an encoder already for `"), "{text}");
    assert!(text.ends_with("Words` as `lines` on all stores"), "{text}");

    let heard = here.local().run(pass(words.clone())).await.unwrap();
    assert_eq!(heard, ["everywhere", "a", "b"]);
    let heard = memory.local().run(pass(words)).await.unwrap();
    assert_eq!(heard, ["memory", "a", "b"], "what is for one kind of store goes first");

    // another frame knows nothing of it
    let said = here.local().run(say(vec!["x".to_owned()])).await.unwrap();
    let error = said.batches().await.unwrap_err().to_string();
    assert!(error.contains("Batches` has no decoder; it has one for `arrow`, `csv`"), "{error}");
}
