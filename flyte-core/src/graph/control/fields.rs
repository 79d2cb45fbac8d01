//! Where values are wanted and only promises are there: fields of struct literals, and a workflow's body.

use super::super::promise::Promise;

/// What is given for a field of type `T` in a struct literal: a value of that type.
#[diagnostic::on_unimplemented(
    message = "this field is `{T}`, but `{Self}` was given",
    label = "expected `{T}`"
)]
pub trait FieldValue<T> {
    #[doc(hidden)]
    fn value(self) -> T;
}

#[diagnostic::do_not_recommend]
impl<T> FieldValue<T> for T {
    fn value(self) -> T {
        self
    }
}

/// Never implemented: a struct of values is made where there are values. On the field's type, which the compiler learns
/// last: until then either impl may be meant.
#[diagnostic::on_unimplemented(
    message = "this field is `{Self}`, but its promise was given: a struct can't be put together while the graph is built",
    label = "a promise",
    note = "make the struct in a task that takes its fields: `#[task] fn model(accuracy: f64, name: String) -> Model {{ Model {{ accuracy, name }} }}`",
    note = "a workflow with several outputs (`#[derive(Outputs)]`) ends in the struct of promises that the derive writes: `SplitPromises {{ train, test }}`"
)]
pub trait PromisedField {}

impl<T: PromisedField, U> FieldValue<T> for Promise<U> {
    fn value(self) -> T {
        unreachable!("nothing is a `PromisedField`")
    }
}

/// What is given for a field of a struct literal.
pub fn field_value<V: FieldValue<T>, T>(value: V) -> T {
    value.value()
}

/// Never implemented: a workflow's body makes a graph.
#[diagnostic::on_unimplemented(
    message = "a workflow has no body that could be called: it makes a graph, and only running that gives values",
    label = "only a task has `call`",
    note = "in another workflow, call it like a task: `pipeline(n)`",
    note = "anywhere else, and in a test, `.await` the call: `pipeline(3).await?`"
)]
pub trait Callable {}

/// Never implemented: a struct with `#[derive(Outputs)]` names several values.
#[diagnostic::on_unimplemented(
    message = "a struct with `#[derive(Outputs)]` names the outputs of a task or workflow, and is no value that could travel by itself",
    label = "has several outputs",
    note = "to hand it on as one value, derive `FlyteType` in place of `Outputs`: it may be an input, a field and an output",
    note = "or take its fields as inputs of their own, `fn sizes(train: i64, test: i64)`, and hand on the fields of its promise: `sizes(parts.train, parts.test)`"
)]
pub trait OneValue {}
