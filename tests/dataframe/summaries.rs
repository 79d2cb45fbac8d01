//! Tables at a glance.

use chrono::{DateTime, Utc};
use flyte::prelude::*;

use crate::{Places, Store};

#[derive(Debug, Clone, PartialEq, Columns)]
struct Row {
    id: i64,
    price: Option<f64>,
    #[serde(rename = "<word>")]
    word: String,
    at: DateTime<Utc>,
    tags: Vec<String>,
}

fn row(n: i64) -> Row {
    Row {
        id: n - 3,
        price: (n % 4 != 0).then_some(n as f64 / 2.0),
        word: if n == 2 { "<b>&\n".into() } else { format!("w{n}") },
        at: DateTime::from_timestamp(1_700_000_000 + n, 0).unwrap(),
        tags: vec!["t".into(); (n % 2) as usize],
    }
}

#[task]
async fn make(rows: i64) -> Result<StructuredDataset<Row>> {
    let mut writer = StructuredDataset::create()?;
    writer.write(&(0..rows).map(row).collect::<Vec<_>>()).await?;
    writer.finish().await
}

const TEXT: &str = "\
1000 rows, 5 columns
column  type                 missing  least                 most
id      i64                  0        -3                    996
price   f64                  250      0.5                   499.5
<word>  text                 0        <b>&                  w999
at      timestamp (us, UTC)  0        2023-11-14T22:13:20Z  2023-11-14T22:29:59Z
tags    list of text

the first rows
id  price  <word>  at                    tags
-3         w0      2023-11-14T22:13:20Z  []
-2  0.5    w1      2023-11-14T22:13:21Z  [t]
-1  1.0    <b>&    2023-11-14T22:13:22Z  []
0   1.5    w3      2023-11-14T22:13:23Z  [t]
1          w4      2023-11-14T22:13:24Z  []
";

#[tokio::test(flavor = "multi_thread")]
async fn a_summary_is_what_the_footer_says_and_the_first_rows() {
    let store = Store::s3();
    let local = store.local();
    let table = local.run(make(1000)).await.unwrap();
    let summary = table.summary().await.unwrap();
    assert_eq!(summary.to_string(), TEXT);
    let html = summary.html();
    assert!(html.contains("<th>&lt;word&gt;</th>") && !html.contains("<b>"), "{html}");
}

#[tokio::test]
async fn what_says_nothing_of_itself_shows_its_first_rows() {
    let table = StructuredDataset::<Row>::from_rows((0..7).map(row).collect());
    let summary = table.summary().await.unwrap();
    assert_eq!((summary.rows, summary.columns[1].missing), (Some(7), Some(2)));
    assert_eq!(summary.first.len(), 5);

    let store = Store::file();
    let place = store.table("own.csv", b"a,b\n1,x\n2,\n");
    let table = StructuredDataset::<flyte::files::Any>::from_uri(place.location().as_str());
    let summary = table.unwrap().with_format("csv").summary().await.unwrap();
    assert_eq!(
        summary.to_string(),
        "2 columns\ncolumn  type  missing  least  most\na       i64\nb       text\n\n\
         the first rows\na  b\n1  x\n2\n"
    );
}
