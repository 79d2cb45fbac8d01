//! A task: a specification with a body.

use std::any::TypeId;
use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{LazyLock, OnceLock, PoisonError, RwLock};

use bytes::Bytes;
use flyte_types::idl::core::TypedInterface;
use flyte_types::interface::{self, Variable};
use flyte_types::{FlyteType, Outputs, TaskReturn, wire};
use prost_types::Struct;

use super::options::TaskOptions;
use crate::error::{Error, guard::catch};
use crate::value::{self, Context, Depot};

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
#[derive(Clone, Copy)]
pub struct InputSpec {
    /// The name on the wire.
    pub name: &'static str,
    /// What the user wrote about it (a doc comment on the argument), or nothing.
    pub docs: &'static str,
    /// The Rust type as written, for help texts.
    pub rust_type: &'static str,
    /// The literal type.
    pub ty: fn() -> flyte_types::idl::core::LiteralType,
    /// `#[flyte(annotation = …)]`.
    pub annotation: Option<fn() -> Struct>,
    /// `#[default(…)]`, as a literal.
    pub default: Option<fn() -> flyte_types::Result<Bytes>>,
    /// Reads a literal as this input does when the task runs, and writes it as its type does: an error when it is no value of
    /// the type.
    pub rewrite: fn(&[u8]) -> flyte_types::Result<Bytes>,
    /// Whether an absent value is fine (`Option`).
    pub optional: fn() -> bool,
    /// `#[flyte(hash = path)]`: the hash of a value of this input.
    pub hash: Option<LiteralHash>,
    /// The files, directories and tables in a value of this input, where its type may hold any.
    pub references: Option<value::Find>,
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
#[derive(Debug, Default)]
pub struct Computed {
    name: OnceLock<String>,
    inputs: OnceLock<Vec<Variable>>,
    outputs: OnceLock<Vec<Variable>>,
    number: OnceLock<u32>,
}

impl Computed {
    /// Nothing computed yet.
    pub const fn new() -> Self {
        Computed {
            name: OnceLock::new(),
            inputs: OnceLock::new(),
            outputs: OnceLock::new(),
            number: OnceLock::new(),
        }
    }
}

impl InputSpec {
    /// The default as a literal, or what is wrong with it; nothing where there is none. The user's code makes it.
    pub(crate) fn default_literal(&self) -> Option<Result<Bytes, String>> {
        Some(match catch(self.default?) {
            Ok(Ok(literal)) => Ok(literal),
            Ok(Err(error)) => Err(format!("can't be a literal: {error}")),
            Err(panic) => Err(panic.to_string()),
        })
    }

    /// A value from outside (the command line, a launch) as this input takes it: a value of its type, in the one form that
    /// its type writes, with the hash that the user's function gives it.
    pub fn accept(&self, literal: &[u8]) -> flyte_types::Result<Bytes> {
        let literal = (self.rewrite)(literal)?;
        match self.hash {
            None => Ok(literal),
            Some(hash) => Ok(wire::with_hash(literal.clone(), &hash(&literal)?)),
        }
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
                .map(|input| {
                    let ty = match input.annotation {
                        None => (input.ty)(),
                        Some(annotation) => super::annotated((input.ty)(), annotation()),
                    };
                    Variable::new(input.name, ty).describe(input.docs)
                })
                .collect()
        })
    }

    /// The output variables, in declaration order.
    pub fn output_variables(&self) -> &[Variable] {
        self.computed.outputs.get_or_init(self.outputs)
    }
}

impl fmt::Debug for InputSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.rust_type)
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
    depot: Option<&'a Depot>,
    elsewhere: Option<&'a Cell<bool>>,
    fetched_for: Option<&'a [Bytes]>,
}

impl fmt::Debug for Inputs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.spec.inputs).finish()
    }
}

impl<'a> Inputs<'a> {
    /// The values of a call. An empty `Bytes` stands for an input that isn't there. What is offloaded in them is
    /// fetched when it is read, which blocks.
    pub fn new(spec: &'static Spec, values: &'a [Bytes]) -> Self {
        Inputs { spec, values, depot: None, elsewhere: None, fetched_for: None }
    }

    /// The same inputs; what is offloaded is fetched as this run does it.
    #[must_use]
    pub fn from_depot(mut self, depot: &'a Depot) -> Self {
        self.depot = Some(depot);
        self
    }

    /// The same inputs, but nothing is fetched: to read what is offloaded is an error, and sets `elsewhere`. Then
    /// [`fetch_inputs`] is what helps.
    #[must_use]
    pub fn without_waiting(mut self, elsewhere: &'a Cell<bool>) -> Self {
        self.elsewhere = Some(elsewhere);
        self
    }

    /// The same inputs, which were fetched for these ([`fetch_inputs`]).
    #[must_use]
    pub fn fetched_for(mut self, values: &'a [Bytes]) -> Self {
        self.fetched_for = Some(values);
        self
    }

    /// The value of the input at `index`.
    pub fn get<T: FlyteType>(&self, index: usize) -> Result<T, Error> {
        let name = || self.spec.inputs[index].name;
        match self.values.get(index) {
            Some(bytes) if !bytes.is_empty() => {
                interface::decode_one(bytes).or_else(|error| {
                    // Decoders refuse what is offloaded, so nothing looks for it where there is none.
                    let whole = self.fetch(index, bytes, error, name())?;
                    interface::decode_one(&whole).map_err(|error| fetched(bytes, error, name()))
                })
            }
            _ => T::absent().ok_or_else(|| Error::msg("this input is missing").input(name())),
        }
    }

    /// A literal that can't be read, with what is offloaded in it; the error again if that is nothing.
    #[cold]
    fn fetch(
        &self,
        index: usize,
        literal: &Bytes,
        error: flyte_types::Error,
        name: &str,
    ) -> Result<Bytes, Error> {
        if !value::has_offloaded(literal) {
            let origin = self.fetched_for.and_then(|values| values.get(index));
            return Err(fetched(origin.map_or(&[], |origin| origin), error, name));
        }
        if let Some(elsewhere) = self.elsewhere {
            elsewhere.set(true);
            return Err(error.into());
        }
        check_declared(self.spec, index, literal)?;
        let filled = match self.depot {
            Some(depot) => depot.blocking_fill(literal),
            None => Depot::reading(Context::current()).blocking_fill(literal),
        };
        filled.map_err(|error| error.reading_input(name))
    }
}

/// The inputs of a call with everything that is offloaded in them fetched.
pub async fn fetch_inputs(
    spec: &'static Spec,
    values: &[Bytes],
    depot: &Depot,
) -> Result<Vec<Bytes>, Error> {
    let mut fetched = Vec::with_capacity(values.len());
    for (index, value) in values.iter().enumerate() {
        fetched.push(match value::has_offloaded(value) {
            true => {
                check_declared(spec, index, value)?;
                let name = spec.inputs.get(index).map_or("", |input| input.name);
                depot.fill(value).await.map_err(|error| error.reading_input(name))?
            }
            false => value.clone(),
        });
    }
    Ok(fetched)
}

/// Whether what is offloaded in the value of an input says that it is of the input's type.
fn check_declared(spec: &'static Spec, index: usize, literal: &[u8]) -> Result<(), Error> {
    let Some(variable) = spec.input_variables().get(index) else { return Ok(()) };
    let checked = value::check_types(literal, &variable.ty);
    checked.map_err(|error| Error::fatal(error).input(&variable.name))
}

/// What is wrong with a value, which was fetched if anything in the literal is offloaded.
#[cold]
fn fetched(literal: &[u8], error: flyte_types::Error, name: &str) -> Error {
    let uri = wire::references(literal).find_map(|link| match link {
        Ok(wire::Link::Offloaded(what)) => Some(what.uri),
        _ => None,
    });
    let error = Error::from(error).input(name);
    match uri {
        Some(uri) => error.context(format!("the value offloaded to {uri}")),
        None => error,
    }
}

/// The future of an asynchronous body.
pub type BodyFuture = Pin<Box<dyn Future<Output = Result<Vec<Bytes>, Error>> + Send + 'static>>;

/// A synchronous function behind literals.
pub type SyncBody = Box<dyn Fn(Inputs<'_>) -> Result<Vec<Bytes>, Error> + Send + Sync>;

/// An asynchronous function behind literals. Inputs are read before the future is made.
pub type AsyncBody = Box<dyn Fn(Inputs<'_>) -> Result<BodyFuture, Error> + Send + Sync>;

/// The user's function behind literals.
pub enum Body {
    /// A synchronous function: runs on a thread of its own kind, may block.
    Sync(SyncBody),
    /// An asynchronous function.
    Async(AsyncBody),
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
    let value = self::returned(returned)?;
    value::blocking_hand_over(value::pending(&value))?;
    value.encode().map_err(|error| Error::from(error).output())
}

/// What a body returned, or its error.
pub fn returned<R: TaskReturn>(returned: R) -> Result<R::Value, Error> {
    returned.into_result().map_err(Error::from_boxed)
}

/// [`finish`], for asynchronous bodies: doesn't block while files are stored.
pub async fn finish_async<O: Outputs>(value: Result<O, Error>) -> Result<Vec<Bytes>, Error> {
    let value = value?;
    if O::HOLDS_REFERENCES {
        value::hand_over(value::pending(&value)).await?;
    }
    value.encode().map_err(|error| Error::from(error).output())
}

/// A task: what its function's signature and attribute say, and its body.
#[derive(Debug)]
pub struct TaskDefinition {
    /// Name, interface, place.
    pub spec: Spec,
    /// Cache, retries, timeout, resources.
    pub options: TaskOptions,
    /// The user's function.
    pub body: Body,
    /// The files, directories and tables in its outputs, where their types may hold any.
    pub references: Option<value::Find>,
}

/// The tasks that have a number, which is their index and one more.
static NUMBERED: RwLock<Vec<&'static TaskDefinition>> = RwLock::new(Vec::new());

impl TaskDefinition {
    /// A number that stands for this task as long as the process lives; never 0.
    pub(crate) fn number(&'static self) -> u32 {
        *self.spec.computed.number.get_or_init(|| {
            let mut numbered = NUMBERED.write().unwrap_or_else(PoisonError::into_inner);
            numbered.push(self);
            u32::try_from(numbered.len()).unwrap_or(u32::MAX)
        })
    }

    /// The task with this number.
    pub(crate) fn numbered(number: u32) -> Option<&'static TaskDefinition> {
        let index = usize::try_from(number.checked_sub(1)?).ok()?;
        NUMBERED.read().unwrap_or_else(PoisonError::into_inner).get(index).copied()
    }

    /// The same task with these options.
    #[must_use]
    pub fn with_options(mut self, options: TaskOptions) -> Self {
        self.options = options;
        self
    }

    /// The same task with these output variables.
    #[must_use]
    pub fn with_outputs(mut self, outputs: fn() -> Vec<Variable>) -> Self {
        self.spec.outputs = outputs;
        self
    }

    /// The same task, its outputs with the hash that the user's function gives them.
    #[must_use]
    pub fn with_output_hash(mut self, hash: LiteralHash) -> Self {
        let hashed = move |outputs: Vec<Bytes>| {
            let each = outputs
                .into_iter()
                .map(|literal| Ok(wire::with_hash(literal.clone(), &hash(&literal)?)));
            each.collect::<flyte_types::Result<Vec<_>>>()
                .map_err(|error| Error::from(error).output())
        };
        self.body = match self.body {
            Body::Sync(body) => Body::Sync(Box::new(move |inputs| hashed(body(inputs)?))),
            Body::Async(body) => Body::Async(Box::new(move |inputs| {
                let running = body(inputs)?;
                Ok(Box::pin(async move { hashed(running.await?) }))
            })),
        };
        self
    }
}

/// Implemented by the type that `#[task]` leaves beside the function: `add::call(1, 2)` is the body itself, and with
/// this trait in scope (the prelude has it) `add::definition()` and `add::interface()` say what Flyte knows.
pub trait Task: Sized + 'static {
    /// What the body returns, without its `Result`.
    type Outputs;

    /// Makes the definition. [`Task::definition`] keeps it.
    #[doc(hidden)]
    fn define() -> TaskDefinition;

    /// The definition: name, interface, options, body. Made on first use.
    fn definition() -> &'static TaskDefinition {
        known::<Self>()
    }

    /// The inputs and outputs.
    fn interface() -> TypedInterface {
        super::typed_interface(&Self::definition().spec)
    }
}

/// The definition of a task type, made once. A static per task would be evaluated by the compiler whenever the user's crate
/// is checked, which costs more than all the rest of a task; a look-up here costs some 20 ns per call of the task's function.
fn known<T: Task>() -> &'static TaskDefinition {
    type Known = RwLock<HashMap<TypeId, &'static TaskDefinition>>;
    static KNOWN: LazyLock<Known> = LazyLock::new(Default::default);

    let id = TypeId::of::<T>();
    let found = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(&id).copied();
    found.unwrap_or_else(|| {
        let made = T::define();
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(id).or_insert_with(|| Box::leak(Box::new(made)))
    })
}
