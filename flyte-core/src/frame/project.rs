//! Which columns of a file are read for a table of which less is wanted.

use arrow_schema::{DataType, Field, Fields};

/// Whether each leaf of a file's columns is wanted, in their order. A leaf is what has values of its own: a column, a
/// field of a struct, the items of a list.
pub(super) fn leaves(file: &Fields, wanted: &Fields) -> Vec<bool> {
    let mut found = Vec::new();
    for field in file {
        mark(field, find(wanted, field.name()), &mut found);
    }
    found
}

fn find<'a>(fields: &'a Fields, name: &str) -> Option<&'a Field> {
    fields.iter().find(|field| field.name() == name).map(|field| &**field)
}

fn mark(file: &Field, wanted: Option<&Field>, found: &mut Vec<bool>) {
    match inner(file.data_type()) {
        Inner::Fields(fields) => {
            let start = found.len();
            for field in fields {
                let within = wanted.and_then(|wanted| match inner(wanted.data_type()) {
                    Inner::Fields(wanted) => find(wanted, field.name()),
                    _ => None,
                });
                mark(field, within, found);
            }
            // of a struct that is wanted without any of its fields, something must be read to tell what is null; and
            // where another type was wanted, the check says so
            if wanted.is_some() && !found[start..].contains(&true) {
                found[start..].fill(true);
            }
        }
        Inner::Item(item) => {
            let within = wanted.map(|wanted| match inner(wanted.data_type()) {
                Inner::Item(wanted) => wanted,
                _ => item,
            });
            mark(item, within, found);
        }
        Inner::Entries(entries) => {
            if let DataType::Struct(fields) = entries.data_type() {
                fields.iter().for_each(|field| mark(field, wanted.map(|_| &**field), found));
            }
        }
        Inner::Nothing => found.push(wanted.is_some()),
    }
}

/// What a type is made of.
pub(super) enum Inner<'a> {
    Fields(&'a Fields),
    Item(&'a Field),
    Entries(&'a Field),
    Nothing,
}

pub(super) fn inner(of: &DataType) -> Inner<'_> {
    match of {
        DataType::Struct(fields) => Inner::Fields(fields),
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        | DataType::FixedSizeList(item, _) => Inner::Item(item),
        DataType::Map(entries, _) => Inner::Entries(entries),
        _ => Inner::Nothing,
    }
}
