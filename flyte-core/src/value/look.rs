//! What literals of a cache point to: whether it is still there, what it holds where anybody may change it, and what its
//! store says of it elsewhere.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::handover::Pending;
use super::hash;
use super::reference::{AT_ONCE, Reference, Shared};
use crate::error::{Error, Result};
use crate::storage::{Location, Reason, Stores};

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

    /// The uris of all, each with what its store says of it now ([`marks`]); `None` for one that is gone. What lies on
    /// this machine has an empty mark: its content counts.
    pub(crate) async fn marks(&self) -> Result<Vec<(String, Option<String>)>> {
        let looks = self.0.iter().cloned().map(|Shared(reference)| async move {
            let mark = reference_mark(&reference).await?;
            Ok::<_, Error>((reference.uri().unwrap_or_default().to_owned(), mark))
        });
        stream::iter(looks).buffered(AT_ONCE).try_collect().await
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

/// What tells the content of a file, directory or table from another, as far as its store says it.
async fn reference_mark(reference: &Reference) -> Result<Option<String>> {
    let (stores, location) = (reference.stores(), reference.location().await?);
    if hash::is_here(&location) {
        return Ok(is_there(reference, &location).await?.then(String::new));
    }
    if !reference.directory {
        return mark(stores.clone(), location).await;
    }
    if reference.table
        && let Some(mark) = mark(stores.clone(), location.clone()).await?
    {
        return Ok(Some(mark));
    }
    let mut files = Vec::new();
    let mut listing = stores.list(&location)?;
    while let Some(entry) = listing.next().await.transpose()? {
        // where a store gives no tag, the time has to do
        let time = entry.modified.filter(|_| entry.tag.is_none());
        files.push(format!("{:?} {} {:?} {time:?}", entry.name, entry.size, entry.tag));
    }
    files.sort_unstable();
    let all = || blake3::hash(files.join("\n").as_bytes()).to_hex();
    Ok((!files.is_empty()).then(|| format!("{} files, list {}", files.len(), all())))
}

/// Whether a file is there, or a directory, or either of a table.
async fn is_there(reference: &Reference, location: &Location) -> Result<bool> {
    let stores = reference.stores();
    if !reference.directory || reference.is_one_file(location).await? {
        return stores.exists(location).await;
    }
    match location.local_path() {
        Some(path) => Ok(path.is_dir()),
        None => Ok(stores.list(location)?.next().await.transpose()?.is_some()),
    }
}
