//! Values as they are written down: text without `.to_owned()`, a value where an optional is wanted, lists and maps of
//! promises. In calls ([`Arg`]), in [`promise()`], in defaults ([`DefaultValue`]) and in the promises of outputs
//! ([`OutputValue`]).
//!
//! The compiler infers what a literal is as long as one impl fits it. So no impl here takes an `Option` other than the
//! value itself (`opt(None)`), and what is not a list of promises or text is one of values (`promise(vec![5])`).

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use flyte_types::FlyteType;
use flyte_types::interface::encode_one;

use super::argument::{Arg, Argument, map};
use super::build;
use super::promise::Promise;
use crate::value::Plain;

fn constant<T: FlyteType>(value: &T) -> Argument {
    Argument::Constant(encode_one(value))
}

fn list<T>(items: Vec<Promise<T>>) -> Argument {
    Argument::List(items.iter().map(|item| Argument::Promise(item.handle())).collect())
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[diagnostic::do_not_recommend]
impl<T: Plain, Default> Arg<Option<T>, Default> for T {
    fn argument(self) -> Argument {
        constant(&Some(self))
    }
}

macro_rules! arguments {
    ($(impl <$($parameter:ident),*> $wanted:ty: $given:ty, $value:ident => $argument:expr;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<Default, $($parameter: Plain),*> Arg<$wanted, Default> for $given {
            fn argument(self) -> Argument {
                let $value = self;
                $argument
            }
        }
    )+};
}

arguments! {
    impl<> String: &str, text => constant(&text.to_owned());
    impl<> Option<String>: &str, text => constant(&Some(text.to_owned()));
    impl<> Vec<String>: Vec<&str>, texts => constant(&owned(&texts));
    impl<> Option<Vec<String>>: Vec<&str>, texts => constant(&Some(owned(&texts)));
    impl<T> Vec<T>: Vec<Promise<T>>, items => list(items);
    impl<T> Option<Vec<T>>: Vec<Promise<T>>, items => list(items);
    impl<T> Vec<Option<T>>: Vec<Promise<T>>, items => list(items);
}

/// Maps with keys or values that are no `String`s yet, and maps of promises.
macro_rules! maps {
    ($($map:ident)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Plain, Default> Arg<$map<String, T>, Default> for $map<String, Promise<T>> {
            fn argument(self) -> Argument {
                map(self.into_iter().map(|(key, item)| (key, Argument::Promise(item.handle()))))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: Plain, Default> Arg<Option<$map<String, T>>, Default> for $map<String, Promise<T>> {
            fn argument(self) -> Argument {
                Arg::<$map<String, T>>::argument(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: Plain, Default> Arg<$map<String, T>, Default> for $map<&str, Promise<T>> {
            fn argument(self) -> Argument {
                map(self.into_iter().map(|(key, item)| (key.to_owned(), Argument::Promise(item.handle()))))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: Plain, Default> Arg<$map<String, T>, Default> for $map<&str, T> {
            fn argument(self) -> Argument {
                constant(&self.into_iter().map(|(key, item)| (key.to_owned(), item)).collect::<$map<_, _>>())
            }
        }

        #[diagnostic::do_not_recommend]
        impl<Default> Arg<$map<String, String>, Default> for $map<&str, &str> {
            fn argument(self) -> Argument {
                let owned = self.into_iter().map(|(key, item)| (key.to_owned(), item.to_owned()));
                constant(&owned.collect::<$map<_, _>>())
            }
        }

        #[diagnostic::do_not_recommend]
        impl<Default> Arg<$map<String, String>, Default> for $map<String, &str> {
            fn argument(self) -> Argument {
                let owned = self.into_iter().map(|(key, item)| (key, item.to_owned()));
                constant(&owned.collect::<$map<_, _>>())
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: Plain> PromiseValue<$map<String, T>> for $map<String, Promise<T>> {
            fn argument(self) -> Argument {
                Arg::<$map<String, T>>::argument(self)
            }
        }
    )+};
}

maps!(HashMap BTreeMap);

/// What [`promise()`] makes a promise of `T` of: a value, text, or a list or map of promises. A promise stays what it is.
#[diagnostic::on_unimplemented(
    message = "`promise(…)` makes a promise of a value, and `{Self}` is none that Flyte can carry",
    label = "no value of `{T}`",
    note = "it takes a value with `#[derive(FlyteType)]`, text, and a list or map of promises"
)]
pub trait PromiseValue<T> {
    /// What was given.
    fn argument(self) -> Argument;
}

#[diagnostic::do_not_recommend]
impl<T: FlyteType> PromiseValue<T> for T {
    fn argument(self) -> Argument {
        constant(&self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Plain> PromiseValue<T> for Promise<T> {
    fn argument(self) -> Argument {
        Argument::Promise(self.handle())
    }
}

#[diagnostic::do_not_recommend]
impl PromiseValue<String> for &str {
    fn argument(self) -> Argument {
        constant(&self.to_owned())
    }
}

#[diagnostic::do_not_recommend]
impl PromiseValue<Vec<String>> for Vec<&str> {
    fn argument(self) -> Argument {
        constant(&owned(&self))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Plain> PromiseValue<Vec<T>> for Vec<Promise<T>> {
    fn argument(self) -> Argument {
        list(self)
    }
}

/// A value as a promise, for where a promise is needed: `vec![square(a), promise(3)]`, an arm that gives `promise("none")`.
/// A list or map of promises becomes the promise of a list or map: `promise(vec![square(a), square(b)]).map(square)`.
#[track_caller]
pub fn promise<T: FlyteType>(value: impl PromiseValue<T>) -> Promise<T> {
    Promise::from_handle(build::value(value.argument()))
}

/// What may stand for a field of the promises of outputs, of type `Field`: the promise, or a value for it.
#[diagnostic::on_unimplemented(
    message = "this output is `{Field}`, but `{Self}` was given",
    label = "expected `{Field}`, or a value for it"
)]
pub trait OutputValue<Field> {
    #[doc(hidden)]
    fn output_value(self) -> Field;
}

/// A field of `SplitPromises { … }`, as written in a workflow.
#[track_caller]
pub fn output_value<Field, V: OutputValue<Field>>(value: V) -> Field {
    value.output_value()
}

#[diagnostic::do_not_recommend]
impl<T> OutputValue<T> for T {
    fn output_value(self) -> T {
        self
    }
}

macro_rules! output_values {
    ($(impl <$($parameter:ident: $bound:ident),*> $wanted:ty: $given:ty;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($parameter: $bound),*> OutputValue<Promise<$wanted>> for $given {
            #[track_caller]
            fn output_value(self) -> Promise<$wanted> {
                Promise::from_handle(build::value(Arg::<$wanted>::argument(self)))
            }
        }
    )+};
}

output_values! {
    impl<T: FlyteType> T: T;
    impl<> String: &str;
    impl<> Option<String>: &str;
    impl<> Vec<String>: Vec<&str>;
    impl<T: Plain> Option<T>: T;
    impl<T: Plain> Vec<T>: Vec<Promise<T>>;
    impl<T: Plain> Option<T>: Promise<T>;
}

/// What `#[default(…)]` may hold for an input of type `T`: a value, `&str` for a `String`, either for an optional.
#[diagnostic::on_unimplemented(
    message = "the default of this input must be `{T}`, but is `{Self}`",
    label = "expected `{T}`",
    note = "a whole float is written `1.0`, an optional as its value, `Some(…)` or `None`"
)]
pub trait DefaultValue<T> {
    /// The value.
    fn value(self) -> T;
}

#[diagnostic::do_not_recommend]
impl<T: FlyteType> DefaultValue<T> for T {
    fn value(self) -> T {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: Plain> DefaultValue<Option<T>> for T {
    fn value(self) -> Option<T> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl DefaultValue<String> for &str {
    fn value(self) -> String {
        self.to_owned()
    }
}

#[diagnostic::do_not_recommend]
impl DefaultValue<Option<String>> for &str {
    fn value(self) -> Option<String> {
        Some(self.to_owned())
    }
}

/// A default as a literal.
pub fn encode_default<T: FlyteType, D: DefaultValue<T>>(default: D) -> flyte_types::Result<Bytes> {
    encode_one(&default.value())
}

/// A default that says no type of its own, as `"x".into()`: the input's type decides.
pub fn encode_inferred_default<T: FlyteType>(default: T) -> flyte_types::Result<Bytes> {
    encode_one(&default)
}
