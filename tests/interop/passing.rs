//! What is only passed on: the same literals, byte for byte, and nothing is asked of a store.

use bytes::Bytes;
use flyte::files::Txt;
use flyte::prelude::*;
use flyte::types::wire;

use crate::inside::{Report, Sheet, paths_and_folder};
use crate::peer;
use crate::place::Place;

#[task]
fn pass_files(files: Vec<FlyteFile<Txt>>) -> Vec<FlyteFile<Txt>> {
    files
}

#[task]
fn pass_file(file: FlyteFile) -> FlyteFile {
    file
}

#[task]
fn pass_directory(folder: FlyteDirectory<Txt>) -> FlyteDirectory<Txt> {
    folder
}

#[task]
fn pass_report(report: Report) -> Report {
    report
}

#[task]
fn pass_sheet(sheet: Sheet) -> Sheet {
    sheet
}

/// flytekit's own task gives the same: nothing is asked of it that it doesn't do itself.
async fn passes(
    place: &Place,
    write: &str,
    inputs: &crate::place::Values,
    pass: &'static flyte_core::definition::TaskDefinition,
    their_pass: &str,
) {
    let written = place.theirs(write, inputs).await;
    let before: Vec<Bytes> = written.literals();
    place.server().passed();
    let passed = place.ours(pass, &written).await;
    assert_eq!(place.server().passed().requests, 0, "{write}");
    assert_eq!(passed.literals(), before, "{write}");
    let theirs = place.theirs(their_pass, &passed).await;
    assert_eq!(theirs.literals(), before, "{write}");
}

#[tokio::test(flavor = "multi_thread")]
async fn passing_on_moves_nothing_and_changes_nothing() {
    if !peer::is_there() {
        return;
    }
    let place = Place::s3();
    let (paths, folder) = paths_and_folder(&place);
    // one note: a map of several has no order on the wire
    let notes = BTreeMap::from([("rows".to_owned(), "2".to_owned())]);
    let files = place.values((paths.clone(), notes));
    let pass = pass_files::definition();
    passes(&place, "tasks.write_files", &files, pass, "tasks.pass_files").await;
    // one hash that the user's function gave
    let file = place.values(paths[0].clone());
    let written = place.theirs("tasks.hashed_file", &file).await;
    let passed = place.ours(pass_file::definition(), &written).await;
    assert_eq!(passed.literals(), written.literals());
    assert_eq!(wire::hash_of(&passed.literals()[0]).as_deref(), Some("of a.txt"));
    let pass = pass_directory::definition();
    let directory = place.values(folder.clone());
    passes(&place, "tasks.write_directory", &directory, pass, "tasks.pass_directory").await;
    let pass = pass_report::definition();
    let report = place.values((paths, folder));
    passes(&place, "tasks.write_report", &report, pass, "tasks.pass_report").await;
    passes(&place, "tasks.write_sheet", &report, pass_sheet::definition(), "tasks.pass_sheet")
        .await;
}
