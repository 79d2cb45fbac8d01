//! Which columns of a file are read for a table of which less is wanted.

use arrow_schema::{DataType, Field, FieldRef, Fields};

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

/// These columns, and of those that are wanted the ones that are wanted.
pub(super) fn as_wanted(columns: &Fields, wanted: &Fields) -> Fields {
    let column = |own: &FieldRef| {
        let wanted = wanted.iter().find(|wanted| wanted.name() == own.name());
        wanted.unwrap_or(own).clone()
    };
    columns.iter().map(column).collect()
}

/// A column as it is read where less of it is wanted.
pub(super) fn pruned(file: &Field, wanted: &Field) -> Field {
    let of = match (file.data_type(), inner(wanted.data_type())) {
        (DataType::Struct(fields), Inner::Fields(wanted)) => {
            let kept =
                fields.iter().filter_map(|field| Some(pruned(field, find(wanted, field.name())?)));
            DataType::Struct(kept.collect())
        }
        (DataType::List(item), Inner::Item(wanted)) => DataType::List(pruned(item, wanted).into()),
        (DataType::LargeList(item), Inner::Item(wanted)) => {
            DataType::LargeList(pruned(item, wanted).into())
        }
        _ => return file.clone(),
    };
    match &of {
        // something is read of it all the same
        DataType::Struct(fields) if fields.is_empty() => file.clone(),
        _ => file.clone().with_data_type(of),
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
