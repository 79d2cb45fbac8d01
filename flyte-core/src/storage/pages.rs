//! A list that comes page by page, each of which must bring something new.

use std::collections::HashSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};
use object_store::ObjectMeta;
use object_store::list::{PaginatedListOptions, PaginatedListStore};

/// So many pages without an object in a row are more than a store has reason for.
const EMPTY_PAGES: usize = 1000;

/// What lists without an end have in common: a page that has been there before, or none with anything.
#[derive(Debug)]
struct Endless;

impl fmt::Display for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("its pages have no end: one came twice, or none has anything")
    }
}

impl std::error::Error for Endless {}

#[derive(Default)]
struct Pages {
    token: Option<String>,
    /// Hashes of the tokens, and of each page's first key.
    seen: HashSet<u64>,
    empty: usize,
    over: bool,
}

impl Pages {
    fn is_new(&mut self, what: &str) -> bool {
        let mut hasher = DefaultHasher::new();
        what.hash(&mut hasher);
        self.seen.insert(hasher.finish())
    }
}

/// The objects of all pages.
pub(super) fn paged(
    store: Arc<dyn PaginatedListStore>,
    prefix: Option<String>,
) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
    let pages = stream::try_unfold(Pages::default(), move |mut pages| {
        let (store, prefix) = (store.clone(), prefix.clone());
        async move {
            if pages.over {
                return Ok(None);
            }
            let page_token = pages.token.take();
            let options = PaginatedListOptions { page_token, ..Default::default() };
            let page = store.list_paginated(prefix.as_deref(), options).await?;
            let objects = page.result.objects;
            pages.empty = if objects.is_empty() { pages.empty + 1 } else { 0 };
            let first = objects.first().map(|object| format!("key {}", object.location));
            pages.token = page.page_token.filter(|token| !token.is_empty());
            pages.over = pages.token.is_none();
            let token = pages.token.as_ref().map(|token| format!("token {token}"));
            let all_new = [first, token].into_iter().flatten().all(|what| pages.is_new(&what));
            if !all_new || pages.empty > EMPTY_PAGES {
                return Err(object_store::Error::Generic { store: "list", source: Endless.into() });
            }
            Ok(Some((stream::iter(objects.into_iter().map(Ok)), pages)))
        }
    });
    pages.try_flatten().boxed()
}
