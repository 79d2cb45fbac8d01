//! `cargo run --example files` writes the penguins of each island to a file of their own, passes the files on without
//! touching them, and prints how many rows each has and a piece of one. With a command line of its own:
//! `-- run count --table examples/data/penguins.csv`, and `-- run survey --raw-output-prefix s3://bucket/raw` (with the
//! feature `s3`).

use std::io::{BufRead, BufReader};

use flyte::files::Csv;
use flyte::prelude::*;

/// The tables of a survey, one for each island, and the header that they share.
#[derive(Debug, Clone, FlyteType)]
struct Survey {
    header: String,
    tables: BTreeMap<String, FlyteFile<Csv>>,
}

/// Splits the measurements by island. The rows go straight to where the run's files are.
#[task]
async fn split() -> Result<Survey> {
    let mut lines = include_str!("data/penguins.csv").lines();
    let header = lines.next().unwrap_or_default().to_owned();
    let mut writers = BTreeMap::new();
    for line in lines {
        let island = line.split(',').nth(1).ok_or_else(|| Error::fatal("a row without island"))?;
        if !writers.contains_key(island) {
            let mut writer = FlyteFile::create(&format!("{island}.csv"))?;
            writer.write(format!("{header}\n").as_bytes()).await?;
            writers.insert(island.to_owned(), writer);
        }
        if let Some(writer) = writers.get_mut(island) {
            writer.write(format!("{line}\n").as_bytes()).await?;
        }
    }
    let mut tables = BTreeMap::new();
    for (island, writer) in writers {
        tables.insert(island, writer.finish().await?);
    }
    Ok(Survey { header, tables })
}

/// Picks tables. Their bytes stay where they are.
#[task]
fn pick(survey: Survey, islands: Vec<String>) -> Vec<FlyteFile<Csv>> {
    islands.iter().filter_map(|island| survey.tables.get(island).cloned()).collect()
}

/// Counts the rows of a table, which is read as a stream.
#[task]
fn count(table: FlyteFile<Csv>) -> Result<i64> {
    let lines = BufReader::new(table.blocking_open()?).lines().skip(1);
    Ok(lines.collect::<Result<Vec<_>, _>>()?.len() as i64)
}

/// A piece of a table, and nothing else of it.
#[task]
async fn piece(tables: Vec<FlyteFile<Csv>>, from: i64, to: i64) -> Result<String> {
    let table = tables.first().ok_or_else(|| Error::fatal("no table"))?;
    let bytes = table.bytes_range(from as u64..to as u64).await?;
    Ok(String::from_utf8(bytes.to_vec())?)
}

/// Counts the penguins of these islands.
#[workflow(main)]
fn survey(
    #[default(vec!["Biscoe".to_owned(), "Dream".to_owned()])] islands: Vec<String>,
) -> (Vec<i64>, String) {
    let tables = pick(split(), islands);
    (tables.map(count), piece(tables, 0, 14))
}

fn main() -> ExitCode {
    flyte::main()
}
