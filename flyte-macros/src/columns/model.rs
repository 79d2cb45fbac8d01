//! A row as written, with its columns' names.

use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, Ident, Type};

use crate::report::Report;
use crate::serde_attr::{self, Style};
use crate::types::{self, Place};

/// A struct with `#[derive(Columns)]`.
pub(super) struct Row {
    pub(super) name: Ident,
    pub(super) columns: Vec<Column>,
    /// Fields that are no columns, and their types.
    pub(super) skipped: Vec<(Ident, Type)>,
}

/// A field that is a column.
pub(super) struct Column {
    pub(super) name: Ident,
    /// The column's name.
    pub(super) wire: String,
    pub(super) ty: Type,
}

/// Reads the struct; mistakes go to the report.
pub(super) fn read(input: &DeriveInput, report: &mut Report) -> Option<Row> {
    let name = &input.ident;
    types::check_generics(&input.generics, &format!("the row `{name}`"), report);
    let data = match &input.data {
        Data::Struct(data) => data,
        Data::Enum(data) => {
            report.on(data.enum_token, "all rows of a table have the same columns: write a struct");
            return None;
        }
        Data::Union(data) => {
            report.on(
                data.union_token,
                "a union doesn't say which columns there are: write a struct",
            );
            return None;
        }
    };
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("flyte")) {
        report.on(attribute, "`#[flyte]` has no meaning on a row: drop it");
    }
    let serde = serde_attr::read(&input.attrs, &serde_attr::ROW, report);
    let fields = match &data.fields {
        Fields::Named(fields) => &fields.named,
        Fields::Unnamed(unnamed) => {
            let fields: Vec<String> = unnamed
                .unnamed
                .iter()
                .enumerate()
                .map(|(at, field)| format!("column_{at}: {}", types::text(&field.ty)))
                .collect();
            report.on(
                name,
                format!("columns have names: write `struct {name} {{ {} }}`", fields.join(", ")),
            );
            return None;
        }
        Fields::Unit => {
            report.on(name, "a table has columns: give the row a field for each");
            return None;
        }
    };
    let (mut columns, mut skipped) = (Vec::<Column>::new(), Vec::new());
    for field in fields {
        let Some(name) = field.ident.clone() else { continue };
        let serde = {
            let all = serde.rename_all;
            let own = serde_attr::read(&field.attrs, &serde_attr::COLUMN, report);
            (serde_attr::wire_name(&name, &own, all, Style::field), own.skip)
        };
        let (wire, skip) = serde;
        if let Some(attribute) =
            field.attrs.iter().find(|attribute| attribute.path().is_ident("flyte"))
        {
            report.on(attribute, "`#[flyte]` has no meaning on a column: drop it");
        }
        if skip {
            skipped.push((name, field.ty.clone()));
            continue;
        }
        types::check(&field.ty, Place::Field, report);
        if types::mentions(&field.ty, &input.ident) {
            let owner = &input.ident;
            report.on(&field.ty, format!("`{owner}` contains itself, and no table has such a column: refer to the other row by a key"));
        }
        if let Some(earlier) = columns.iter().find(|earlier| earlier.wire == wire) {
            let earlier = &earlier.name;
            report.at(
                name.span(),
                format!(
                    "two columns are called `{wire}`, `{earlier}` and `{name}`: rename one of them"
                ),
            );
        }
        columns.push(Column { name, wire, ty: field.ty.clone() });
    }
    if columns.is_empty() && report.len() == 0 {
        report.on(name, format!("a table has columns: give `{}` a field for each", name.unraw()));
        return None;
    }
    Some(Row { name: name.clone(), columns, skipped })
}
