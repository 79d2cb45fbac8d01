//! What is compared: messages and enumerations by their path in `flyte_types::idl`, with their
//! fields and values by the name they have in Rust.

use std::collections::BTreeMap;

#[derive(Default)]
pub struct Idl {
    pub messages: BTreeMap<String, Message>,
    pub enums: BTreeMap<String, Values>,
}

pub type Message = BTreeMap<String, Field>;
pub type Values = BTreeMap<String, i32>;

/// A field by all that counts on the wire. The members of a oneof are fields of their message.
#[derive(Debug, PartialEq)]
pub struct Field {
    pub number: u32,
    pub ty: Ty,
    pub label: Label,
    pub oneof: Option<Oneof>,
}

#[derive(Debug, PartialEq)]
pub enum Ty {
    /// By its protobuf name, which also tells the encoding.
    Scalar(String),
    Message(String),
    Enum(String),
    Map(String, Box<Ty>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Label {
    /// A scalar without presence, or the member of a oneof.
    Plain,
    /// A message, which may be absent.
    Optional,
    Repeated,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Oneof {
    /// The field of the message.
    pub field: String,
    /// The Rust enum.
    pub path: String,
}
