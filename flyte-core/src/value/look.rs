//! What literals of a cache point to: whether it is still there, and what it holds where anybody may change it.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::handover::Pending;
use super::hash;
use super::reference::{AT_ONCE, Reference};
use crate::error::{Error, Result};
use crate::storage::{Location, Reason, Stores};

type Found = Result<Option<String>>;

/// What is at a uri of this machine, as it counts in keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) uri: String,
    pub(crate) hash: String,
}

impl Pending {
    /// Those that nothing stands for in cache keys.
    #[must_use]
    pub(crate) fn unhashed(mut self) -> Pending {
        self.0.retain(|shared| shared.0.hash.is_none());
        self
    }

    /// The uri of one that is gone.
    pub(crate) async fn gone(&self) -> Result<Option<String>> {
        let looks = self.0.iter().cloned().map(|shared| async move {
            let reference = &*shared.0;
            let there = is_there(reference).await?;
            Ok((!there).then(|| reference.uri().unwrap_or_default().to_owned()))
        });
        first(looks).await
    }

    /// Reads those that lie on this machine, where nothing keeps them from changing.
    pub(crate) async fn contents(&self) -> Result<Vec<Seen>> {
        let reads = self.0.iter().cloned().map(|shared| async move {
            let reference = &*shared.0;
            let Some(uri) = reference.uri() else { return Ok(None) };
            if !hash::is_here(&Location::parse(uri)?) {
                return Ok(None);
            }
            let hash = hash::text(reference, &hash::content(reference).await?);
            Ok::<_, Error>(Some(Seen { uri: uri.to_owned(), hash }))
        });
        let reads = stream::iter(reads).buffered(AT_ONCE);
        reads.try_filter_map(async |seen| Ok(seen)).try_collect().await
    }
}

/// What tells the content of each of these files from another: its hash where it lies on this machine, and else what
/// its store says of it, which costs no reading. `None` for a file that is gone.
pub(crate) async fn marks(stores: &Stores, uris: &[String]) -> Result<Vec<Option<String>>> {
    let looks = uris.iter().cloned().map(|uri| (uri, stores.clone()));
    let looks = looks.map(|(uri, stores)| async move { mark(stores, Location::parse(uri)?).await });
    stream::iter(looks).buffered(AT_ONCE).try_collect().await
}

async fn mark(stores: Stores, location: Location) -> Result<Option<String>> {
    let meta = match stores.head(&location).await {
        Err(error) if Reason::of(&error) == Some(Reason::NotFound) => return Ok(None),
        meta => meta?,
    };
    if hash::is_here(&location) {
        let content = hash::of_file(&stores, location).await?;
        return Ok(Some(format!("blake3:{}", blake3::Hash::from(content))));
    }
    Ok(Some(format!("{} bytes, tag {}", meta.size, meta.tag.unwrap_or_default())))
}

/// The first that any of these finds.
async fn first(looks: impl Iterator<Item: Future<Output = Found>>) -> Found {
    let looks = stream::iter(looks).buffer_unordered(AT_ONCE);
    let mut found = std::pin::pin!(looks.try_filter_map(async |found| Ok(found)));
    found.try_next().await
}

/// Whether a file is there, or anything in a directory, or either of a table.
async fn is_there(reference: &Reference) -> Result<bool> {
    let location = reference.location().await?;
    let stores = reference.stores();
    if !reference.directory {
        return stores.exists(&location).await;
    }
    if reference.is_one_file(&location).await? {
        return Ok(true);
    }
    match location.local_path() {
        Some(path) => Ok(path.is_dir()),
        None => Ok(stores.list(&location)?.next().await.transpose()?.is_some()),
    }
}
