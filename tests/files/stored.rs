//! Values of the user's own by reference: written when handed over, read where somebody wants them.

use std::io::{BufRead, Read, Seek, Write};
use std::sync::atomic::{AtomicU32, Ordering};

use flyte::custom::{Storable, Stored};
use flyte::files::Format;
use flyte::prelude::*;
use flyte::storage::Location;

use flyte_tests::place::Place;

static READS: AtomicU32 = AtomicU32::new(0);

enum Index {}

impl Format for Index {
    const NAME: &'static str = "idx";
}

/// Words, and where each of them begins.
#[derive(Debug, Clone, PartialEq)]
struct Words(Vec<String>);

impl Storable for Words {
    type Format = Index;

    fn write(&self, mut to: impl Write) -> Result<()> {
        writeln!(to, "words {}", self.0.len())?;
        for word in &self.0 {
            if word.is_empty() {
                return Err(Error::fatal("a word is empty"));
            }
            writeln!(to, "{word}")?;
        }
        Ok(())
    }

    fn read(mut from: impl BufRead + Seek) -> Result<Self> {
        READS.fetch_add(1, Ordering::SeqCst);
        let mut magic = [0; 6];
        from.read_exact(&mut magic)?;
        if &magic != b"words " || from.stream_position()? != 6 {
            return Err(Error::fatal("these are no words"));
        }
        let mut lines = from.lines();
        let count: usize = lines.next().transpose()?.unwrap_or_default().parse()?;
        let words = lines.collect::<Result<Vec<_>, _>>()?;
        match words.len() == count {
            true => Ok(Words(words)),
            false => Err(Error::fatal(format!("{count} words, but {} lines", words.len()))),
        }
    }
}

#[derive(Debug, Clone, PartialEq, FlyteType)]
struct Library {
    title: String,
    words: Stored<Words>,
    more: Vec<Option<Stored<Words>>>,
}

fn words(words: &[&str]) -> Words {
    Words(words.iter().map(|word| (*word).to_owned()).collect())
}

#[task]
fn index(count: i64) -> Stored<Words> {
    Stored::new(Words((0..count).map(|n| format!("word {n}")).collect()))
}

#[task]
async fn pass_on(index: Stored<Words>) -> Stored<Words> {
    index
}

#[task]
async fn last(index: Stored<Words>) -> Result<String> {
    Ok(index.get().await?.0.last().cloned().unwrap_or_default())
}

#[task]
fn first_line(file: FlyteFile<Index>) -> Result<String> {
    let mut line = String::new();
    std::io::BufReader::new(file.blocking_open()?.take(100)).read_line(&mut line)?;
    Ok(line)
}

#[task]
fn as_file(index: Stored<Words>) -> FlyteFile<Index> {
    index.file().clone()
}

#[workflow]
fn through(count: i64) -> (String, Stored<Words>) {
    let made = index(count);
    let same = pass_on(made);
    (last(same), same)
}

#[task]
fn library() -> Library {
    let more = vec![None, Some(Stored::new(words(&["b"]))), Some(Stored::new(words(&["c", "d"])))];
    Library { title: "t".into(), words: Stored::new(words(&["a"])), more }
}

#[task]
fn count(library: Library) -> Result<i64> {
    let all = library.more.iter().flatten().chain([&library.words]);
    all.map(|stored| Ok(stored.blocking_get()?.0.len() as i64)).sum()
}

async fn suite(place: &Place) {
    let local = place.local();
    let (last, stored) = local.run(through(3)).await.unwrap();
    assert_eq!(last, "word 2");
    let uri = stored.file().uri().unwrap();
    assert!(uri.starts_with(place.base.as_str()) && uri.ends_with("/value.idx"), "{uri}");
    assert_eq!(stored.get().await.unwrap().0.len(), 3);
    assert_eq!(local.run(count(library())).await.unwrap(), 4);
    let line = local.run(first_line(as_file(index(7)))).await;
    assert_eq!(line.unwrap(), "words 7\n", "a file for everybody else");
    let file = FlyteFile::from_uri(uri).unwrap();
    assert_eq!(local.run(self::last(Stored::from_file(file))).await.unwrap(), "word 2");
}

flyte_tests::everywhere! { suite }

#[tokio::test(flavor = "multi_thread")]
async fn it_is_written_once_and_read_where_it_is_wanted() {
    let place = Place::s3();
    let server = place.server();
    let made = place.local().run(index(300_000)).await.unwrap();
    let size = server.passed().received;
    let before = READS.load(Ordering::SeqCst);
    let passed = place.local().run(pass_on(made.clone())).await.unwrap();
    assert_eq!((passed.file().uri(), server.passed().requests), (made.file().uri(), 0));
    let clone = passed.clone();
    let (one, other) = tokio::join!(passed.get(), clone.get());
    assert!(std::ptr::eq(one.unwrap(), other.unwrap()), "one value");
    assert_eq!(passed.blocking_get().unwrap().0.len(), 300_000);
    let sent = server.passed().sent;
    assert!(size > 3_000_000 && sent <= size, "{sent} of {size} bytes were sent");
    assert!(READS.load(Ordering::SeqCst) > before);
}

#[task]
fn bad() -> Stored<Words> {
    Stored::new(Words(vec!["a".into(), String::new()]))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_names_what_and_leaves_nothing() {
    for place in [Place::file(), Place::s3()] {
        let error = place.local().run(bad()).await.unwrap_err().to_string();
        for part in ["stored.bad", "writing ", "/value.idx", "a word is empty"] {
            assert!(error.contains(part), "{error}");
        }
        assert_eq!(place.stores.list(&place.base).unwrap().all().await.unwrap(), []);

        let at = place.base.join("garbage").unwrap();
        place.stores.write(&at, "something else").await.unwrap();
        let garbage = Stored::from_file(FlyteFile::from_uri(at.as_str()).unwrap());
        let error = place.local().run(last(garbage)).await.unwrap_err().to_string();
        for part in ["stored.last", "/garbage", "these are no words"] {
            assert!(error.contains(part), "{error}");
        }
        let gone = Location::parse(at.as_str().replace("garbage", "gone")).unwrap();
        let gone = Stored::from_file(FlyteFile::from_uri(gone.as_str()).unwrap());
        let error = place.local().run(last(gone)).await.unwrap_err().to_string();
        assert!(error.contains("doesn't exist"), "{error}");
    }
}
