//! How Python spells what msgpack lacks.

/// Whose spelling of times, durations, keys and raw bytes is written.
///
/// A pydantic model goes through JSON before it becomes msgpack: a time in UTC ends in `Z`, a duration is ISO 8601
/// (`P1DT1.5S`), keys of maps are text, and so are raw bytes. In a dataclass a duration is seconds, and keys and bytes are
/// what they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// flytekit's dataclasses, and everything outside of structs.
    #[default]
    Dataclass,
    /// flytekit's pydantic models.
    Pydantic,
}
