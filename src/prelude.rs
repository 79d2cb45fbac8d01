//! `use flyte::prelude::*;` is all that a file with tasks and workflows needs.
//!
//! ```
//! use flyte::prelude::*;
//!
//! #[task]
//! fn greet(name: String) -> String {
//!     format!("hello {name}")
//! }
//!
//! assert_eq!(greet::call("world".into()), "hello world");
//! ```

pub use std::collections::{BTreeMap, HashMap};
pub use std::process::ExitCode;

pub use serde::{Deserialize, Serialize};

// `add::definition()` and `add::interface()`, without taking the name.
pub use crate::Task as _;
pub use crate::{
    Columns, Error, FlyteDirectory, FlyteFile, FlyteType, LiteralMap, Outputs, Promise, Result,
    StructuredDataset, Value, With, promise, task, workflow,
};
