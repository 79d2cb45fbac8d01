//! What a task starts beside itself, and runs inside of runs.

use flyte::Local;
use flyte::files::Context;
use flyte::prelude::*;

use flyte_tests::place::Place;

async fn write(name: &str) -> Result<FlyteFile> {
    let mut file = FlyteFile::create(name)?;
    file.write(name.as_bytes()).await?;
    file.finish().await
}

/// Files from a future and a thread of its own.
#[task]
async fn beside() -> Result<Vec<FlyteFile>> {
    let context = Context::current();
    let spawned = tokio::spawn(context.scope(write("future.txt")));
    let thread = std::thread::spawn(move || {
        context.run(|| {
            let mut file = FlyteFile::blocking_create("thread.txt")?;
            std::io::Write::write_all(&mut file, b"thread")?;
            file.finish()
        })
    });
    let from_thread = thread.join().expect("no panic")?;
    Ok(vec![spawned.await.expect("no panic")?, from_thread])
}

#[task]
async fn make() -> Result<FlyteFile> {
    write("made.txt").await
}

/// Runs another task, and gives what that one wrote.
#[task]
async fn around() -> Result<FlyteFile> {
    make().await
}

#[tokio::test(flavor = "multi_thread")]
async fn they_write_where_the_run_does() {
    for place in [Place::file(), Place::s3()] {
        let files = place.local().run(beside()).await.unwrap();
        let file = place.local().run(around()).await.unwrap();
        for file in files.iter().chain([&file]) {
            let uri = file.uri().unwrap();
            assert!(uri.starts_with(place.base.as_str()), "{uri}");
            assert!(!file.bytes().await.unwrap().is_empty());
        }
    }
}

#[tokio::test]
async fn new_files_are_in_the_run_folder() {
    let place = Place::file();
    let local = Local::new().run_dir(place.path("runs"));
    for file in [local.run(make()).await.unwrap(), local.run(around()).await.unwrap()] {
        let path = file.path().await.unwrap();
        assert!(path.starts_with(place.path("runs")), "{}", path.display());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "made.txt");
        let run = path.parent().unwrap().parent().unwrap().parent().unwrap();
        assert!(run.join("run.json").exists(), "{}", run.display());
    }
}
