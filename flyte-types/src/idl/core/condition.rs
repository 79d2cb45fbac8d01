//! Conditions: boolean expressions over the inputs of a branch.

use super::{Primitive, Scalar};

/// Two operands compared.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ComparisonExpression {
    #[prost(enumeration = "comparison_expression::Operator", tag = "1")]
    pub operator: i32,
    #[prost(message, optional, tag = "2")]
    pub left_value: Option<Operand>,
    #[prost(message, optional, tag = "3")]
    pub right_value: Option<Operand>,
}

pub mod comparison_expression {
    /// How two operands are compared.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum Operator {
        Eq = 0,
        Neq = 1,
        Gt = 2,
        Gte = 3,
        Lt = 4,
        Lte = 5,
    }
}

/// One side of a comparison.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Operand {
    #[prost(oneof = "operand::Val", tags = "1, 2, 3")]
    pub val: Option<operand::Val>,
}

pub mod operand {
    /// The operand: a constant, or a variable.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Val {
        /// Superseded by `scalar`.
        #[prost(message, tag = "1")]
        Primitive(super::Primitive),
        /// An input of the branch node, by name.
        #[prost(string, tag = "2")]
        Var(String),
        #[prost(message, tag = "3")]
        Scalar(super::Scalar),
    }
}

/// A condition, evaluated by the engine.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct BooleanExpression {
    #[prost(oneof = "boolean_expression::Expr", tags = "1, 2")]
    pub expr: Option<boolean_expression::Expr>,
}

pub mod boolean_expression {
    /// The expression itself.
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Expr {
        #[prost(message, tag = "1")]
        Conjunction(Box<super::ConjunctionExpression>),
        #[prost(message, tag = "2")]
        Comparison(Box<super::ComparisonExpression>),
    }
}

/// Two conditions joined.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ConjunctionExpression {
    #[prost(enumeration = "conjunction_expression::LogicalOperator", tag = "1")]
    pub operator: i32,
    #[prost(message, optional, tag = "2")]
    pub left_expression: Option<BooleanExpression>,
    #[prost(message, optional, tag = "3")]
    pub right_expression: Option<BooleanExpression>,
}

pub mod conjunction_expression {
    /// How two conditions are joined.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
    #[repr(i32)]
    pub enum LogicalOperator {
        And = 0,
        Or = 1,
    }
}
