//! References inside values: what has to be stored before the value may travel.

use std::any::Any;

/// A file, directory or table inside a value. Where its bytes are on this machine only, they are stored before the
/// value is written; whoever does that knows what kinds of reference there are.
pub trait Handover: Send + Sync + 'static {
    /// The reference itself.
    fn as_any(&self) -> &dyn Any;
}

/// All references inside a value, in the order of its fields. Costs nothing for types that can't hold one.
pub fn references<T: super::Field>(value: &T) -> Vec<&dyn Handover> {
    let mut found = Vec::new();
    if T::HAS_REFERENCES {
        value.references(&mut found);
    }
    found
}

/// Of a collection: its items may be references, or hold some.
macro_rules! references_of {
    ($item:ident, $items:ident) => {
        fn references<'a>(&'a self, found: &mut Vec<&'a dyn super::Handover>) {
            if $item::HAS_REFERENCES {
                self.$items().for_each(|item| item.references(found));
            }
        }
    };
}
pub(super) use references_of;
