//! Types of your own.
//!
//! Most types need no more than `#[derive(FlyteType)]`: a struct, an enum, a struct around one value
//! (`struct Celsius(f64)`, which travels as a float). Two traits are for the others:
//!
//! - [`Via`], by value: the type travels as another that Flyte carries, such as text.
//! - [`Storable`], by reference: the value is written to a file in the store, and a [`Stored`] value travels, read only
//!   where somebody wants it. For what is large: an image, a model, an index.
//!
//! A type of another crate can't be given these traits, as Rust goes: put it in a struct of your own,
//! `struct Link(url::Url)`.

use std::fmt;
use std::io::{BufRead, Seek, Write};
use std::sync::Arc;

use flyte_types::contents::{Levels, StoredData};
use flyte_types::idl::core::LiteralType;
use flyte_types::interface::shape;
use flyte_types::msgpack::{Dialect, Kind, Packer, Unpacker};
use flyte_types::{FlyteType, Handover, wire};
use tokio::sync::OnceCell;

use super::file::FlyteFile;
use super::format::{self, Format};
use super::made::{self, Made};
use super::plain::Plain;
use super::reference::{Reference, Source};
use crate::error::Result;
use crate::storage::wait;

// What may stand in a struct and in a row. Errors name these two by their shortest public way, which is this.
pub use flyte_types::Field;
pub use flyte_types::columns::Cell;

/// A type that travels as another, by value. Together with `#[derive(FlyteType)]` and `#[flyte(via)]`.
///
/// ```
/// use flyte_core::value::custom::Via;
/// use flyte_core::{Error, Result};
///
/// #[derive(Debug, PartialEq)]
/// // #[derive(FlyteType)]
/// // #[flyte(via)]
/// struct Color {
///     red: u8,
///     green: u8,
///     blue: u8,
/// }
///
/// impl Via for Color {
///     type Repr = String;
///
///     fn to_repr(&self) -> Result<String> {
///         Ok(format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue))
///     }
///
///     fn from_repr(text: String) -> Result<Color> {
///         let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
///         let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
///         let [_, red, green, blue] = number
///             .ok_or_else(|| Error::fatal(format!("`{text}` is no color: write `#ff8800`")))?
///             .to_be_bytes();
///         Ok(Color { red, green, blue })
///     }
/// }
///
/// let orange = Color { red: 255, green: 136, blue: 0 };
/// assert_eq!(Color::from_repr(orange.to_repr()?)?, orange);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` doesn't say what it travels as",
    label = "`flyte::custom::Via` is missing",
    note = "write `impl flyte::custom::Via for {Self}` with `type Repr = …`, a type that Flyte carries, such as `String`"
)]
pub trait Via: Sized + Send + Sync + 'static {
    /// What travels. It can't hold files.
    type Repr: FlyteType;

    /// What stands for this value.
    fn to_repr(&self) -> Result<Self::Repr>;

    /// The value that this stands for. An error fails the task that reads it, with the input's name.
    fn from_repr(repr: Self::Repr) -> Result<Self>;
}

#[doc(hidden)]
pub fn repr<T: Via>(value: &T) -> flyte_types::Result<T::Repr> {
    value.to_repr().map_err(|error| flyte_types::Error::new(error.message()))
}

#[doc(hidden)]
pub fn from_repr<T: Via>(repr: T::Repr) -> flyte_types::Result<T> {
    T::from_repr(repr).map_err(|error| flyte_types::Error::new(error.message()))
}

/// A type whose values are files: what [`Stored`] needs to know.
#[diagnostic::on_unimplemented(
    message = "`{Self}` doesn't say how it is stored",
    label = "`flyte::custom::Storable` is missing",
    note = "write `impl flyte::custom::Storable for {Self}` with how it is written and read"
)]
pub trait Storable: Sized + Send + Sync + 'static {
    /// The format of the file.
    type Format: Format;

    /// The name of the file, `value` and the format's ending unless you say otherwise.
    fn name(&self) -> String {
        match format::name::<Self::Format>() {
            "" => "value".to_owned(),
            ending => format!("value.{ending}"),
        }
    }

    /// Writes the value, straight into the store. This may block; it has a thread of its own.
    fn write(&self, to: impl Write) -> Result<()>;

    /// Reads a value, straight from the store: no more of it than is asked for. This may block as well.
    fn read(from: impl BufRead + Seek) -> Result<Self>;
}

/// A value of your own that travels as a reference to a file, a [`FlyteFile`] for everybody else.
///
/// It is written when a task hands it over and read at the first [`Stored::get`]; a task that only passes it on does
/// neither. Clones are the same value.
pub struct Stored<T: Storable> {
    file: FlyteFile<T::Format>,
    value: Arc<OnceCell<Arc<T>>>,
}

impl<T: Storable> Stored<T> {
    /// A value to hand over.
    pub fn new(value: T) -> Self {
        let value = Arc::new(value);
        let source = Source::Made(Made::new(Arc::clone(&value)));
        let file = FlyteFile::wrap(Reference::share(source, false));
        Stored { file, value: Arc::new(OnceCell::new_with(Some(value))) }
    }

    /// The value in a file. Whether there is one shows when it is read.
    pub fn from_file(file: FlyteFile<T::Format>) -> Self {
        Stored { file, value: Arc::default() }
    }

    /// The file that it is in.
    pub fn file(&self) -> &FlyteFile<T::Format> {
        &self.file
    }

    /// The value, read once.
    pub async fn get(&self) -> Result<&T> {
        let read = self.value.get_or_try_init(|| async {
            let reader = self.file.open().await?;
            made::read(reader, self.file.uri().unwrap_or_default()).await.map(Arc::new)
        });
        read.await.map(|value| &**value)
    }

    /// [`Stored::get`], for code that isn't async.
    pub fn blocking_get(&self) -> Result<&T> {
        wait(self.get())
    }
}

impl<T: Storable> Clone for Stored<T> {
    fn clone(&self) -> Self {
        Stored { file: self.file.clone(), value: Arc::clone(&self.value) }
    }
}

/// The same file.
impl<T: Storable> PartialEq for Stored<T> {
    fn eq(&self, other: &Self) -> bool {
        self.file == other.file
    }
}

impl<T: Storable> fmt::Debug for Stored<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stored({:?})", self.file.shared)
    }
}

/// All that a file is on the wire.
impl<T: Storable> Field for Stored<T> {
    type Inside<L: Levels> = StoredData;

    fn references<'a>(&'a self, found: &mut Vec<&'a dyn Handover>) {
        self.file.references(found);
    }

    fn field_type() -> LiteralType {
        FlyteFile::<T::Format>::field_type()
    }

    fn schema() -> prost_types::Struct {
        FlyteFile::<T::Format>::schema()
    }

    fn pack(&self, out: &mut Packer) -> flyte_types::Result<()> {
        self.file.pack(out)
    }

    fn unpack(input: &mut Unpacker<'_>) -> flyte_types::Result<Self> {
        FlyteFile::unpack(input).map(Self::from_file)
    }

    fn packs_as(kind: Kind, dialect: Dialect) -> bool {
        FlyteFile::<T::Format>::packs_as(kind, dialect)
    }
}

impl<T: Storable> FlyteType for Stored<T> {
    type Shape = shape::Single;

    fn literal_type() -> LiteralType {
        FlyteFile::<T::Format>::literal_type()
    }

    const UNION_TAG: &'static str = FlyteFile::<T::Format>::UNION_TAG;

    fn encode(&self, out: &mut Vec<u8>) -> flyte_types::Result<()> {
        self.file.encode(out)
    }

    fn decode(literal: wire::Literal<'_>) -> flyte_types::Result<Self> {
        FlyteFile::decode(literal).map(Self::from_file)
    }
}

impl<T: Storable> Plain for Stored<T> {}
