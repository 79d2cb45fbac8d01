//! Five million rows of eight columns into a Parquet file and out of it, as record batches and as rows, against the
//! parquet crate alone. Both sides use the same settings of the same crate, so what is measured is what lies around it.
//!
//! `FLYTE_BENCH_ROWS` says otherwise than 5 000 000, `FLYTE_BENCH_ROUNDS` otherwise than 5.

mod bare;
mod data;
mod ours;

use std::path::PathBuf;
use std::sync::Arc;

use flyte_benches::{Case, Suite, info, ratio};

use data::Data;

/// How much more ours may cost.
const LIMIT: f64 = 1.15;

fn main() {
    let suite = Suite::from_args();
    let number = |name: &str, or: usize| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(or)
    };
    let rows = number("FLYTE_BENCH_ROWS", if suite.measures() { 5_000_000 } else { 20_000 });
    let rounds = number("FLYTE_BENCH_ROUNDS", 5);
    let names = ["write_batches", "read_batches", "write_rows", "read_rows"];
    if !names.iter().any(|name| suite.wants(&format!("frames/{name}"))) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let data = Arc::new(Data::new(rows));
    let path = |name: &str| folder.path().join(name);

    // what the readers read, which also shows that both write the same
    ours::write_batches(&data, &path("ours"));
    bare::write_batches(&data, &path("bare"));
    assert_eq!(ours::read_rows(&path("bare")), bare::read_rows(&path("ours/00000")));
    let sizes = [path("ours/00000"), path("bare")].map(|path| size(&path));
    info(format_args!(
        "frames: {rows} rows, {} bytes by ours, {} by the floor",
        sizes[0], sizes[1]
    ));

    for name in names {
        let full = format!("frames/{name}");
        if !suite.wants(&full) {
            continue;
        }
        let mut case = case(name, &full, &data, folder.path().to_owned()).rounds(rounds);
        if suite.measures() {
            ratio(&full, case.measure(), LIMIT);
        } else {
            case.once();
        }
    }
}

fn size(path: &std::path::Path) -> u64 {
    std::fs::metadata(path).map_or(0, |meta| meta.len())
}

fn case(name: &str, full: &str, data: &Arc<Data>, folder: PathBuf) -> Case {
    let (one, other) = (data.clone(), data.clone());
    let (ours, bare) = (folder.join("ours"), folder.join("bare"));
    let (to, to_bare) = (folder.join("new"), folder.join("new-bare"));
    // Each turn writes a file that isn't there: one that is written over has its pages in memory already, and only
    // the floor would find them, because ours leaves what is there alone until the new file is whole.
    let (written, written_bare) = (to.clone(), to_bare.clone());
    let remove = move || {
        let _ = std::fs::remove_dir_all(&written);
        let _ = std::fs::remove_file(&written_bare);
    };
    let file = ours.join("00000");
    match name {
        "write_batches" => Case::new(
            full,
            LIMIT,
            move || ours::write_batches(&one, &to),
            move || bare::write_batches(&other, &to_bare),
        )
        .cleanup(remove),
        "read_batches" => Case::new(
            full,
            LIMIT,
            move || ours::read_batches(&bare),
            move || bare::read_batches(&file),
        ),
        "write_rows" => Case::new(
            full,
            LIMIT,
            move || ours::write_rows(&one, &to),
            move || bare::write_rows(&other, &to_bare),
        )
        .cleanup(remove),
        _ => Case::new(full, LIMIT, move || ours::read_rows(&bare), move || bare::read_rows(&file)),
    }
}
