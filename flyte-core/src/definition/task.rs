//! A task: a specification with a body.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;

use bytes::Bytes;
use flyte_types::interface::{self, Variable};
use flyte_types::{FlyteType, Outputs, TaskReturn};

use super::options::TaskOptions;
use crate::error::Error;

/// Where the user wrote something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceLocation {
    /// `file!()`.
    pub file: &'static str,
    /// `line!()`, from 1.
    pub line: u32,
}

impl fmt::Display for SourceLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// Computes what stands for a literal in cache keys.
pub type LiteralHash = fn(&[u8]) -> flyte_types::Result<String>;

/// One input, as the macro writes it.
pub struct InputSpec {
    /// The name on the wire.
    pub name: &'static str,
    /// What the user wrote about it (a doc comment on the argument), or nothing.
    pub docs: &'static str,
    /// The Rust type as written, for help texts.
    pub rust_type: &'static str,
    /// The literal type, annotations included.
    pub ty: fn() -> flyte_types::idl::core::LiteralType,
    /// `#[default(…)]`, as a literal.
    pub default: Option<fn() -> flyte_types::Result<Bytes>>,
    /// Reads a literal as this input does when the task runs, and forgets it: is it a value of the type?
    pub check: fn(&[u8]) -> flyte_types::Result<()>,
    /// Whether an absent value is fine (`Option`).
    pub optional: fn() -> bool,
    /// `#[flyte(hash = path)]`: the hash of a value of this input.
    pub hash: Option<LiteralHash>,
}

/// What tasks and workflows have in common. Constant data and function pointers; names and interfaces are
/// computed on first use.
pub struct Spec {
    /// `module_path!()`.
    pub module: &'static str,
    /// The function's name, without `r#`.
    pub function: &'static str,
    /// `name = "…"`.
    pub name: Option<&'static str>,
    /// The doc comment.
    pub docs: &'static str,
    /// Where the function stands.
    pub location: SourceLocation,
    /// The inputs, in declaration order.
    pub inputs: &'static [InputSpec],
    /// The output variables, in declaration order.
    pub outputs: fn() -> Vec<Variable>,
    /// What was computed.
    pub computed: Computed,
}

/// Computed on first use.
#[derive(Default)]
pub struct Computed {
    name: OnceLock<String>,
    inputs: OnceLock<Vec<Variable>>,
    outputs: OnceLock<Vec<Variable>>,
}

impl Computed {
    /// Nothing computed yet.
    pub const fn new() -> Self {
        Computed { name: OnceLock::new(), inputs: OnceLock::new(), outputs: OnceLock::new() }
    }
}

impl Spec {
    /// `crate.module.function`, or what `name = "…"` says.
    pub fn full_name(&self) -> &str {
        self.name.unwrap_or_else(|| {
            self.computed
                .name
                .get_or_init(|| format!("{}.{}", self.module.replace("::", "."), self.function))
        })
    }

    /// The crate that the function stands in.
    pub fn crate_name(&self) -> &'static str {
        self.module.split("::").next().unwrap_or(self.module)
    }

    /// The input variables, in declaration order.
    pub fn input_variables(&self) -> &[Variable] {
        self.computed.inputs.get_or_init(|| {
            self.inputs
                .iter()
                .map(|input| Variable::new(input.name, (input.ty)()).describe(input.docs))
                .collect()
        })
    }

    /// The output variables, in declaration order.
    pub fn output_variables(&self) -> &[Variable] {
        self.computed.outputs.get_or_init(self.outputs)
    }
}

impl fmt::Debug for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.full_name())
    }
}

/// The inputs of one call, in declaration order, as literals.
pub struct Inputs<'a> {
    spec: &'static Spec,
    values: &'a [Bytes],
}

impl<'a> Inputs<'a> {
    /// The values of a call. An empty `Bytes` stands for an input that isn't there.
    pub fn new(spec: &'static Spec, values: &'a [Bytes]) -> Self {
        Inputs { spec, values }
    }

    /// The value of the input at `index`.
    pub fn get<T: FlyteType>(&self, index: usize) -> Result<T, Error> {
        let name = || self.spec.inputs[index].name;
        match self.values.get(index) {
            Some(bytes) if !bytes.is_empty() => {
                interface::decode_one(bytes).map_err(|error| Error::from(error).input(name()))
            }
            _ => T::absent().ok_or_else(|| Error::msg("this input is missing").input(name())),
        }
    }
}

/// The future of an asynchronous body.
pub type BodyFuture = Pin<Box<dyn Future<Output = Result<Vec<Bytes>, Error>> + Send + 'static>>;

/// The user's function behind literals.
#[derive(Clone, Copy)]
pub enum Body {
    /// A synchronous function: runs on a thread of its own kind, may block.
    Sync(fn(Inputs<'_>) -> Result<Vec<Bytes>, Error>),
    /// An asynchronous function. Inputs are read before the future is made.
    Async(fn(Inputs<'_>) -> Result<BodyFuture, Error>),
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Body::Sync(_) => "Sync",
            Body::Async(_) => "Async",
        })
    }
}

/// Turns what a body returned into output literals.
pub fn finish<R: TaskReturn>(returned: R) -> Result<Vec<Bytes>, Error> {
    let value = returned.into_result().map_err(Error::from_boxed)?;
    value.encode().map_err(|error| Error::from(error).output())
}

/// A task as the macro writes it.
#[derive(Debug)]
pub struct TaskDefinition {
    /// Name, interface, place.
    pub spec: Spec,
    /// Cache, retries, timeout, resources.
    pub options: TaskOptions,
    /// The user's function.
    pub body: Body,
}

/// Implemented by the type that `#[task]` leaves beside the function.
pub trait Task: 'static {
    /// What the body returns, without its `Result`.
    type Outputs: Outputs;

    /// The definition.
    fn definition() -> &'static TaskDefinition;
}
