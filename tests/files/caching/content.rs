//! What lies on this machine counts as what is in it.

use super::*;

#[tokio::test]
async fn a_local_file_counts_as_its_content() {
    let _turn = TURN.lock().await;
    let place = Place::file();
    let (local, _) = cached(&place);
    let path = place.write("a.txt", "one");
    assert_eq!(calls(&local, text(file(&path))).await, (1, "a.txt: one".into()));
    assert_eq!(calls(&local, text(file(&path))).await, (0, "a.txt: one".into()));
    place.write("a.txt", "two");
    assert_eq!(calls(&local, text(file(&path))).await, (1, "a.txt: two".into()), "it changed");
    place.write("a.txt", "one");
    assert_eq!(calls(&local, text(file(&path))).await.0, 0, "as it was");
    let elsewhere = place.write("elsewhere/a.txt", "one");
    assert_eq!(calls(&local, text(file(&elsewhere))).await.0, 0, "the same under another path");
    let other = place.write("b.txt", "one");
    assert_eq!(calls(&local, text(file(&other))).await.1, "b.txt: one", "a task sees the name");
    let noted = file(&path).with_metadata("rows", "1");
    assert_eq!(calls(&local, text(noted)).await.0, 1, "and the notes");
}

#[tokio::test]
async fn so_it_does_inside_values() {
    let _turn = TURN.lock().await;
    let place = Place::file();
    let (local, _) = cached(&place);
    let path = place.write("a.txt", "one");
    let packed = || Packed { title: "t".into(), pages: vec![file(&path)] };
    let mapped = || BTreeMap::from([("a".to_owned(), Some(file(&path))), ("b".into(), None)]);
    for (content, count) in [("one", 1), ("one", 0), ("three", 1), ("three", 0), ("one", 0)] {
        place.write("a.txt", content);
        assert_eq!(calls(&local, first_page(packed())).await, (count, content.into()));
        assert_eq!(calls(&local, maybe(mapped())).await, (count, content.len() as i64));
    }
}

#[tokio::test]
async fn a_local_directory_counts_as_its_names_and_files() {
    let _turn = TURN.lock().await;
    let place = Place::file();
    let (local, _) = cached(&place);
    let run = async |name: &str| {
        let folder = FlyteDirectory::new(place.path(name)).unwrap();
        calls(&local, sizes(folder)).await.0
    };
    place.write("one/a", "1");
    place.write("one/deep/b", "2");
    assert_eq!((run("one").await, run("one").await), (1, 0));
    place.write("two/deep/b", "2");
    assert_eq!(run("two").await, 1);
    place.write("two/a", "1");
    assert_eq!(run("two").await, 0, "the same tree elsewhere");
    place.write("two/a", "x");
    assert_eq!(run("two").await, 1, "another content of the same length");
    std::fs::rename(place.path("one/a"), place.path("one/c")).unwrap();
    assert_eq!(run("one").await, 1, "another name");
}

#[task(cache = "1")]
fn to_a_fixed_path(path: String, x: i64) -> Result<FlyteFile> {
    called();
    std::fs::write(&path, format!("{x}"))?;
    FlyteFile::new(path)
}

#[tokio::test]
async fn an_output_that_was_written_over_is_made_again() {
    let _turn = TURN.lock().await;
    let place = Place::file();
    let warnings = Arc::new(Warnings::default());
    let local = Local::new().cache(Cache::at(place.path("cache"))).observe(warnings.clone());
    let path = place.path("out.txt");
    for (x, count) in [(1, 1), (1, 0), (2, 1), (1, 1), (1, 0)] {
        let (ran, made) = calls(&local, to_a_fixed_path(path.clone(), x)).await;
        assert_eq!((ran, &made.bytes().await.unwrap()[..]), (count, format!("{x}").as_bytes()));
    }
    let said = warnings.take();
    assert!(said.contains("runs again") && said.contains("out.txt has changed"), "{said}");
}

#[task]
fn pages_at(path: String) -> Result<Vec<FlyteFile>> {
    (0..20).map(|_| FlyteFile::new(&path)).collect()
}

#[task(cache = "1")]
fn length(pages: Vec<FlyteFile>) -> Result<i64> {
    called();
    pages.iter().map(|page| Ok(page.blocking_bytes()?.len() as i64)).sum()
}

#[tokio::test]
async fn a_local_file_counts_in_an_offloaded_list() {
    let _turn = TURN.lock().await;
    let place = Place::file();
    let local = Local::new().cache(Cache::at(place.path("cache"))).run_dir(place.path("runs"));
    let local = local.offload(flyte::Offload::new().above(200));
    let path = place.write("a.txt", "one");
    assert_eq!(calls(&local, length(pages_at(path.clone()))).await, (1, 60));
    assert_eq!(calls(&local, length(pages_at(path.clone()))).await, (0, 60));
    place.write("a.txt", "three");
    assert_eq!(calls(&local, length(pages_at(path))).await, (1, 100));
}

#[task(cache = "1")]
fn changes(file: FlyteFile, to: String) -> Result<String> {
    called();
    let text = String::from_utf8_lossy(&file.blocking_bytes()?).into_owned();
    std::fs::write(file.blocking_path()?, to)?;
    Ok(text)
}

#[tokio::test]
async fn what_changed_meanwhile_is_not_kept() {
    let _turn = TURN.lock().await;
    let place = Place::file();
    let (local, warnings) = cached(&place);
    let path = place.write("a.txt", "one");
    assert_eq!(calls(&local, changes(file(&path), "two")).await, (1, "one".into()));
    let said = warnings.take();
    assert!(said.contains("not cached: ") && said.contains("a.txt changed while it ran"), "{said}");
    place.write("a.txt", "one");
    assert_eq!(calls(&local, changes(file(&path), "two")).await.0, 1, "nothing was kept");
    place.write("a.txt", "two");
    assert_eq!(calls(&local, changes(file(&path), "two")).await, (1, "two".into()));
    assert_eq!(calls(&local, changes(file(&path), "two")).await, (0, "two".into()));
}
