//! Promises: the outputs of calls before there are values.

use std::any::{Any, TypeId};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, Index};
use std::sync::{LazyLock, Mutex, PoisonError};

use flyte_types::{FlyteType, Outputs};

use super::path::{Path, Step};
use super::{build, loose};

/// The output of a call, before there is a value: a node of the graph and a way into its output.
///
/// Inside a `#[workflow]` a promise is what one call hands to the next. It has the fields of its
/// value (`model.accuracy`), lists have an index (`layers[0]`) and `.map(…)`, maps have a key
/// (`table["k"]`). Anywhere else it runs when it is awaited: `add(1, 2).await?`. Awaiting it again runs it
/// again.
///
/// # Memory
///
/// A promise is a few numbers and is copied freely, so what it leads to outlives it. Of calls made outside a workflow are
/// kept:
///
/// - the last 1,024 that were awaited, with at most 64 MiB of their arguments together: another promise of one of
///   these can be awaited too, of an older one that is an error;
/// - those that a task's body makes, on its own thread or future, until its attempt ends;
/// - those that wait to be awaited: less than 400 bytes each, its arguments and settings. One that is made elsewhere than
///   in a task's body and never awaited stays until the process ends.
///
/// The promises of a struct's fields are made once per call and way and kept as long as the process, less than 300 bytes
/// for a small struct.
#[must_use = "a call outside a workflow does nothing until it is awaited"]
pub struct Promise<T: ?Sized> {
    handle: Handle,
    value: PhantomData<fn() -> Box<T>>,
}

/// What a promise is, without its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Handle {
    pub(super) origin: Origin,
    /// Which output, by position.
    pub(super) output: u32,
    /// The way into it.
    pub(super) path: Path,
}

/// Whose output it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Origin {
    /// A call, branch or map of the graph with this number.
    Node { graph: u32, node: u32 },
    /// The results of a map as a list of optionals, which `.min_success_ratio(…)` made of them.
    Optionals { graph: u32, node: u32 },
    /// An input of the graph's workflow (its position is `output`).
    Input { graph: u32 },
    /// The element of a map's body.
    Element { graph: u32, scope: u32 },
    /// A constant of the graph.
    Constant { graph: u32, index: u32 },
    /// A call made outside any graph.
    Loose { call: u32 },
    /// What could not be made: the error is recorded where it happened.
    Nothing,
}

impl Handle {
    pub(super) const NOTHING: Handle =
        Handle { origin: Origin::Nothing, output: 0, path: Path::WHOLE };

    pub(super) fn of(origin: Origin) -> Handle {
        Handle { origin, output: 0, path: Path::WHOLE }
    }

    pub(super) fn nth(self, output: usize) -> Handle {
        Handle { output: u32::try_from(output).expect("fewer than 2^32 outputs"), ..self }
    }
}

impl<T: ?Sized> Promise<T> {
    pub(super) fn from_handle(handle: Handle) -> Self {
        Promise { handle, value: PhantomData }
    }

    pub(super) fn handle(&self) -> Handle {
        self.handle
    }

    fn step<U>(&self, step: Step) -> Promise<U> {
        Promise::from_handle(Handle { path: self.handle.path.join(step), ..self.handle })
    }

    /// This promise after `first`: its call starts only when that of `first` has succeeded, though it
    /// uses none of its data. Several come in an array or a `Vec`, or in a tuple if they are promises of different types:
    /// `z.after([x, y])`.
    #[track_caller]
    pub fn after(self, first: impl Earlier) -> Self {
        let mut calls = Vec::new();
        first.calls(&mut calls);
        // Not in a closure, which would stand for the caller.
        for first in calls {
            build::order(self.handle, first);
        }
        self
    }

    /// This promise, its call with other settings than its task says.
    #[track_caller]
    pub fn with(self, with: super::With) -> Self {
        build::with(self.handle, with);
        self
    }
}

impl<T: FlyteType> Promise<Vec<T>> {
    /// Calls a task for every element: `xs.map(square)`, `xs.map(|x| add(x, b))`. The closure runs once,
    /// with a promise that stands for the element, and may chain several task calls. Promises from
    /// outside that it uses are the same for every element.
    ///
    /// One failed element fails the map, unless [`Promise::min_success_ratio`] says otherwise.
    #[track_caller]
    pub fn map<U: FlyteType, F: FnOnce(Promise<T>) -> Promise<U>>(
        self,
        body: F,
    ) -> Promise<Vec<U>> {
        let list = <Vec<U> as Outputs>::variables();
        Promise::from_handle(build::map(self.handle, list, |element| {
            body(Promise::from_handle(element)).handle
        }))
    }

    /// Runs at most `limit` elements of this map at once.
    #[track_caller]
    pub fn concurrency(self, limit: u32) -> Self {
        build::concurrency(self.handle, limit);
        self
    }

    /// Lets this map succeed when at least this part of its elements does (0 to 1, rounded up to whole
    /// elements); failed elements give `None`. The result is a list of `Option`s, also for 1. Of a task without outputs
    /// an element that succeeded gives `Some(())`; on the platform such a map gives nothing.
    ///
    /// It stands right behind `.map(…)`: a workflow that uses the list as it was before is refused when its
    /// graph is built.
    #[track_caller]
    pub fn min_success_ratio(self, ratio: f64) -> Promise<Vec<Option<T>>> {
        let outputs = <Vec<Option<T>> as Outputs>::variables();
        Promise::from_handle(build::min_success_ratio(self.handle, ratio, outputs))
    }
}

/// What a workflow's statement that drops the optionals of a map is turned into, so that the compiler warns of it.
#[must_use = "the results are a list of optionals from here on: use what `.min_success_ratio(…)` gives"]
pub fn min_success_ratio<T>(optionals: Promise<T>) -> Handle {
    optionals.handle
}

/// A type whose promise has promises of its own: a struct's fields, a tuple's elements.
pub trait HasFields: 'static {
    /// The struct of promises.
    type Promises: Send + Sync + 'static;

    /// The promises of the parts of `whole`.
    fn promises(whole: Promise<Self>) -> Self::Promises;
}

/// The promise of a struct's field, by its name on the wire.
pub fn field<T: ?Sized, U>(whole: &Promise<T>, name: &'static str) -> Promise<U> {
    whole.step(Step::Name(name.into()))
}

/// The promise of what a struct around one value holds, which is the same on the wire.
pub fn inside<T: ?Sized, U>(whole: &Promise<T>) -> Promise<U> {
    Promise::from_handle(whole.handle)
}

/// The promise of one of several outputs.
pub fn output<T: ?Sized, U>(whole: &Promise<T>, index: usize) -> Promise<U> {
    Promise::from_handle(whole.handle.nth(index))
}

impl<T: HasFields> Deref for Promise<T> {
    type Target = T::Promises;

    fn deref(&self) -> &T::Promises {
        kept(self.handle, || T::promises(*self))
    }
}

/// What a call may come after: another call's promise, or several.
#[diagnostic::on_unimplemented(
    message = "a call comes after other calls, and `{Self}` is no promise of one",
    label = "not the promise of a call",
    note = "several come in an array, `z.after([x, y])`, or in a tuple of at most 12 if their types differ"
)]
pub trait Earlier {
    #[doc(hidden)]
    fn calls(self, found: &mut Vec<Handle>);
}

impl<T: ?Sized> Earlier for Promise<T> {
    fn calls(self, found: &mut Vec<Handle>) {
        found.push(self.handle);
    }
}

impl<C: Earlier, const N: usize> Earlier for [C; N] {
    fn calls(self, found: &mut Vec<Handle>) {
        self.into_iter().for_each(|call| call.calls(found));
    }
}

impl<C: Earlier> Earlier for Vec<C> {
    fn calls(self, found: &mut Vec<Handle>) {
        self.into_iter().for_each(|call| call.calls(found));
    }
}

impl<C: Earlier + Copy> Earlier for &[C] {
    fn calls(self, found: &mut Vec<Handle>) {
        self.iter().for_each(|call| call.calls(found));
    }
}

macro_rules! tuple_fields {
    ($(($($name:ident $given:ident $index:tt $var:literal),+))+) => {$(
        impl<$($name: FlyteType),+> HasFields for ($($name,)+) {
            type Promises = ($(Promise<$name>,)+);

            fn promises(whole: Promise<Self>) -> Self::Promises {
                ($(output::<Self, $name>(&whole, $index),)+)
            }
        }

        impl<$($name: Earlier),+> Earlier for ($($name,)+) {
            fn calls(self, found: &mut Vec<Handle>) {
                $(self.$index.calls(found);)+
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($name: FlyteType),+> super::Unpack for Promise<($($name,)+)> {
            type Parts = ($(Promise<$name>,)+);

            fn unpack(self) -> Self::Parts {
                HasFields::promises(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($name),+> super::Unpack for ($($name,)+) {
            type Parts = Self;

            fn unpack(self) -> Self {
                self
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($name),+> super::Unpack for &($($name,)+) {
            type Parts = Self;

            fn unpack(self) -> Self {
                self
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($name),+> super::Unpack for &mut ($($name,)+) {
            type Parts = Self;

            fn unpack(self) -> Self {
                self
            }
        }
    )+};
}

flyte_types::__each_tuple!(tuple_fields);

/// An element of a list.
impl<T: FlyteType> Index<usize> for Promise<Vec<T>> {
    type Output = Promise<T>;

    fn index(&self, index: usize) -> &Promise<T> {
        let element: Promise<T> = self.step(Step::Index(index));
        kept(element.handle, || element)
    }
}

/// The value of a key.
impl<T: FlyteType> Index<&str> for Promise<HashMap<String, T>> {
    type Output = Promise<T>;

    fn index(&self, key: &str) -> &Promise<T> {
        let value: Promise<T> = self.step(Step::Key(key.to_owned()));
        kept(value.handle, || value)
    }
}

/// The value of a key.
impl<T: FlyteType> Index<&str> for Promise<BTreeMap<String, T>> {
    type Output = Promise<T>;

    fn index(&self, key: &str) -> &Promise<T> {
        let value: Promise<T> = self.step(Step::Key(key.to_owned()));
        kept(value.handle, || value)
    }
}

/// The value of a key.
impl<T: FlyteType> Index<&String> for Promise<HashMap<String, T>> {
    type Output = Promise<T>;

    fn index(&self, key: &String) -> &Promise<T> {
        &self[key.as_str()]
    }
}

/// The value of a key.
impl<T: FlyteType> Index<&String> for Promise<BTreeMap<String, T>> {
    type Output = Promise<T>;

    fn index(&self, key: &String) -> &Promise<T> {
        &self[key.as_str()]
    }
}

/// `Deref` and `Index` give references, and a promise that is copied has nowhere to keep what they point
/// to. So each is made once per handle and type, and kept for the life of the process.
fn kept<C: Send + Sync + 'static>(handle: Handle, make: impl FnOnce() -> C) -> &'static C {
    type Kept = Mutex<HashMap<(TypeId, Handle), &'static (dyn Any + Send + Sync)>>;
    static KEPT: LazyLock<Kept> = LazyLock::new(Default::default);

    let key = (TypeId::of::<C>(), handle);
    let lock = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let found = lock().get(&key).copied();
    let any: &'static (dyn Any + Send + Sync) = match found {
        Some(any) => any,
        None => {
            let made = make();
            *lock().entry(key).or_insert_with(|| Box::leak(Box::new(made)))
        }
    };
    any.downcast_ref().expect("the key holds the type")
}

impl<T: ?Sized> Clone for Promise<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Promise<T> {}

impl<T: ?Sized> fmt::Debug for Promise<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.handle.origin {
            Origin::Node { node, .. } | Origin::Optionals { node, .. } => format!("node {node}"),
            Origin::Input { .. } => "input".to_owned(),
            Origin::Element { .. } => "element".to_owned(),
            Origin::Constant { .. } => "constant".to_owned(),
            Origin::Loose { call } => loose::describe(call),
            Origin::Nothing => "nothing".to_owned(),
        };
        write!(f, "Promise({what}, output {}{})", self.handle.output, self.handle.path)
    }
}
