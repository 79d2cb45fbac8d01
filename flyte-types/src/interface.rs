//! Named inputs and outputs: what a task or workflow takes and gives.

use std::any::Any;
use std::borrow::Cow;

use bytes::Bytes;

use crate::convert::{FlyteType, Handover};
use crate::error::{BoxError, Result};
use crate::idl::core::LiteralType;
use crate::wire;

/// One named input or output.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// The name on the wire.
    pub name: Cow<'static, str>,
    /// The type.
    pub ty: LiteralType,
    /// The description; empty when the user wrote none (on the wire the name stands for it).
    pub description: Cow<'static, str>,
}

impl Variable {
    /// A variable without a description.
    pub fn new(name: impl Into<Cow<'static, str>>, ty: LiteralType) -> Self {
        Variable { name: name.into(), ty, description: Cow::Borrowed("") }
    }

    /// The same variable with a description.
    #[must_use]
    pub fn describe(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.description = text.into();
        self
    }
}

/// How many outputs there are and how they are named.
pub mod shape {
    /// No outputs: `()`.
    #[derive(Debug)]
    pub enum Nothing {}
    /// One value, called `o0`.
    #[derive(Debug)]
    pub enum Single {}
    /// One table, called `o0`. What it holds is compared column by column.
    #[derive(Debug)]
    pub enum Table {}
    /// A tuple, called `o0`, `o1`, ….
    #[derive(Debug)]
    pub enum Tuple {}
    /// A struct with `#[derive(Outputs)]`, called as its fields.
    #[derive(Debug)]
    pub enum Named {}

    /// A shape, and that of lists and the like of it: tables in a list are compared column by column too.
    pub trait Inside {
        /// The shape of what is around it.
        type Around: Inside;
    }

    impl Inside for Nothing {
        type Around = Single;
    }

    impl Inside for Single {
        type Around = Single;
    }

    impl Inside for Table {
        type Around = Table;
    }
}

/// What a task or workflow gives back: nothing, a value, a tuple of values, or a struct with
/// `#[derive(Outputs)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the output of a task or workflow",
    label = "not a type that Flyte can carry",
    note = "return a type with `#[derive(FlyteType)]`, a tuple of such types, or a struct with `#[derive(Outputs)]`"
)]
pub trait Outputs: Sized + Send + 'static {
    /// One of [`shape`].
    type Shape;

    /// The output variables, in declaration order.
    fn variables() -> Vec<Variable>;

    /// Every output as the bytes of a `Literal` message, in the order of [`Outputs::variables`].
    fn encode(&self) -> Result<Vec<Bytes>>;

    /// Whether the outputs may hold files, directories or tables.
    #[doc(hidden)]
    const HOLDS_REFERENCES: bool = false;

    /// Appends the references inside the outputs.
    #[doc(hidden)]
    fn all_references<'a>(&'a self, found: &mut Vec<&'a dyn Handover>) {
        let _ = found;
    }

    /// Reads all outputs, in the order of [`Outputs::variables`].
    fn decode(values: &[Bytes]) -> Result<Self>;
}

/// The value `T`'s literal as bytes.
pub fn encode_one<T: FlyteType>(value: &T) -> Result<Bytes> {
    let mut out = Vec::new();
    value.encode(&mut out)?;
    Ok(out.into())
}

/// Reads one literal from bytes.
pub fn decode_one<T: FlyteType>(bytes: &[u8]) -> Result<T> {
    T::decode(wire::Literal::parse(bytes)?)
}

impl<T: FlyteType> Outputs for T {
    type Shape = T::Shape;

    const HOLDS_REFERENCES: bool = T::HAS_REFERENCES;

    fn all_references<'a>(&'a self, found: &mut Vec<&'a dyn Handover>) {
        T::references(self, found);
    }

    fn variables() -> Vec<Variable> {
        match T::IS_NOTHING {
            true => Vec::new(),
            false => vec![Variable::new("o0", T::literal_type())],
        }
    }

    fn encode(&self) -> Result<Vec<Bytes>> {
        match T::IS_NOTHING {
            true => Ok(Vec::new()),
            false => Ok(vec![encode_one(self)?]),
        }
    }

    fn decode(values: &[Bytes]) -> Result<Self> {
        match (values.first(), T::absent()) {
            (Some(bytes), _) if !bytes.is_empty() => decode_one(bytes),
            (_, Some(absent)) => Ok(absent),
            _ => Err(crate::Error::new("the output `o0` is missing")),
        }
    }
}

macro_rules! tuple_outputs {
    ($(($($name:ident $given:ident $index:tt $var:literal),+))+) => {$(
        impl<$($name: FlyteType),+> Outputs for ($($name,)+) {
            type Shape = shape::Tuple;

            const HOLDS_REFERENCES: bool = false $(|| $name::HAS_REFERENCES)+;

            fn all_references<'a>(&'a self, found: &mut Vec<&'a dyn Handover>) {
                $(self.$index.references(found);)+
            }

            fn variables() -> Vec<Variable> {
                vec![$(Variable::new($var, $name::literal_type())),+]
            }

            fn encode(&self) -> Result<Vec<Bytes>> {
                Ok(vec![$(encode_one(&self.$index)?),+])
            }

            fn decode(values: &[Bytes]) -> Result<Self> {
                Ok(($(match values.get($index) {
                    Some(bytes) => decode_one::<$name>(bytes)?,
                    None => return Err(crate::Error::new(concat!("the output `", $var, "` is missing"))),
                },)+))
            }
        }
    )+};
}

crate::__each_tuple!(tuple_outputs);

/// What the body of a task may return: outputs, or a `Result` of outputs with any error that turns
/// into a boxed one (`std` errors, `anyhow::Error`, `String`, `flyte::Error`).
#[diagnostic::on_unimplemented(
    message = "a task can't return `{Self}`",
    label = "not an output, and not a `Result` of one",
    note = "return `T` or `Result<T, E>`, where `T` derives `FlyteType` or `Outputs`",
    note = "`E` is `flyte::Error`, `anyhow::Error`, `String`, `Box<dyn std::error::Error + Send + Sync>`, or an error of your own that is `Send + Sync`"
)]
pub trait TaskReturn {
    /// The outputs without the `Result`.
    type Value: Outputs;

    /// The outputs, or the error of the body.
    fn into_result(self) -> Result<Self::Value, BoxError>;
}

impl<T: Outputs> TaskReturn for T {
    type Value = T;

    fn into_result(self) -> Result<T, BoxError> {
        Ok(self)
    }
}

impl<T: Outputs, E: Into<BoxError> + 'static> TaskReturn for Result<T, E> {
    type Value = T;

    fn into_result(self) -> Result<T, BoxError> {
        self.map_err(boxed)
    }
}

/// An error in a box, where it can be told what it is: anyhow's own conversion hides that.
#[cold]
fn boxed<E: Into<BoxError> + 'static>(error: E) -> BoxError {
    let mut error = Some(error);
    let any: &mut dyn Any = &mut error;
    if let Some(anyhow) = any.downcast_mut::<Option<anyhow::Error>>().and_then(Option::take) {
        return anyhow.reallocate_into_boxed_dyn_error_without_backtrace();
    }
    error.expect("only an `anyhow::Error` was taken").into()
}
