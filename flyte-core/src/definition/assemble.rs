//! Definitions from functions: what `#[task]` writes is one call of a function here, by the number of inputs.
//!
//! The types come from the function itself, so the macro names none of them again; every token that it writes is
//! checked anew in the user's crate, for every task.

use std::future::Future;
use std::panic::Location;

use bytes::Bytes;
use flyte_types::{FlyteType, Outputs, TaskReturn};
use prost_types::Struct;

use super::task::{
    Body, Computed, InputSpec, Inputs, LiteralHash, SourceLocation, Spec, TaskDefinition, finish,
};
use super::{TaskOptions, check, is_optional};
use crate::error::Error;

/// What a function's signature says in words.
#[derive(Clone, Copy)]
pub struct About {
    module: &'static str,
    function: &'static str,
    name: Option<&'static str>,
    docs: &'static str,
}

impl About {
    /// `module_path!()`, the function's name without `r#`, and its doc comment.
    pub const fn new(module: &'static str, function: &'static str, docs: &'static str) -> Self {
        About { module, function, name: None, docs }
    }

    /// `name = "…"`.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        self.name = Some(name);
        self
    }
}

/// What a signature says of one input, but for its type.
#[derive(Clone, Copy)]
pub struct Named {
    /// The name on the wire.
    pub name: &'static str,
    /// The doc comment.
    pub docs: &'static str,
    /// The Rust type as written.
    pub rust_type: &'static str,
    /// `#[default(…)]`, as a literal.
    pub default: Option<fn() -> flyte_types::Result<Bytes>>,
    /// `#[flyte(annotation = …)]`.
    pub annotation: Option<fn() -> Struct>,
    /// `#[flyte(hash = path)]`.
    pub hash: Option<LiteralHash>,
}

impl Named {
    /// An input with a name and a type, and nothing else.
    pub const fn new(name: &'static str, docs: &'static str, rust_type: &'static str) -> Self {
        Named { name, docs, rust_type, default: None, annotation: None, hash: None }
    }

    /// The specification of this input, whose type is `T`.
    pub const fn of<T: FlyteType>(self) -> InputSpec {
        let Named { name, docs, rust_type, default, annotation, hash } = self;
        InputSpec {
            name,
            docs,
            rust_type,
            ty: T::literal_type,
            annotation,
            default,
            check: check::<T>,
            optional: is_optional::<T>,
            hash,
        }
    }
}

/// A definition from all its parts. The function stands where this is called: the macro gives the call the place of the
/// function's name.
#[track_caller]
fn assemble<R: Outputs>(about: About, inputs: Vec<InputSpec>, body: Body) -> TaskDefinition {
    let About { module, function, name, docs } = about;
    let place = Location::caller();
    TaskDefinition {
        spec: Spec {
            module,
            function,
            name,
            docs,
            location: SourceLocation { file: place.file(), line: place.line() },
            // A definition is made once and kept for ever.
            inputs: inputs.leak(),
            outputs: R::variables,
            computed: Computed::new(),
        },
        options: TaskOptions::DEFAULT,
        body,
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
        Ok(Box::pin(async move { finish(running.await) }) as super::BodyFuture)
    };
    assemble::<<F::Output as TaskReturn>::Value>(about, inputs, Body::Async(Box::new(body)))
}

macro_rules! by_number_of_inputs {
    ($($sync:ident $asynchronous:ident $count:literal ($($ty:ident $index:literal),*);)+) => {$(
        /// The definition of a synchronous function.
        #[track_caller]
        pub fn $sync<Returned: TaskReturn + 'static, $($ty: FlyteType),*>(
            about: About,
            _inputs: [Named; $count],
            body: fn($($ty),*) -> Returned,
        ) -> TaskDefinition {
            let inputs = vec![$(_inputs[$index].of::<$ty>()),*];
            let body = move |_values: Inputs<'_>| finish(body($(_values.get::<$ty>($index)?),*));
            assemble::<Returned::Value>(about, inputs, Body::Sync(Box::new(body)))
        }

        /// The definition of an asynchronous function.
        #[track_caller]
        pub fn $asynchronous<Running, $($ty: FlyteType),*>(
            about: About,
            _inputs: [Named; $count],
            body: fn($($ty),*) -> Running,
        ) -> TaskDefinition
        where
            Running: Future<Output: TaskReturn> + Send + 'static,
        {
            let inputs = vec![$(_inputs[$index].of::<$ty>()),*];
            async_many(about, inputs, move |_values| Ok(body($(_values.get::<$ty>($index)?),*)))
        }
    )+};
}

by_number_of_inputs! {
    sync0 async0 0 ();
    sync1 async1 1 (A 0);
    sync2 async2 2 (A 0, B 1);
    sync3 async3 3 (A 0, B 1, C 2);
    sync4 async4 4 (A 0, B 1, C 2, D 3);
    sync5 async5 5 (A 0, B 1, C 2, D 3, E 4);
    sync6 async6 6 (A 0, B 1, C 2, D 3, E 4, F 5);
    sync7 async7 7 (A 0, B 1, C 2, D 3, E 4, F 5, G 6);
    sync8 async8 8 (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
}
