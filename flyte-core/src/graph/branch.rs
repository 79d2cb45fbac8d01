//! Branches and their conditions.

use flyte_types::interface::Variable;

use super::binding::Reference;
use super::node::ScopeId;

/// `if condition { then } else { otherwise }` on promises. `else if` is a branch in the other arm.
#[derive(Debug)]
pub struct Branch {
    /// What decides.
    pub condition: Condition,
    /// The arm taken when the condition holds.
    pub then: ScopeId,
    /// The other arm.
    pub otherwise: ScopeId,
    /// What both arms give.
    pub outputs: Vec<Variable>,
}

/// A condition over promises. `!` is already pushed down to the comparisons (Flyte has no "not").
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// A comparison.
    Compare(Comparison, Operand, Operand),
    /// Both hold. Both sides are always evaluated.
    And(Box<Condition>, Box<Condition>),
    /// One holds. Both sides are always evaluated.
    Or(Box<Condition>, Box<Condition>),
}

/// An operator, as `flyteidl.core.ComparisonExpression` has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `<`
    Lt,
    /// `<=`
    Le,
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// A promise of a scalar.
    Promise(Reference),
    /// A constant: the bytes of a `Literal` message that holds a primitive.
    Literal(bytes::Bytes),
}

impl Condition {
    /// Calls `visit` for every promise in it.
    pub fn for_each_reference(&self, visit: &mut dyn FnMut(&Reference)) {
        match self {
            Condition::Compare(_, left, right) => {
                for side in [left, right] {
                    if let Operand::Promise(reference) = side {
                        visit(reference);
                    }
                }
            }
            Condition::And(left, right) | Condition::Or(left, right) => {
                left.for_each_reference(visit);
                right.for_each_reference(visit);
            }
        }
    }
}
