//! Files and directories inside other values.

use flyte::files::{Png, Txt};
use flyte::prelude::*;
use serde_json::{Value, json};

use crate::directories::tree;
use crate::place::{Place, everywhere, in_both, same_types};

#[derive(Debug, Clone, FlyteType)]
struct Page {
    number: i64,
    image: FlyteFile<Png>,
}

#[derive(Debug, Clone, FlyteType)]
#[flyte(python)]
enum FileOrNumber {
    File(FlyteFile),
    Number(i64),
}

#[derive(Debug, Clone, FlyteType)]
pub struct Report {
    title: String,
    main: FlyteFile,
    folder: FlyteDirectory,
    pages: Vec<Page>,
    files: Vec<FlyteFile<Txt>>,
    named: BTreeMap<String, FlyteFile>,
    maybe: Option<FlyteFile>,
    choice: FileOrNumber,
    #[serde(default)]
    neither: Option<FlyteDirectory>,
}

#[derive(Debug, Clone, FlyteType)]
#[flyte(python)]
pub enum Either {
    File(FlyteFile),
    Directory(FlyteDirectory),
    Number(i64),
}

type Many = (
    BTreeMap<String, Vec<FlyteFile<Txt>>>,
    Option<FlyteFile>,
    Option<FlyteDirectory>,
    Vec<Either>,
    BTreeMap<String, Report>,
);

fn report(paths: &[String], folder: &str) -> Result<Report> {
    let [a, b, c] = paths else { return Err(Error::fatal("three paths")) };
    Ok(Report {
        title: "both".into(),
        main: FlyteFile::new(a)?.with_metadata("k", "v"),
        folder: FlyteDirectory::new(folder)?,
        pages: vec![
            Page { number: 1, image: FlyteFile::new(b)? },
            Page { number: 2, image: FlyteFile::new(c)? },
        ],
        files: vec![FlyteFile::new(a)?, FlyteFile::new(b)?],
        named: [("x".to_owned(), FlyteFile::new(c)?)].into(),
        maybe: Some(FlyteFile::new(b)?),
        choice: FileOrNumber::File(FlyteFile::new(c)?),
        neither: None,
    })
}

#[task]
pub fn write_report(paths: Vec<String>, folder: String) -> Result<Report> {
    report(&paths, &folder)
}

#[task]
fn write_many(paths: Vec<String>, folder: String) -> Result<Many> {
    let [a, b, c] = &paths[..] else { return Err(Error::fatal("three paths")) };
    Ok((
        BTreeMap::from([
            ("one".to_owned(), vec![FlyteFile::new(a)?]),
            ("none".to_owned(), vec![]),
            ("two".to_owned(), vec![FlyteFile::new(b)?, FlyteFile::new(c)?]),
        ]),
        Some(FlyteFile::new(a)?),
        None,
        vec![
            Either::File(FlyteFile::new(b)?),
            Either::Directory(FlyteDirectory::new(&folder)?),
            Either::Number(3),
        ],
        [("r".to_owned(), report(&paths, &folder)?)].into(),
    ))
}

/// A file's text and notes, and that its uri is one of this place is seen elsewhere.
async fn content<F: flyte::files::Format>(file: &FlyteFile<F>) -> Result<Value> {
    let bytes = file.bytes().await?;
    Ok(json!({
        "uri": file.uri(),
        "sha256": crate::files::digest(&bytes),
        "metadata": file.metadata(),
    }))
}

async fn contents(report: &Report) -> Result<Value> {
    let mut pages = json!({});
    for page in &report.pages {
        pages[page.number.to_string()] = content(&page.image).await?;
    }
    let mut files = Vec::new();
    for file in &report.files {
        files.push(content(file).await?);
    }
    let mut named = json!({});
    for (name, file) in &report.named {
        named[name] = content(file).await?;
    }
    Ok(json!({
        "title": report.title,
        "main": content(&report.main).await?,
        "folder": tree(&report.folder).await?,
        "pages": pages,
        "files": files,
        "named": named,
        "maybe": match &report.maybe {
            Some(file) => content(file).await?,
            None => Value::Null,
        },
        "choice": match &report.choice {
            FileOrNumber::File(file) => content(file).await?,
            FileOrNumber::Number(number) => json!(number),
        },
        "neither": report.neither.as_ref().map(|folder| folder.uri()),
    }))
}

#[task]
async fn read_report(report: Report) -> Result<String> {
    Ok(contents(&report).await?.to_string())
}

#[task]
async fn read_many(
    lists: BTreeMap<String, Vec<FlyteFile<Txt>>>,
    maybe: Option<FlyteFile>,
    neither: Option<FlyteDirectory>,
    either: Vec<Either>,
    reports: BTreeMap<String, Report>,
) -> Result<String> {
    let mut found =
        json!({"lists": {}, "maybe": null, "neither": null, "either": [], "reports": {}});
    for (key, files) in &lists {
        let mut list = Vec::new();
        for file in files {
            list.push(content(file).await?);
        }
        found["lists"][key] = list.into();
    }
    if let Some(file) = &maybe {
        found["maybe"] = content(file).await?;
    }
    if let Some(folder) = &neither {
        found["neither"] = tree(folder).await?;
    }
    let mut list = Vec::new();
    for either in &either {
        list.push(match either {
            Either::File(file) => content(file).await?,
            Either::Directory(folder) => tree(folder).await?,
            Either::Number(number) => json!(number),
        });
    }
    found["either"] = list.into();
    for (key, report) in &reports {
        found["reports"][key] = contents(report).await?;
    }
    Ok(found.to_string())
}

/// Takes the uris out, which are others each time, after a look at them.
fn uris_of(place: &Place, value: &mut Value) -> usize {
    match value {
        Value::Array(items) => items.iter_mut().map(|item| uris_of(place, item)).sum(),
        Value::Object(fields) => {
            let uri = fields.remove("uri");
            if let Some(uri) = &uri {
                let uri = uri.as_str().expect("a uri");
                assert!(uri.starts_with(place.base.as_str()), "on {}: {uri}", place.name);
            }
            usize::from(uri.is_some())
                + fields.values_mut().map(|field| uris_of(place, field)).sum::<usize>()
        }
        _ => 0,
    }
}

pub fn paths_and_folder(place: &Place) -> (Vec<String>, String) {
    place.write("folder/deep/b.txt", "in a folder");
    let paths = ["a.txt", "b b.txt", "ü.txt"].map(|name| place.write(name, name));
    (paths.to_vec(), place.path("folder"))
}

/// What both readers say of what both writers wrote.
async fn cross(
    place: &Place,
    (write, read): (&'static str, &'static str),
    (our_write, our_read): (
        &'static flyte_core::definition::TaskDefinition,
        &'static flyte_core::definition::TaskDefinition,
    ),
    files: usize,
) -> Value {
    let inputs = place.values(paths_and_folder(place));
    let ours = place.ours(our_write, &inputs).await;
    let theirs = place.theirs(write, &inputs).await;
    let mut said = Vec::new();
    for written in [ours, theirs] {
        said.push(place.theirs(read, &written).await.json());
        said.push(place.ours(our_read, &written).await.json());
    }
    for found in &mut said {
        assert_eq!(uris_of(place, found), files, "{found}");
    }
    for other in &said[1..] {
        assert_eq!(*other, said[0], "on {}", place.name);
    }
    said.swap_remove(0)
}

async fn report_crosses(place: &Place) {
    let tasks = (write_report::definition(), read_report::definition());
    let found = cross(place, ("tasks.write_report", "tasks.read_report"), tasks, 8).await;
    assert_eq!(found["folder"], json!({"deep/b.txt": "in a folder"}));
    assert_eq!(found["main"]["sha256"], crate::files::digest(b"a.txt"));
    assert_eq!(found["main"]["metadata"], json!({"k": "v"}));
    assert_eq!(found["choice"], found["named"]["x"]);
    assert_eq!(found["neither"], Value::Null);
}

async fn many_cross(place: &Place) {
    let tasks = (write_many::definition(), read_many::definition());
    let found = cross(place, ("tasks.write_many", "tasks.read_many"), tasks, 13).await;
    assert_eq!(found["lists"]["none"], json!([]));
    assert_eq!(found["lists"]["two"].as_array().unwrap().len(), 2);
    assert_eq!(found["either"][1], json!({"deep/b.txt": "in a folder"}));
    assert_eq!(found["either"][2], 3);
    assert_eq!(found["neither"], Value::Null);
    assert_eq!(found["reports"]["r"]["title"], "both");
}

/// Python's model of pydantic, which goes through JSON.
#[derive(Debug, Clone, FlyteType)]
pub struct Sheet {
    title: String,
    main: FlyteFile,
    folder: FlyteDirectory,
    files: Vec<FlyteFile>,
    #[serde(default)]
    maybe: Option<FlyteFile>,
}

#[task]
fn write_sheet(paths: Vec<String>, folder: String) -> Result<Sheet> {
    Ok(Sheet {
        title: "model".into(),
        main: FlyteFile::new(&paths[0])?,
        folder: FlyteDirectory::new(folder)?,
        files: paths.iter().map(FlyteFile::new).collect::<Result<_>>()?,
        maybe: None,
    })
}

#[task]
async fn read_sheet(sheet: Sheet) -> Result<String> {
    let mut files = Vec::new();
    for file in [&sheet.main].into_iter().chain(&sheet.files) {
        files.push(content(file).await?);
    }
    let folder = tree(&sheet.folder).await?;
    let maybe = sheet.maybe.as_ref().map(|file| file.uri());
    Ok(json!({"title": sheet.title, "files": files, "folder": folder, "maybe": maybe}).to_string())
}

async fn sheet_crosses(place: &Place) {
    let tasks = (write_sheet::definition(), read_sheet::definition());
    let found = cross(place, ("tasks.write_sheet", "tasks.read_sheet"), tasks, 4).await;
    assert_eq!(found["files"][2]["sha256"], crate::files::digest(b"b b.txt"));
    assert_eq!(found["folder"], json!({"deep/b.txt": "in a folder"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn models_of_pydantic_cross() {
    in_both(sheet_crosses).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn structs_cross() {
    everywhere(report_crosses).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_maps_options_and_unions_cross() {
    in_both(many_cross).await;
}

#[test]
fn types_that_hold_files_are_equal() {
    same_types(&[
        (write_report::definition(), "tasks.write_report"),
        (read_report::definition(), "tasks.read_report"),
        (write_many::definition(), "tasks.write_many"),
        (read_many::definition(), "tasks.read_many"),
    ]);
}
