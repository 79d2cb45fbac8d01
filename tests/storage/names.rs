//! Locations: what is taken, what is refused, and that a uri comes back as it came.

use flyte_core::storage::{Location, Names, RawPrefix, Reason, Scheme};

#[test]
fn uris_are_kept() {
    let table = [
        ("s3://b/a/k.csv", Scheme::S3, "b", "a/k.csv"),
        ("s3a://b/a%20b/ü", Scheme::S3, "b", "a%20b/ü"),
        ("s3://b/dir/", Scheme::S3, "b", "dir"),
        ("s3://b", Scheme::S3, "b", ""),
        ("gs://b/x?y=1", Scheme::Gcs, "b", "x?y=1"),
        ("abfs://c@acc.dfs.core.windows.net/k", Scheme::Azure, "c@acc.dfs.core.windows.net", "k"),
        ("az://c/k#1", Scheme::Azure, "c", "k#1"),
        ("memory://m/k", Scheme::Memory, "m", "k"),
        ("memory:///k", Scheme::Memory, "", "k"),
        ("https://h:8080/a%20b/c.csv?sig=x/y", Scheme::Https, "h:8080", "a%20b/c.csv"),
        ("file:///data/a%20b", Scheme::File, "", "/data/a%20b"),
        ("file://localhost/data/x", Scheme::File, "", "/data/x"),
        ("file:/data/x", Scheme::File, "", "/data/x"),
        ("/data/./x/", Scheme::File, "", "/data/x"),
        ("/data/s3://b/k", Scheme::File, "", "/data/s3:/b/k"),
    ];
    for (text, scheme, authority, key) in table {
        let at = Location::parse(text).unwrap();
        assert_eq!((at.scheme(), at.authority(), at.key()), (scheme, authority, key), "{text}");
        assert_eq!(at.to_string(), text);
    }
}

#[test]
fn relative_paths_are_of_this_directory() {
    let at = Location::parse("data/x.csv").unwrap();
    assert_eq!(at.local_path().unwrap(), std::env::current_dir().unwrap().join("data/x.csv"));
    assert_eq!((at.to_string().as_str(), at.base_name()), ("data/x.csv", Some("x.csv")));
    let up = Location::parse("../x.csv").unwrap();
    assert_eq!(
        up.local_path().unwrap().parent(),
        std::env::current_dir().unwrap().canonicalize().unwrap().parent()
    );
}

#[test]
fn hostile_locations_are_refused() {
    let table = [
        ("", "it is empty"),
        ("a\0b", "NUL"),
        ("s3://", "names no bucket"),
        ("https:///x", "names no host"),
        ("s3:/b/k", "not followed by `//`"),
        ("s3://b/../k", "a part of it is `..`"),
        ("s3://b/a/./k", "a part of it is `.`"),
        ("s3://b/a//k", "an empty part"),
        ("s3://b//k", "starts with `/`"),
        ("s3://b/a\nk", "control character"),
        ("s3://b c/k", "blank"),
        ("ftp://h/k", "no store is known for `ftp://`"),
        ("file://data/x", "names a whole path"),
        ("file:///data/../../etc/passwd", "a part of it is `..`"),
    ];
    for (text, words) in table {
        let error = Location::parse(text).unwrap_err();
        assert_eq!(Reason::of(&error), Some(Reason::Refused));
        assert!(error.to_string().contains(words), "{text:?}: {error}");
    }
}

#[test]
fn joining_stays_below() {
    let at = Location::parse("s3://b/dir/").unwrap().join("x/y.txt").unwrap();
    assert_eq!(
        (at.as_str(), at.key(), at.base_name()),
        ("s3://b/dir/x/y.txt", "dir/x/y.txt", Some("y.txt"))
    );
    assert_eq!(Location::parse("s3://b").unwrap().join("k").unwrap().as_str(), "s3://b/k");
    assert_eq!(
        Location::parse("https://h/d?s=1").unwrap().join("k").unwrap().as_str(),
        "https://h/d/k?s=1"
    );
    assert_eq!(
        Location::parse("/").unwrap().join("k").unwrap().local_path().unwrap().to_str(),
        Some("/k")
    );
    for hostile in ["", "/etc", "..", "a/../b", "a//b", "a\0b", "./a", "a/"] {
        assert!(at.join(hostile).is_err(), "{hostile:?}");
    }
}

#[test]
fn names_of_a_tree() {
    let mut names = Names::folding(true);
    names.add("A/b").unwrap();
    let error = names.add("a/B").unwrap_err().to_string();
    assert!(error.contains("`A/b` is the same file"), "{error}");
    let mut names = Names::folding(false);
    names.add("A").unwrap();
    names.add("a").unwrap();
    assert!(names.add("a").is_err());
    assert!(names.add("../a").is_err());
    names.add("deep/er/b").unwrap();
    for (name, words) in [
        ("deep/er", "so it is a folder too"),
        ("a/b", "`a`, above it, is a file"),
        (&"x".repeat(256), "longer than 255 bytes"),
    ] {
        let error = names.add(name).unwrap_err().to_string();
        assert!(error.contains(words), "{name}: {error}");
    }
    names.add(&"x".repeat(255)).unwrap();
}

#[test]
fn fresh_places() {
    let prefix = RawPrefix::from_argument("s3://b/raw/").unwrap().unwrap();
    let run = prefix.below("run-1").unwrap();
    let (one, two) = (run.file("x.csv").unwrap(), run.file("x.csv").unwrap());
    assert_ne!(one, two);
    let parts: Vec<&str> = one.as_str().split('/').collect();
    let ["s3:", "", "b", "raw", "run-1", hex, "x.csv"] = parts.as_slice() else { panic!("{one}") };
    assert!(hex.len() == 32 && hex.bytes().all(|b| b.is_ascii_hexdigit()), "{hex}");
    assert!(run.file("../x").is_err());
    for absent in ["", "\"\"", " {{.rawOutputDataPrefix}} "] {
        assert_eq!(RawPrefix::from_argument(absent).unwrap(), None, "{absent:?}");
    }
    assert!(RawPrefix::from_argument("https://h/x").is_err());
}
