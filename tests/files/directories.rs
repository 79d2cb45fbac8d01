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

#[cfg(unix)]
#[tokio::test]
async fn links_are_refused() {
    let place = Place::memory();
    place.write("tree/a", "1");
    std::os::unix::fs::symlink("/etc/passwd", place.path("tree/b")).unwrap();
    let error = place.local().run(give(place.path("tree"))).await.unwrap_err();
    assert!(error.to_string().contains("symbolic link"), "{error}");
}
