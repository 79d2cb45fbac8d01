//! Directories.

use flyte_core::storage::{Location, Reason};
use flyte_tests::s3::{Fault, Rule};

use flyte_tests::everywhere;
use flyte_tests::place::Place;

everywhere! { trees nothing_there neighbours }

async fn trees(place: &Place) {
    for name in ["x/1", "x/2", "x/deep/er/3", "y"] {
        place.stores.write(&place.at(name), name.to_owned()).await.unwrap();
    }
    let mut found = place.stores.list(&place.at("x")).unwrap().all().await.unwrap();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    let names: Vec<_> = found.iter().map(|entry| (entry.name.as_str(), entry.size)).collect();
    assert_eq!(names, [("1", 3), ("2", 3), ("deep/er/3", 11)]);
    assert_eq!(place.stores.read(&found[2].location).await.unwrap(), "x/deep/er/3");
    assert_eq!(found[2].location, place.at("x").join("deep/er/3").unwrap());
}

async fn nothing_there(place: &Place) {
    assert_eq!(place.stores.list(&place.at("nothing")).unwrap().all().await.unwrap(), []);
}

async fn neighbours(place: &Place) {
    for name in ["dir/1", "directory/2", "dir.txt"] {
        place.stores.write(&place.at(name), "x").await.unwrap();
    }
    let found = place.stores.list(&place.at("dir")).unwrap().all().await.unwrap();
    assert_eq!(found.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(), ["1"]);
}

#[tokio::test]
async fn many_objects_come_in_pages() {
    let place = Place::s3();
    let folder = place.server().bucket().join("raw/many");
    std::fs::create_dir_all(&folder).unwrap();
    for n in 0..2500 {
        std::fs::write(folder.join(format!("{n:05}")), "x").unwrap();
    }
    let found = place.stores.list(&place.at("many")).unwrap().all().await.unwrap();
    let names: std::collections::BTreeSet<_> = found.into_iter().map(|entry| entry.name).collect();
    assert_eq!(names.len(), 2500);
}

#[tokio::test]
async fn a_list_that_fails_says_what_to_do() {
    let place = Place::s3();
    let refusals = [
        (400, Reason::Unavailable, "is the endpoint up"),
        (403, Reason::Denied, "access is denied"),
        (403, Reason::Denied, "check the key"),
        (404, Reason::NotFound, "NoSuchBucket"),
    ];
    for (status, reason, words) in refusals {
        place.server().misbehave(Rule::always(Fault::Status(status)));
        let error = place.stores.list(&place.at("x")).unwrap().all().await.unwrap_err();
        place.server().behave();
        assert_eq!(Reason::of(&error), Some(reason), "{error}");
        let text = error.to_string();
        assert!(text.contains(place.at("x").as_str()) && text.contains(words), "{error}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn links_in_a_tree_are_refused() {
    let place = Place::file();
    place.stores.write(&place.at("t/a"), "x").await.unwrap();
    std::os::unix::fs::symlink("/etc", place.base.local_path().unwrap().join("t/link")).unwrap();
    let error = place.stores.list(&place.at("t")).unwrap().all().await.unwrap_err();
    assert_eq!(Reason::of(&error), Some(Reason::Refused));
    assert!(
        error.to_string().contains("`link`") && error.to_string().contains("symbolic link"),
        "{error}"
    );
}

#[tokio::test]
async fn a_file_is_no_directory() {
    let place = Place::file();
    place.stores.write(&place.at("f"), "x").await.unwrap();
    assert!(place.stores.list(&place.at("f")).unwrap().all().await.is_err());
    let bucket = Location::parse("s3://bucket").unwrap();
    let error = Place::s3().stores.read(&bucket).await.unwrap_err().to_string();
    assert!(error.contains("names a bucket, not an object"), "{error}");
}
