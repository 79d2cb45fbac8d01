//! Where data lies: local files, memory, S3, Google Cloud Storage, Azure, and plain web servers.
//!
//! [`Location`] is a parsed uri; [`Stores`] reads and writes what a location names. Large objects travel in ranges
//! and parts, several at a time, and all transfers of the process share one memory budget. A failure says which
//! endpoint, bucket and key it was about, and what to do; [`Reason::of`] gives its cause to code.
//!
//! All network traffic runs on threads of its own (`flyte-io`), so a client outlives the runtime of whoever asks,
//! and the blocking calls work anywhere.

mod fault;
mod io;
mod list;
mod location;
mod names;
mod object;
mod open;
mod pages;
mod prefix;
mod settings;
mod stores;
mod transfer;

pub use fault::Reason;
pub(crate) use io::{blocking, wait};
pub use list::{Entry, Listing};
pub use location::{Location, Scheme};
pub use names::Names;
pub use object::Meta;
#[cfg(feature = "cli")]
pub(crate) use open::settle;
pub use prefix::RawPrefix;
pub use settings::{Setting, Settings};
pub use stores::Stores;
#[cfg(feature = "dataframe")]
pub(crate) use transfer::Picker;
pub use transfer::{BlockingReader, BlockingWriter, Moved, Reader, Transfer, Watch, Writer};
pub(crate) use transfer::{sweep, sweep_in_background};
