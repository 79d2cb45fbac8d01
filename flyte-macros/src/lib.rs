//! The macros of the Flyte SDK: what the user writes.
//!
//! Every macro passes the same stations: parse, model, validate, expand. What they write names paths under
//! `::flyte::__private` alone (see `paths`), so this crate knows no runtime crate. `attr` words the attribute
//! language, `report` collects mistakes so that all are reported at once.

mod attr;
mod columns;
mod contents;
mod derived;
mod docs;
mod json;
mod outputs;
mod paths;
mod record;
mod report;
mod serde_attr;
mod signature;
mod stand_in;
mod task;
mod types;
mod units;
mod workflow;

use proc_macro::TokenStream;

/// Makes a task of a function.
///
/// The signature is the interface: the inputs' names, types and defaults, the outputs, the doc comment. The
/// function may be `async` or not, and gives `T` or `Result<T, E>`, where `E` is `flyte::Error`, `anyhow::Error`, `String`
/// or any error that is `Send + Sync`. What it leaves under its name:
///
/// - a function that takes values or promises and gives a promise,
/// - a type with `call` (the body itself, for unit tests), `interface()` and `definition()`.
///
/// | option | meaning |
/// |---|---|
/// | `name = "team.train"` | the name on the platform, instead of `crate.module.function` |
/// | `cache = "1"` | results are kept for this version and these inputs |
/// | `cache(version = "1", serialize, ignore(a))` | the same; one run computes and others wait, each as long as its `timeout` says; `a` doesn't count |
/// | `retries = 3` | how often a recoverable failure is tried again |
/// | `timeout = "10m"` | how long one attempt may take: `d`, `h`, `m`, `s`, `ms`. An `async` body is dropped then; a thread can't be stopped, so a plain one holds its thread until it ends |
/// | `interruptible`, `interruptible = false` | whether it may run on machines that can be taken away |
/// | `requests(cpu = "500m", mem = "1Gi", gpu = "1", ephemeral_storage = "10Gi")` | what it asks for |
/// | `limits(…)` | what it may use at most |
/// | `env(LEVEL = "debug")` | environment variables |
/// | `secrets("group/key", "key")` | secrets that it reads |
/// | `container_image = "ghcr.io/team/name:v1"` | the image that it runs in |
/// | `deprecated = "use …"` | a note for its users |
///
/// On an input: `#[default(3)]`, `#[flyte(annotation = { "unit": "cm" })]`, `#[flyte(hash = path)]`. The last two
/// also stand on the function, for its one output.
#[proc_macro_attribute]
pub fn task(arguments: TokenStream, item: TokenStream) -> TokenStream {
    task::task(arguments.into(), item.into()).into()
}

/// Makes a workflow of a function: it runs once, on promises, and what it calls becomes the graph.
///
/// `if`, `else if` and `else` take promises and comparisons of promises and become branches; `let (a, b) = …`
/// unpacks a promise of a tuple; `for` over plain values unrolls. Plain values keep Rust's meaning.
///
/// | option | meaning |
/// |---|---|
/// | `name = "team.pipeline"` | the name on the platform, instead of `crate.module.function` |
/// | `main` | what `flyte::main()` runs when nothing is named |
/// | `on_failure = "finish"` | go on with what can still run when a node fails; `"fail"`, the default, stops |
#[proc_macro_attribute]
pub fn workflow(arguments: TokenStream, item: TokenStream) -> TokenStream {
    workflow::workflow(arguments.into(), item.into()).into()
}

/// Makes a type travel between tasks.
///
/// - A struct with named fields is msgpack with a JSON schema. Its promise has a promise per field:
///   `model.accuracy`.
/// - A struct around one value, `struct Celsius(f64);`, is that value on the wire, and `.0` of its promise is the promise
///   of what is inside.
/// - An enum without data is text: the variants' names.
/// - An enum with data is a flat union. A variant holds nothing, one value, or named fields, and its tag is its
///   name; `#[flyte(python)]` takes the tags of Python's unions.
///   It is what the value itself tells apart where the tags are equal, as those of two structs are; a value that reads
///   as two variants is refused by the writer and by the reader.
///
/// - `#[flyte(pydantic)]`: the struct is a pydantic model to Python, not a dataclass: in its tag in a union, in its schema,
///   and in how times, durations, keys of maps and raw bytes are written.
/// - `#[flyte(via)]`: the type travels as another, as `flyte::custom::Via` says.
///
/// In a struct a union has no tags: there a struct, a file or a table comes before a map that reads the same value, and a
/// map of values of one type before untyped data.
///
/// `#[serde(rename, rename_all, default, skip)]` are honoured in value, schema and promises alike, `alias` and
/// `deny_unknown_fields` where a value is read; the type needs no serde of its own. `skip_serializing_if` is for serde's
/// own formats: a Flyte value has all its fields, so that paths lead into each. What would give the value another form,
/// as `flatten` and `tag`, is refused; `#[flyte(via)]` lets such a type travel as another.
#[proc_macro_derive(FlyteType, attributes(flyte, serde))]
pub fn flyte_type(input: TokenStream) -> TokenStream {
    record::flyte_type(input.into()).into()
}

/// Names the outputs of a task or workflow: one per field, in order, described by its doc comment.
///
/// A workflow may end in the struct of promises that it writes: `SplitPromises { train, test }`. On a field:
/// `#[flyte(annotation = { … })]` and `#[flyte(hash = path)]`. It needs no other derive.
#[proc_macro_derive(Outputs, attributes(flyte))]
pub fn outputs(input: TokenStream) -> TokenStream {
    outputs::outputs(input.into()).into()
}

/// Makes a struct a row of tables: one column per field, called as the field.
///
/// `StructuredDataset<Row>` is a table of such rows. A task that reads it as rows of another type compiles if that
/// type's columns are all there, in any order: integers may be read as wider ones and floats too, what is there always
/// as an `Option`, rows in rows by the same rules.
///
/// `#[serde(rename, rename_all, skip)]` are honoured; the type needs no serde of its own.
///
/// The type of an input or output that is a table of such rows names their columns, as flytekit's does with `kwtypes`.
/// With `#[flyte(arrow_schema)]` it has their arrow schema too, as flytekit's with a `pa.schema(…)` beside them
/// (`external_schema_type` and `external_schema_bytes` of `StructuredDatasetType`), and so have the tables themselves.
/// Where the schema is another one than that of the columns, `#[flyte(arrow_schema = TEXT)]` says it, as pyarrow's
/// `schema.to_string()` does. A table is read by its columns; Flyte compares the schemas only inside unions.
#[proc_macro_derive(Columns, attributes(flyte, serde))]
pub fn columns(input: TokenStream) -> TokenStream {
    columns::columns(input.into()).into()
}
