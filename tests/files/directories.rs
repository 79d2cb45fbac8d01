//! Directories.

use flyte::files::Csv;
use flyte::prelude::*;

use flyte_tests::place::Place;

#[task]
fn give(path: String) -> Result<FlyteDirectory> {
    FlyteDirectory::new(path)
}

#[task]
fn pass_on(folder: FlyteDirectory) -> FlyteDirectory {
    folder
}

#[task]
async fn names(folder: FlyteDirectory) -> Result<Vec<String>> {
    let mut entries = folder.entries()?;
    let mut names = Vec::new();
    while let Some(entry) = entries.next().await {
        names.push(entry?.name);
    }
    names.sort();
    Ok(names)
}

#[task]
async fn write() -> Result<FlyteDirectory<Csv>> {
    let folder = FlyteDirectory::create()?;
    for name in ["a.csv", "deep/b.csv", "deep/c.txt"] {
        let mut file = folder.file::<Csv>(name)?;
        file.write(name.as_bytes()).await?;
        file.finish().await?;
    }
    assert!(folder.file::<Csv>("a.csv").is_err() && folder.file::<Csv>("../x").is_err());
    Ok(folder.finish())
}

#[task]
async fn some(folder: FlyteDirectory<Csv>, to: String) -> Result<Vec<String>> {
    let paths = folder.download_matching("**/*.csv", &to).await?;
    let relative = paths.iter().filter_map(|path| path.strip_prefix(&to).ok()?.to_str());
    let mut relative: Vec<String> = relative.map(str::to_owned).collect();
    relative.sort();
    assert_eq!(std::fs::read_to_string(paths[0].clone())?.len(), relative[0].len());
    assert_eq!(&folder.file::<Csv>("deep/b.csv")?.bytes().await?[..], b"deep/b.csv");
    Ok(relative)
}

#[workflow]
fn through(path: String) -> (Vec<String>, FlyteDirectory, FlyteDirectory) {
    let made = give(path);
    let same = pass_on(made);
    (names(same), made, same)
}

/// A directory of this machine is there for whoever reads it, even without files.
#[tokio::test]
async fn an_empty_directory_is_there() {
    let place = Place::file();
    std::fs::create_dir_all(place.path("nothing")).unwrap();
    let made = place.local().run(give(place.path("nothing"))).await.unwrap();
    assert!(std::path::Path::new(made.uri()).is_dir(), "{made:?}");
    assert!(made.uri().starts_with(place.base.as_str()));
}

async fn suite(place: &Place) {
    place.write("tree/x.txt", "1");
    place.write("tree/deep/er/y z.txt", "22");
    let local = place.local();
    let (names, made, same) = local.run(through(place.path("tree"))).await.unwrap();
    assert_eq!(names, ["deep/er/y z.txt", "x.txt"]);
    assert!(made.uri().starts_with(place.base.as_str()), "{made:?}");
    assert_eq!(made, same);
    let whole = same.path().await.unwrap();
    assert_eq!(whole, same.path().await.unwrap());
    assert_eq!(std::fs::read_to_string(whole.join("deep/er/y z.txt")).unwrap(), "22");

    let found = local.run(some(write(), place.path("out"))).await.unwrap();
    assert_eq!(found, ["a.csv", "deep/b.csv"]);
    assert!(!std::path::Path::new(&place.path("out/deep/c.txt")).exists());
}

flyte_tests::everywhere! { suite }

#[tokio::test(flavor = "multi_thread")]
async fn passing_on_lists_nothing() {
    let place = Place::s3();
    let folder = FlyteDirectory::from_uri("s3://elsewhere/dir/").unwrap();
    let passed = place.local().run(pass_on(folder)).await.unwrap();
    assert_eq!(passed.uri(), "s3://elsewhere/dir/");
    assert_eq!(place.server().passed().requests, 0);
}

#[tokio::test]
async fn a_file_in_the_way_is_named() {
    let place = Place::memory();
    place.put("d/a", "1").await;
    let path = place.write("file", "x");
    let folder: FlyteDirectory =
        place.context().run(|| FlyteDirectory::from_uri(place.at("d").to_string())).unwrap();
    let error = folder.download(&path).await.unwrap_err().to_string();
    assert!(error.contains(&format!("can't make the directory {path}")), "{error}");
}

/// A link is what it leads to, as long as it stays inside the directory and ends.
#[cfg(unix)]
async fn links(place: &Place) {
    use std::os::unix::fs::symlink;
    place.write("tree/a", "1");
    place.write("tree/deep/er/b", "22");
    symlink("a", place.path("tree/file")).unwrap();
    symlink(place.path("tree/deep"), place.path("tree/whole")).unwrap();
    symlink("../../file", place.path("tree/deep/er/chain")).unwrap();
    let stored = place.local().run(give(place.path("tree"))).await.unwrap();
    let stored: FlyteDirectory =
        place.context().run(|| FlyteDirectory::from_uri(stored.uri())).unwrap();
    let to = place.path("own");
    stored.copy_to(&to).await.unwrap();
    for (name, text) in [
        ("a", "1"),
        ("file", "1"),
        ("deep/er/b", "22"),
        ("deep/er/chain", "1"),
        ("whole/er/b", "22"),
        ("whole/er/chain", "1"),
    ] {
        let path = std::path::Path::new(&to).join(name);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "{name}");
        assert!(!path.is_symlink(), "{name}");
    }
    for (target, problem) in [
        ("/etc/passwd", "leads out of the directory"),
        ("..", "leads out of the directory"),
        ("nowhere", "leads nowhere"),
        (".", "to a directory that it lies in itself"),
        ("whole/../deep/..", "to a directory that it lies in itself"),
        ("bad", "leads nowhere"),
    ] {
        symlink(target, place.path("tree/bad")).unwrap();
        let error = place.local().run(give(place.path("tree"))).await.unwrap_err().to_string();
        assert!(error.contains("symbolic link") && error.contains(problem), "{target}: {error}");
        std::fs::remove_file(place.path("tree/bad")).unwrap();
    }
    symlink("..", place.path("tree/deep/up")).unwrap();
    let error = place.local().run(give(place.path("tree"))).await.unwrap_err().to_string();
    assert!(error.contains("to a directory that it lies in itself"), "{error}");
}

/// What a process that was killed has left half written is in no directory.
#[tokio::test]
async fn unfinished_files_are_not_in_it() {
    let place = Place::file();
    place.write("tree/a", "1");
    place.write("tree/.flyte-x1Y2z3.part", "half");
    let made = place.local().run(names(give(place.path("tree")))).await.unwrap();
    assert_eq!(made, ["a"]);
}

#[task]
fn longest(name: String) -> FlyteFile {
    FlyteFile::from_bytes(name, "text")
}

#[task]
async fn longest_stream(name: String, size: i64) -> Result<FlyteFile> {
    let mut writer = FlyteFile::create(&name)?;
    writer.write(&vec![b'x'; size as usize]).await?;
    writer.finish().await
}

#[task]
async fn length(file: FlyteFile) -> Result<i64> {
    Ok(std::fs::metadata(file.path().await?)?.len() as i64)
}

/// Names that are as long as the disk allows.
async fn the_longest_names(place: &Place) {
    let local = place.local();
    for name in ["n".repeat(255), "n".repeat(254), "\u{e9}".repeat(127)] {
        assert_eq!(local.run(length(longest(name.clone()))).await.unwrap(), 4);
        for size in [10, 20 << 20] {
            let made = local.run(length(longest_stream(name.clone(), size))).await.unwrap();
            assert_eq!(made, size);
        }
        place.write(&format!("tree/{name}"), "22");
        let path = place.path(&format!("tree/{name}"));
        let file = local.run(length(given(path))).await.unwrap();
        assert_eq!(file, 2);
        let found = local.run(names(give(place.path("tree")))).await.unwrap();
        assert!(found.contains(&name), "{found:?}");
    }
}

#[task]
fn given(path: String) -> Result<FlyteFile> {
    FlyteFile::new(path)
}

mod on_this_machine {
    use super::Place;

    #[tokio::test]
    async fn the_longest_names() {
        super::the_longest_names(&Place::file()).await;
        super::the_longest_names(&Place::memory()).await;
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn links() {
        super::links(&Place::file()).await;
        super::links(&Place::memory()).await;
    }
}
