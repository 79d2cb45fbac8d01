//! Literals as protobuf bytes, read and written without a tree of messages.

/// One step from a value to a part of it. A field and a key are both `string_value` on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// A field of a struct, by its name on the wire.
    Name(std::borrow::Cow<'static, str>),
    /// A key of a map.
    Key(String),
    /// An element of a list, from 0.
    Index(usize),
}
