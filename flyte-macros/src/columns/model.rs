//! A row as written, with its columns' names.

use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Data, DeriveInput, Expr, Fields, Ident, Token, Type};

use crate::report::Report;
use crate::serde_attr::{self, Style};
use crate::types::{self, Place};

/// A struct with `#[derive(Columns)]`.
pub(super) struct Row {
    pub(super) name: Ident,
    pub(super) columns: Vec<Column>,
    /// Fields that are no columns, and their types.
    pub(super) skipped: Vec<(Ident, Type)>,
    pub(super) arrow_schema: ArrowSchema,
}

/// Whether the type of tables of these rows has an arrow schema.
pub(super) enum ArrowSchema {
    None,
    /// That of the columns.
    OfColumns,
    /// Its text.
    Text(Box<Expr>),
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
    let arrow_schema = arrow_schema(&input.attrs, report);
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
    Some(Row { name: name.clone(), columns, skipped, arrow_schema })
}

/// What `#[flyte(arrow_schema)]` or `#[flyte(arrow_schema = "…")]` says.
fn arrow_schema(attributes: &[Attribute], report: &mut Report) -> ArrowSchema {
    let mut found = ArrowSchema::None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("flyte")) {
        match attribute.parse_args::<Written>() {
            Ok(Written(read)) if matches!(found, ArrowSchema::None) => found = read,
            Ok(_) => report.on(attribute, "a table has one arrow schema: drop this one"),
            Err(_) => report.on(
                attribute,
                "a row takes `#[flyte(arrow_schema)]`, the arrow schema of its columns in the type of its tables, or \
                 `#[flyte(arrow_schema = \"…\")]`, its text: drop the rest",
            ),
        }
    }
    found
}

/// What stands in the brackets.
struct Written(ArrowSchema);

impl Parse for Written {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name: Ident = input.parse()?;
        if name != "arrow_schema" {
            return Err(syn::Error::new(name.span(), "another option"));
        }
        let schema = match input.parse::<Option<Token![=]>>()? {
            Some(_) => ArrowSchema::Text(Box::new(input.parse()?)),
            None => ArrowSchema::OfColumns,
        };
        input.parse::<Option<Token![,]>>()?;
        Ok(Written(schema))
    }
}
