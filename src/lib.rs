// Its first page reads a table, so it is a test where tables are.
#![cfg_attr(any(not(doctest), feature = "dataframe"), doc = include_str!("../README.md"))]
//!
//! # Where to look
//!
//! - [`macro@task`], [`macro@workflow`], [`derive@FlyteType`], [`derive@Outputs`],
//!   [`derive@Columns`]: what you write.
//! - [`Promise`]: what a call gives; [`With`] changes one call's settings.
//! - [`Error`]: what a task's failure tells Flyte.
//! - [`Local`]: runs a promise here, with a cache and a run folder if asked.
//! - [`custom`]: types of your own that the derive alone can't carry, by value and by reference.
//! - [`main()`]: the command line of your own binary.
//! - [`prelude`]: all that a file with tasks and workflows needs.
//!
//! # Under another name
//!
//! What the macros write says `::flyte`. A crate that renames the dependency, as in
//! `flyte-sdk = { package = "flyte", … }`, says so once in its root: `extern crate flyte_sdk as flyte;`.

// Generated code says `::flyte::…`, also in this crate's own tests.
#[allow(unused_extern_crates)]
extern crate self as flyte;

#[doc(hidden)]
pub mod __private;
pub mod prelude;

#[cfg(feature = "cli")]
pub use flyte_core::cli::main;
pub use flyte_core::definition::Task;
pub use flyte_core::graph::{Arg, Promise, With, default, promise};
pub use flyte_core::local::Local;
pub use flyte_core::value::FlyteDirectory;
pub use flyte_core::{Error, ErrorKind, Result};

/// # Example
///
/// ```
/// use flyte::files::Csv;
/// use flyte::prelude::*;
///
/// #[task]
/// fn measure() -> Result<FlyteFile<Csv>> {
///     Ok(FlyteFile::from_bytes("sizes.csv", "id,size\n1,20\n"))
/// }
///
/// #[task]
/// async fn header(table: FlyteFile<Csv>) -> Result<String> {
///     Ok(String::from_utf8(table.bytes_range(0..7).await?.into())?)
/// }
///
/// #[workflow]
/// fn check() -> String {
///     header(measure())
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<()> {
/// assert_eq!(check().await?, "id,size");
/// # Ok(())
/// # }
/// ```
pub use flyte_core::value::FlyteFile;
/// # Example
///
/// ```
/// use flyte::prelude::*;
/// use flyte::{Local, Offload};
///
/// #[task]
/// fn many(n: i64) -> Vec<i64> {
///     (0..n).collect()
/// }
///
/// #[task]
/// fn sum(xs: Vec<i64>) -> i64 {
///     xs.iter().sum()
/// }
///
/// #[workflow]
/// fn total(n: i64) -> i64 {
///     sum(many(n))
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<()> {
/// // As if ten thousand numbers were a lot: they are stored and travel as a reference.
/// let local = Local::new().offload(Offload::new().above(64 << 10));
/// assert_eq!(local.run(total(10_000)).await?, 49_995_000);
/// # Ok(())
/// # }
/// ```
pub use flyte_core::value::Offload;
/// # Example
///
/// ```
/// use flyte::prelude::*;
///
/// #[derive(Columns)]
/// struct Trip {
///     price: f64,
///     miles: f64,
///     rating: Option<i32>,
/// }
///
/// /// What the second task reads of a trip.
/// #[derive(Columns)]
/// struct Rating {
///     rating: Option<i64>,
/// }
///
/// #[task]
/// fn trips() -> Result<StructuredDataset<Trip>> {
///     StructuredDataset::from_uri("s3://bucket/trips")
/// }
///
/// #[task]
/// fn rate(ratings: StructuredDataset<Rating>) -> String {
///     ratings.uri().unwrap_or_default().to_owned()
/// }
///
/// #[workflow]
/// fn pipeline() -> String {
///     rate(trips())
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<()> {
/// assert_eq!(pipeline().await?, "s3://bucket/trips");
/// # Ok(())
/// # }
/// ```
///
/// A table without a column that is read does not compile:
///
/// ```compile_fail,E0277
/// # use flyte::prelude::*;
/// # #[derive(Columns)]
/// # struct Trip { price: f64, miles: f64, rating: Option<i32> }
/// # #[task]
/// # fn trips() -> Result<StructuredDataset<Trip>> { StructuredDataset::from_uri("s3://bucket/trips") }
/// #[derive(Columns)]
/// struct Tip {
///     tip: f64,
/// }
///
/// #[task]
/// fn sum(tips: StructuredDataset<Tip>) -> f64 {
///     0.0
/// }
///
/// #[workflow]
/// fn pipeline() -> f64 {
///     sum(trips()) // the table `Trip` has no column `tip` of type `f64`, which `Tip` reads
/// }
/// ```
pub use flyte_core::value::StructuredDataset;
/// # Example
///
/// ```
/// use flyte::prelude::*;
///
/// #[derive(Columns)]
/// struct Place {
///     x: f64,
///     y: f64,
/// }
///
/// #[derive(Columns)]
/// #[serde(rename_all = "camelCase")]
/// struct Trip {
///     vendor_id: u32,
///     stops: Vec<Place>,
///     #[serde(rename = "fare (EUR)")]
///     fare: Option<f32>,
/// }
///
/// let columns: Vec<String> = Trip::columns().iter().map(ToString::to_string).collect();
/// assert_eq!(
///     columns,
///     ["vendorId: u32", "stops: Vec<{ x: f64, y: f64 }>", "fare (EUR): Option<f32>"],
/// );
/// ```
///
/// With their arrow schema in the type of its tables:
///
/// ```
/// use flyte::prelude::*;
///
/// #[derive(Columns)]
/// #[flyte(arrow_schema)]
/// struct Reading {
///     id: i64,
///     value: Option<f64>,
/// }
///
/// assert_eq!(Reading::arrow_schema().unwrap(), "id: int64 not null\nvalue: double");
/// ```
pub use flyte_macros::Columns;
/// # Example
///
/// ```
/// use flyte::prelude::*;
///
/// #[derive(Debug, Clone, PartialEq, FlyteType)]
/// #[serde(rename_all = "camelCase")]
/// struct Model {
///     best_rate: f64,
///     #[serde(default)]
///     layers: Vec<i64>,
/// }
///
/// #[task]
/// fn train() -> Model {
///     Model { best_rate: 0.5, layers: vec![64, 8] }
/// }
///
/// #[workflow]
/// fn first_layer() -> (f64, i64) {
///     let model = train();
///     (model.best_rate, model.layers[0])
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<()> {
/// assert_eq!(first_layer().await?, (0.5, 64));
/// # Ok(())
/// # }
/// ```
pub use flyte_macros::FlyteType;
/// # Example
///
/// ```
/// use flyte::prelude::*;
///
/// #[derive(Debug, PartialEq, Outputs)]
/// struct Split {
///     /// For training.
///     train: Vec<i64>,
///     test: Vec<i64>,
/// }
///
/// #[task]
/// fn split(xs: Vec<i64>) -> Split {
///     Split { train: xs[1..].to_vec(), test: xs[..1].to_vec() }
/// }
///
/// #[workflow]
/// fn swapped(xs: Vec<i64>) -> Split {
///     let parts = split(xs);
///     SplitPromises { train: parts.test, test: parts.train }
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<()> {
/// assert_eq!(swapped(vec![1, 2, 3]).await?, Split { train: vec![1], test: vec![2, 3] });
/// # Ok(())
/// # }
/// ```
pub use flyte_macros::Outputs;
/// # Example
///
/// ```
/// use flyte::prelude::*;
///
/// /// Trains for some epochs.
/// #[task(cache = "1", retries = 3, timeout = "10m", requests(cpu = "500m", mem = "1Gi"))]
/// async fn train(rates: Vec<f64>, #[default(10)] epochs: i64) -> Result<f64> {
///     let first = rates.first().ok_or_else(|| Error::fatal("no rates"))?;
///     Ok(first * epochs as f64)
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<()> {
/// assert_eq!(train(vec![0.5], 4).await?, 2.0);
/// assert_eq!(train(vec![0.5], flyte::default()).await?, 5.0);
/// assert_eq!(train::definition().options.retries, 3);
/// # Ok(())
/// # }
/// ```
pub use flyte_macros::task;
/// # Example
///
/// ```
/// use flyte::prelude::*;
///
/// #[task]
/// fn double(x: i64) -> i64 {
///     2 * x
/// }
///
/// /// Doubles once more what is small.
/// #[workflow]
/// fn at_least_ten(x: i64) -> i64 {
///     let once = double(x);
///     if once < 10 { double(once) } else { once }
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<()> {
/// assert_eq!(at_least_ten(3).await?, 12);
/// assert_eq!(at_least_ten(7).await?, 14);
/// # Ok(())
/// # }
/// ```
pub use flyte_macros::workflow;

pub use flyte_types::convert::{LiteralMap, Value};
pub use flyte_types::{Columns, FlyteType, Outputs};

/// Files and directories: their formats, writers and entries.
pub use flyte_core::value as files;
/// Types of your own, by value and by reference.
pub use flyte_core::value::custom;
/// The graph, the engine and the pictures, for programs that look inside.
pub use flyte_core::{definition, engine, graph, local, picture, registry, storage};
/// Literals, types and the messages of Flyte's wire.
pub use flyte_types as types;

/// Tables as frames: record batches and rows, formats, encoders and decoders.
#[cfg(feature = "dataframe")]
#[doc(inline)]
pub use flyte_core::frame as frames;
/// Arrow, of the version that tables are read and written with: of its crates, those parts that a user of tables needs,
/// under the names of the crate `arrow`. A new major release of Arrow is one of Flyte as well.
///
/// A library with another version of Arrow (Polars, DataFusion, anything in C or Python) takes a stream of batches
/// through Arrow's C interface:
///
/// ```
/// use flyte::arrow::ffi_stream::FFI_ArrowArrayStream;
/// use flyte::prelude::*;
///
/// #[derive(Debug, Clone, Columns)]
/// struct Trip {
///     id: i64,
///     price: f64,
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<()> {
/// let trips = StructuredDataset::<Trip>::from_rows(vec![Trip { id: 1, price: 9.5 }]);
/// let mut stream = FFI_ArrowArrayStream::new(Box::new(trips.batches().await?.into_reader()));
/// let pointer: *mut FFI_ArrowArrayStream = &mut stream;   // what the other side imports
/// # assert!(!pointer.is_null());
/// # Ok(())
/// # }
/// ```
///
/// A batch that was imported by `ArrowArrayStreamReader` of the same module becomes a table by
/// [`Batches::from_reader`](crate::frames::Batches::from_reader).
#[cfg(feature = "dataframe")]
pub mod arrow {
    pub use arrow_array::{self as array, RecordBatch, ffi_stream};
    pub use arrow_buffer as buffer;
    pub use arrow_schema as datatypes;
}
