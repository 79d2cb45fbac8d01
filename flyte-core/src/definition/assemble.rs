//! Definitions from functions: what `#[task]` writes is one call of a function here, by the number of inputs.
//!
//! The macro names the types of the signature once more, each at its own place: there the compiler says what is wrong
//! with one. It does so only where more than one argument has the type, which is what [`Types`] is for.

use std::future::Future;
use std::panic::Location;

use bytes::Bytes;
use flyte_types::{FlyteType, Outputs, TaskReturn};
use prost_types::Struct;

use super::arity::each_number_of_inputs;
use super::task::{
    Body, Computed, InputSpec, Inputs, LiteralHash, SourceLocation, Spec, TaskDefinition, finish,
    finish_async, returned,
};
use super::{TaskOptions, is_optional, rewrite};
use crate::error::Error;
use crate::value;

/// What a signature says of one input in words: its name on the wire, its doc comment, its type as written.
pub type Named = [&'static str; 3];

/// What a signature says of the function in words: `module_path!()`, its name without `r#`, its doc comment.
pub type About = [&'static str; 3];

impl InputSpec {
    /// An input of type `T`.
    pub const fn of<T: FlyteType>([name, docs, rust_type]: Named) -> InputSpec {
        InputSpec {
            name,
            docs,
            rust_type,
            ty: T::literal_type,
            annotation: None,
            default: None,
            rewrite: rewrite::<T>,
            optional: is_optional::<T>,
            hash: None,
            references: value::find::<T>(),
        }
    }

    /// The same input with a default.
    #[must_use]
    pub const fn with_default(mut self, default: fn() -> flyte_types::Result<Bytes>) -> Self {
        self.default = Some(default);
        self
    }

    /// The same input with an annotation of its type.
    #[must_use]
    pub const fn with_annotation(mut self, annotation: fn() -> Struct) -> Self {
        self.annotation = Some(annotation);
        self
    }

    /// The same input with the user's hash of its values.
    #[must_use]
    pub const fn with_hash(mut self, hash: LiteralHash) -> Self {
        self.hash = Some(hash);
        self
    }
}

impl TaskDefinition {
    /// The same task under the name that `name = "…"` says.
    #[must_use]
    pub fn with_name(mut self, name: &'static str) -> Self {
        self.spec.name = Some(name);
        self
    }

    /// The same task, one of its inputs changed.
    #[must_use]
    pub fn with_input(mut self, index: usize, change: fn(InputSpec) -> InputSpec) -> Self {
        let mut inputs = self.spec.inputs.to_vec();
        inputs[index] = change(inputs[index]);
        self.spec.inputs = inputs.leak();
        self
    }
}

/// A definition from all its parts. The function stands where this is called: the macro gives the call the place of the
/// function's name.
#[track_caller]
fn assemble<R: Outputs>(about: About, inputs: Vec<InputSpec>, body: Body) -> TaskDefinition {
    let [module, function, docs] = about;
    let place = Location::caller();
    TaskDefinition {
        spec: Spec {
            module,
            function,
            name: None,
            docs,
            location: SourceLocation { file: place.file(), line: place.line() },
            // A definition is made once and kept for ever.
            inputs: inputs.leak(),
            outputs: R::variables,
            computed: Computed::new(),
        },
        options: TaskOptions::DEFAULT,
        body,
        references: value::find::<R>(),
    }
}

/// A definition whose body takes its inputs by itself: for more inputs than there are functions below.
#[track_caller]
pub fn sync_many<R: TaskReturn + 'static>(
    about: About,
    inputs: Vec<InputSpec>,
    body: fn(Inputs<'_>) -> Result<R, Error>,
) -> TaskDefinition {
    assemble::<R::Value>(about, inputs, Body::Sync(Box::new(move |inputs| finish(body(inputs)?))))
}

/// [`sync_many`] for an asynchronous body.
#[track_caller]
pub fn async_many<F>(
    about: About,
    inputs: Vec<InputSpec>,
    body: impl Fn(Inputs<'_>) -> Result<F, Error> + Send + Sync + 'static,
) -> TaskDefinition
where
    F: Future<Output: TaskReturn> + Send + 'static,
{
    let body = move |inputs: Inputs<'_>| {
        let running = body(inputs)?;
        Ok(Box::pin(async move { finish_async(returned(running.await)).await })
            as super::BodyFuture)
    };
    assemble::<<F::Output as TaskReturn>::Value>(about, inputs, Body::Async(Box::new(body)))
}

/// The words of a signature stand in one row, which the compiler is through with sooner than with rows in rows: three
/// of the function ([`About`]) and three of each input ([`Named`]).
fn three(words: &[&'static str], index: usize) -> [&'static str; 3] {
    [words[3 * index], words[3 * index + 1], words[3 * index + 2]]
}

/// What a function takes and gives.
pub type Types<Function> = [Function; 0];

macro_rules! definitions {
    ($($count:literal $call:ident $sync:ident $asynchronous:ident ($($ty:ident $given:ident $index:literal),*);)+) => {$(
        /// The definition of a synchronous function.
        #[track_caller]
        pub fn $sync<Returned: TaskReturn + 'static, $($ty: FlyteType),*>(
            words: [&'static str; 3 + 3 * $count],
            body: fn($($ty),*) -> Returned,
            _types: Types<fn($($ty),*) -> Returned>,
        ) -> TaskDefinition {
            let inputs = vec![$(InputSpec::of::<$ty>(three(&words, $index + 1))),*];
            let body = move |_values: Inputs<'_>| finish(body($(_values.get::<$ty>($index)?),*));
            assemble::<Returned::Value>(three(&words, 0), inputs, Body::Sync(Box::new(body)))
        }

        /// The definition of an asynchronous function.
        #[track_caller]
        pub fn $asynchronous<Returned: TaskReturn, $($ty: FlyteType,)* Running>(
            words: [&'static str; 3 + 3 * $count],
            body: fn($($ty),*) -> Running,
            _types: Types<fn($($ty),*) -> Returned>,
        ) -> TaskDefinition
        where
            Running: Future<Output = Returned> + Send + 'static,
        {
            let inputs = vec![$(InputSpec::of::<$ty>(three(&words, $index + 1))),*];
            async_many(three(&words, 0), inputs, move |_values| Ok(body($(_values.get::<$ty>($index)?),*)))
        }
    )+};
}

each_number_of_inputs!(definitions);
