//! Promises of tables: given for other tables, if their rows can be read as the other's.
//!
//! `Promise<T>` is an [`Arg<T>`](Arg) only for plain `T`, which tables are not. What takes its place is [`TableArg`], in
//! signatures in which the macro sees a table, and [`Arg`] where a table hides behind another name. Both take the same,
//! and of the mistakes of both the compiler tells the very column.

use std::collections::{BTreeMap, HashMap};

use flyte_types::FlyteType;
use flyte_types::columns::{ReadFrom, Table};
use flyte_types::interface::shape;

use super::argument::{self, Arg, Argument, ReturnArg};
use super::default::{HasDefault, Mandatory, UseDefault, WithDefault};
use super::promise::Promise;
use crate::value::{Format, ReadFormat, StructuredDataset};

/// What may be given for an input of type `T`, where that is a table or made of tables: what may be given for other
/// inputs, and promises of tables of other rows, if those have all columns that are read.
#[diagnostic::on_unimplemented(
    message = "this input is `{T}`, but `{Self}` was given",
    label = "expected `{T}` or `Promise<{T}>`"
)]
pub trait TableArg<T, Default = Mandatory> {
    /// What was given.
    fn table_argument(self) -> Argument;
}

// Once, and for a type parameter: the compiler doesn't list that among what could be given.
impl<G: Given, T: Accepts<G::Value>, Default> TableArg<T, Default> for G {
    fn table_argument(self) -> Argument {
        self.given()
    }
}

#[diagnostic::do_not_recommend]
impl<T: FlyteType> TableArg<T, WithDefault> for UseDefault {
    fn table_argument(self) -> Argument {
        Argument::Default
    }
}

impl<T: HasDefault> TableArg<T, Mandatory> for UseDefault {
    fn table_argument(self) -> Argument {
        Argument::Default
    }
}

/// What was given for an input of type `T` with tables in it.
pub fn bind_table<T: FlyteType, A: TableArg<T>>(given: A) -> Argument {
    given.table_argument()
}

/// What was given for an input of type `T` with tables in it that has a default.
pub fn bind_table_or_default<T: FlyteType, A: TableArg<T, WithDefault>>(given: A) -> Argument {
    given.table_argument()
}

/// A promise, or a collection of promises.
pub trait Given {
    /// The type of the value.
    type Value;

    /// What is given.
    fn given(self) -> Argument;
}

#[diagnostic::do_not_recommend]
impl<T> Given for Promise<T> {
    type Value = T;

    fn given(self) -> Argument {
        Argument::Promise(self.handle())
    }
}

#[diagnostic::do_not_recommend]
impl<G: Given> Given for Vec<G> {
    type Value = Vec<G::Value>;

    fn given(self) -> Argument {
        Argument::List(self.into_iter().map(Given::given).collect())
    }
}

#[diagnostic::do_not_recommend]
impl<G: Given> Given for Keyed<G> {
    type Value = Keyed<G::Value>;

    fn given(self) -> Argument {
        argument::map(self.into_iter().map(|(key, item)| (key, item.given())))
    }
}

#[diagnostic::do_not_recommend]
impl<G: Given> Given for Hashed<G> {
    type Value = Hashed<G::Value>;

    fn given(self) -> Argument {
        argument::map(self.into_iter().map(|(key, item)| (key, item.given())))
    }
}

/// Whether a value of type `From` may be given where this type is wanted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is wanted here, but `{From}` was given",
    label = "expected `{Self}` or `Promise<{Self}>`"
)]
pub trait Accepts<From> {}

impl<A, B: ReadFrom<A>, F, G: ReadFormat<F>> Accepts<One<A, F>> for One<B, G> {}
impl<A, B: ReadFrom<A>, F, G: ReadFormat<F>> Accepts<One<A, F>> for Option<One<B, G>> {}
impl<A, B: Accepts<A>> Accepts<Vec<A>> for Vec<B> {}
impl<A, B: Accepts<A>> Accepts<Vec<A>> for Option<Vec<B>> {}
impl<A, B: Accepts<A>> Accepts<Keyed<A>> for Keyed<B> {}
impl<A, B: Accepts<A>> Accepts<Keyed<A>> for Option<Keyed<B>> {}
impl<A, B: Accepts<A>> Accepts<Hashed<A>> for Hashed<B> {}
impl<A, B: Accepts<A>> Accepts<Hashed<A>> for Option<Hashed<B>> {}
impl<A, B: Accepts<A>> Accepts<Option<A>> for Option<B> {}

/// The end of a workflow that gives a table, or a collection of tables.
impl<R: FlyteType + Accepts<G::Value>, G: Given> ReturnArg<R, shape::Table> for G {
    fn arguments(self) -> Vec<Argument> {
        vec![self.given()]
    }
}

impl<Row: Table, F: Format> Promise<One<Row, F>> {
    /// The same table, read as other rows: fewer columns, in any order. For where two tables must have the same type,
    /// as the arms of an `if`.
    pub fn read_as<B: Table + ReadFrom<Row>>(self) -> Promise<One<B, F>> {
        Promise::from_handle(self.handle())
    }
}

type One<Row, Format> = StructuredDataset<Row, Format>;
type Keyed<T> = BTreeMap<String, T>;
type Hashed<T> = HashMap<String, T>;

/// Tables and collections of collections of them, as values and behind other names. What is given for an [`Arg`] is a
/// type parameter, for the compiler lists it neither among what could be given; for the rest see [`TableArg`].
macro_rules! values {
    ($($value:ty)+) => {$(
        impl<G: Given, R: Table, F: Format, Default> Arg<$value, Default> for G
        where
            $value: Accepts<G::Value>,
        {
            fn argument(self) -> Argument {
                self.given()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<R: Table, F: Format, Default> TableArg<$value, Default> for $value {
            fn table_argument(self) -> Argument {
                Arg::<Self>::argument(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<R: Table, F: Format> ReturnArg<$value, shape::Table> for $value {
            fn arguments(self) -> Vec<Argument> {
                vec![Arg::<Self>::argument(self)]
            }
        }
    )+};
}

#[diagnostic::do_not_recommend]
impl<R: Table, F: Format, Default> Arg<Option<One<R, F>>, Default> for One<R, F> {
    fn argument(self) -> Argument {
        Arg::<Option<Self>>::argument(Some(self))
    }
}

#[diagnostic::do_not_recommend]
impl<R: Table, F: Format, Default> TableArg<Option<One<R, F>>, Default> for One<R, F> {
    fn table_argument(self) -> Argument {
        Arg::<Option<Self>>::argument(self)
    }
}

values! {
    One<R, F> Option<One<R, F>> Vec<One<R, F>> Keyed<One<R, F>> Hashed<One<R, F>>
    Vec<Option<One<R, F>>> Vec<Vec<One<R, F>>> Vec<Keyed<One<R, F>>> Vec<Hashed<One<R, F>>>
    Option<Vec<One<R, F>>> Option<Keyed<One<R, F>>> Option<Hashed<One<R, F>>>
    Keyed<Option<One<R, F>>> Keyed<Vec<One<R, F>>> Keyed<Keyed<One<R, F>>>
    Hashed<Option<One<R, F>>> Hashed<Vec<One<R, F>>> Hashed<Hashed<One<R, F>>>
}
