//! What generated code may name, item by item. Not public API: it changes without notice.

pub use std::boxed::Box;
pub use std::option::Option::{self, None, Some};
pub use std::result::Result::{self, Err, Ok};
pub use std::string::String;
pub use std::sync::OnceLock;
pub use std::vec;
pub use std::vec::Vec;

pub use bytes::Bytes;
pub use flyte_core::__register_task as register_task;
pub use flyte_core::definition::assemble;
pub use flyte_core::definition::{
    Cache, Computed, InputSpec, Inputs, Resources, Secret, SourceLocation, Spec, Task,
    TaskDefinition, TaskOptions, annotated, annotated_output, encode_hashed, hash_input,
    hash_output, typed_interface,
};
pub use flyte_core::graph::condition::{
    self, Compare, Equal, and, decided, needs_right_and, needs_right_or, or,
};
pub use flyte_core::graph::control::{
    self, Arms, Given, Probe, Taken, begin, chained, changing, ended_arm, field_value, iterate,
    jumping, needs_else, panicking, plain_while, slots, two_slots, unpack, unused,
};
pub use flyte_core::graph::{
    Arg, Argument, Entity, HasFields, MapPlain, Promise, ReturnArg, Returned, TableArg,
    WithDefault, Workflow, WorkflowDefinition, WorkflowInputs, bind, bind_or_default, bind_table,
    bind_table_or_default, build_workflow, call, encode_default, encode_inferred_default, field,
    inside, min_success_ratio, output, output_value, promised, returns,
};
pub use flyte_core::registry::{Registration, register_task as registered};
pub use flyte_core::value::Plain;
pub use flyte_core::value::custom::{self, Via};
pub use flyte_core::{Error, inventory};
pub use flyte_types::columns::{self as table, Builder, Cell, Cells, Column, ColumnType, Columns};
pub use flyte_types::contents;
pub use flyte_types::convert::{choice, record};
pub use flyte_types::idl::core::{LiteralType, SimpleType, TypedInterface};
pub use flyte_types::interface::{Variable, decode_one, encode_one, shape};
pub use flyte_types::msgpack::{Dialect, Kind as PackedKind, Packer, Unpacker};
pub use flyte_types::schema::{self, StructSchema, json};
pub use flyte_types::{
    Error as ConvertError, Field, FlyteType, Handover, Outputs, Result as ConvertResult,
    TaskReturn, wire,
};
