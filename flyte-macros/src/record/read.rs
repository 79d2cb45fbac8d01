//! From what the user wrote to the model; mistakes go to the report.

use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Fields, Generics, Ident, Type};

use super::distinct::{equal_tags, unique};
use super::model::{Field, Missing, Payload, Record, Shape, Variant};
use crate::attr::{self, Known, Language};
use crate::json::{self, Json};
use crate::report::Report;
use crate::serde_attr::{self, Fallback, Style};
use crate::types::{self, Place};

const VIA: Known = Known { name: "via", example: "via" };

const ENUM: Language = Language {
    owner: "`#[flyte]` on an enum",
    options: &[Known { name: "python", example: "python" }, VIA],
};

const STRUCT: Language = Language {
    owner: "`#[flyte]` on a struct",
    options: &[Known { name: "pydantic", example: "pydantic" }, VIA],
};

const VARIANT: Language = Language {
    owner: "`#[flyte]` on a variant",
    options: &[Known { name: "annotation", example: "annotation = { \"unit\": \"cm\" }" }],
};

/// The one field of a variant takes no serde attribute: it has no name on the wire.
const NOTHING: Language = Language {
    owner: "`#[serde]` on a field without a name",
    options: &[Known { name: "(none)", example: "nothing" }],
};

/// Reads the type; mistakes go to the report.
pub(super) fn read(input: &DeriveInput, report: &mut Report) -> Option<Record> {
    generics(&input.generics, &input.ident, report);
    let record = |title, shape, python| Record {
        visibility: input.vis.clone(),
        name: input.ident.clone(),
        title,
        shape,
        python,
        pydantic: false,
    };
    match &input.data {
        Data::Struct(data) => {
            let flags = flags(input, &STRUCT, report);
            let pydantic = flags.iter().any(|flag| flag == "pydantic");
            if pydantic && (flags.len() > 1 || !matches!(data.fields, Fields::Named(_))) {
                let place = find(&input.attrs, "flyte")
                    .map_or(&input.ident as &dyn quote::ToTokens, |found| found);
                report.on(place, "`pydantic` is about a struct with named fields: drop it");
            }
            if flags.iter().any(|flag| flag == "via") {
                refuse_inside_via(&input.data, report);
                return Some(record(String::new(), Shape::Via, false));
            }
            if let Fields::Unnamed(fields) = &data.fields
                && let [field] = fields.unnamed.iter().collect::<Vec<_>>()[..]
            {
                let shape = newtype(input, field, report);
                return Some(record(String::new(), shape, false));
            }
            let serde = serde_attr::read(&input.attrs, &serde_attr::STRUCT, report);
            let title = match &serde.rename {
                Some(rename) => rename.value(),
                None => input.ident.unraw().to_string(),
            };
            let Fields::Named(fields) = &data.fields else {
                unnamed(input, &data.fields, report);
                return None;
            };
            let fields = self::fields(
                fields,
                &input.ident,
                &Owner { all: serde.rename_all, whole: serde.default, closed: serde.closed },
                report,
            );
            Some(Record { pydantic, ..record(title, Shape::Struct(fields), false) })
        }
        Data::Enum(data) => {
            let flags = flags(input, &ENUM, report);
            if flags.iter().any(|flag| flag == "via") {
                refuse_inside_via(&input.data, report);
                return Some(record(String::new(), Shape::Via, false));
            }
            let python = flags.iter().any(|flag| flag == "python");
            let serde = serde_attr::read(&input.attrs, &serde_attr::ENUM, report);
            if data.variants.is_empty() {
                report.on(&input.ident, "an enum without variants has no values: add a variant");
                return None;
            }
            let variants: Vec<Variant> = data
                .variants
                .iter()
                .filter_map(|variant| self::variant(variant, &input.ident, &serde, report))
                .collect();
            unique(
                variants
                    .iter()
                    .flat_map(|variant| names(&variant.name, &variant.wire, &variant.aliases)),
                "variants",
                report,
            );
            let names = data.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit));
            if names {
                for variant in &data.variants {
                    if let Some(attribute) = find(&variant.attrs, "flyte") {
                        report.on(attribute, "an enum without data is one type, whose names take no `#[flyte]`: put it on the input or output");
                    }
                }
            }
            if python {
                equal_tags(&variants, report);
            }
            if names && python {
                let place = find(&input.attrs, "flyte")
                    .map_or(&input.ident as &dyn quote::ToTokens, |found| found);
                report.on(place, "`python` is about the tags of an enum with data: drop it");
            }
            let title = match &serde.rename {
                Some(rename) => rename.value(),
                None => input.ident.unraw().to_string(),
            };
            let shape = if names { Shape::Names(variants) } else { Shape::Data(variants) };
            Some(record(title, shape, python))
        }
        Data::Union(data) => {
            report.on(data.union_token, "a union doesn't say what it holds: write an enum");
            None
        }
    }
}

fn generics(generics: &Generics, name: &Ident, report: &mut Report) {
    types::check_generics(generics, &format!("the Flyte type `{name}`"), report);
}

/// The options of `#[flyte]` that are set.
fn flags(input: &DeriveInput, language: &Language, report: &mut Report) -> Vec<String> {
    let entries = attr::take(&mut input.attrs.clone(), "flyte", language, report);
    entries.into_iter().filter(|entry| entry.flag(report) == Some(true)).map(|it| it.key).collect()
}

/// A struct around one value. It is that value on the wire, so it has nothing to be named or left out.
fn newtype(input: &DeriveInput, field: &syn::Field, report: &mut Report) -> Shape {
    serde_attr::read(&input.attrs, &serde_attr::NEWTYPE, report);
    serde_attr::read(&field.attrs, &NOTHING, report);
    let (name, ty) = (&input.ident, &field.ty);
    refuse_flyte(&field.attrs, "inputs and outputs: put it on the argument", report);
    let before = report.len();
    types::check(ty, Place::Output, report);
    recursion(ty, name, report);
    let text = types::text(ty);
    if before == report.len() && text == "()" {
        report.on(ty, format!("`{name}` would hold nothing: write `struct {name} {{}}`"));
    }
    if before == report.len()
        && is_option(ty)
        && let Some(inner) = text.strip_prefix("Option<").and_then(|text| text.strip_suffix('>'))
    {
        report.on(
            ty,
            format!("an optional is no type of its own on the wire: write `struct {name}({inner});`, and `Option<{name}>` where it may be missing"),
        );
    }
    Shape::Newtype(Box::new(ty.clone()), field.vis.clone())
}

fn unnamed(input: &DeriveInput, fields: &Fields, report: &mut Report) {
    let name = &input.ident;
    match fields {
        Fields::Unit => report.on(
            name,
            format!(
                "a Flyte struct has named fields: write `struct {name} {{}}`, or `()` for nothing"
            ),
        ),
        _ => {
            let fields: Vec<String> = fields
                .iter()
                .enumerate()
                .map(|(at, field)| format!("field_{at}: {}", types::text(&field.ty)))
                .collect();
            report.on(
                &input.ident,
                format!(
                    "a Flyte struct has named fields, or one without a name: write `struct {name} {{ {} }}`",
                    fields.join(", ")
                ),
            );
        }
    }
}

/// What serde is told of the fields where it is told of what has them.
struct Owner {
    all: Option<Style>,
    whole: Option<Fallback>,
    closed: bool,
}

fn fields(
    named: &syn::FieldsNamed,
    owner: &Ident,
    about: &Owner,
    report: &mut Report,
) -> Vec<Field> {
    let mut fields = Vec::new();
    for field in &named.named {
        let Some(name) = field.ident.clone() else { continue };
        let serde = serde_attr::read(&field.attrs, &serde_attr::FIELD, report);
        refuse_flyte(
            &field.attrs,
            "inputs and outputs: put it on the argument, or on a field of a struct with `#[derive(Outputs)]`",
            report,
        );
        if !serde.skip {
            types::check(&field.ty, Place::Field, report);
            recursion(&field.ty, owner, report);
        }
        let wire = serde_attr::wire_name(&name, &serde, about.all, Style::field);
        let missing = match (serde.default, &about.whole) {
            (Some(own), _) => Missing::Own(own),
            (None, Some(whole)) => Missing::Whole(whole.clone()),
            (None, None) if serde.skip => Missing::Own(Fallback::Trait),
            (None, None) => Missing::Required,
        };
        fields.push(Field {
            visibility: field.vis.clone(),
            name,
            wire,
            aliases: values(&serde.aliases),
            closed: about.closed,
            ty: field.ty.clone(),
            missing,
            skip: serde.skip,
        });
    }
    let written = fields.iter().filter(|field| !field.skip);
    unique(
        written.flat_map(|field| names(&field.name, &field.wire, &field.aliases)),
        "fields",
        report,
    );
    fields
}

/// All names that one thing is read by.
fn names<'a>(
    name: &'a Ident,
    wire: &'a str,
    aliases: &'a [String],
) -> impl Iterator<Item = (&'a Ident, &'a str)> {
    let aliases = aliases.iter().map(String::as_str).filter(move |alias| *alias != wire);
    std::iter::once(wire).chain(aliases).map(move |wire| (name, wire))
}

fn values(texts: &[syn::LitStr]) -> Vec<String> {
    texts.iter().map(syn::LitStr::value).collect()
}

fn variant(
    variant: &syn::Variant,
    owner: &Ident,
    about: &serde_attr::Serde,
    report: &mut Report,
) -> Option<Variant> {
    let serde = serde_attr::read(&variant.attrs, &serde_attr::VARIANT, report);
    let annotation = annotation(variant, report);
    let name = variant.ident.clone();
    let wire = serde_attr::wire_name(&name, &serde, about.rename_all, Style::variant);
    let payload = match &variant.fields {
        Fields::Unit => Payload::Unit,
        Fields::Unnamed(unnamed) if unnamed.unnamed.len() == 1 => {
            let field = &unnamed.unnamed[0];
            serde_attr::read(&field.attrs, &NOTHING, report);
            refuse_flyte(&field.attrs, "a variant: put it in front of the variant's name", report);
            let before = report.len();
            types::check(&field.ty, Place::Output, report);
            recursion(&field.ty, owner, report);
            if before == report.len() && is_option(&field.ty) {
                report.on(
                    &field.ty,
                    "a union in a union is flat on the wire, so `None` would have no variant of its own: write a unit variant, or named fields",
                );
            }
            Payload::One(Box::new(field.ty.clone()))
        }
        Fields::Unnamed(unnamed) if unnamed.unnamed.is_empty() => {
            report.on(&variant.ident, format!("write `{name}` without parentheses"));
            return None;
        }
        Fields::Unnamed(unnamed) => {
            let fields: Vec<String> = unnamed
                .unnamed
                .iter()
                .enumerate()
                .map(|(at, field)| format!("field_{at}: {}", types::text(&field.ty)))
                .collect();
            report.on(
                unnamed,
                format!(
                    "a variant holds one value or named fields: write `{name} {{ {} }}`",
                    fields.join(", ")
                ),
            );
            return None;
        }
        Fields::Named(named) => {
            let all = serde.rename_all.or(about.rename_fields);
            let about = Owner { all, whole: None, closed: about.closed };
            Payload::Named(fields(named, owner, &about, report))
        }
    };
    if !matches!(payload, Payload::Named(_)) && serde.rename_all.is_some() {
        report.on(
            &variant.ident,
            format!("`rename_all` is about named fields, and `{name}` has none: write `rename`"),
        );
    }
    let aliases = values(&serde.aliases);
    Some(Variant { name, wire, aliases, payload, annotation })
}

/// What `#[flyte(annotation = {…})]` says about a variant with data. An enum of names refuses it as a whole.
fn annotation(variant: &syn::Variant, report: &mut Report) -> Option<Json> {
    let entries = attr::take(&mut variant.attrs.clone(), "flyte", &VARIANT, report);
    let value = entries.into_iter().next()?.value(report)?;
    json::annotation(&value, report)
}

/// A type that travels as another has neither fields nor variants on the wire that an attribute could speak of.
fn refuse_inside_via(data: &Data, report: &mut Report) {
    const WHERE: &str = "what travels, and under `via` that is another type: put it there";
    let fields: Vec<&Fields> = match data {
        Data::Struct(data) => vec![&data.fields],
        Data::Enum(data) => {
            for variant in &data.variants {
                refuse_flyte(&variant.attrs, WHERE, report);
            }
            data.variants.iter().map(|variant| &variant.fields).collect()
        }
        Data::Union(_) => Vec::new(),
    };
    for field in fields.into_iter().flatten() {
        refuse_flyte(&field.attrs, WHERE, report);
    }
}

/// Refuses `#[flyte]` where it has no meaning. `goes_on`: where it has one.
fn refuse_flyte(attributes: &[Attribute], goes_on: &str, report: &mut Report) {
    if let Some(attribute) = find(attributes, "flyte") {
        report.on(attribute, format!("`#[flyte]` goes on {goes_on}"));
    }
}

/// A type in itself has no end on the wire.
fn recursion(ty: &Type, owner: &Ident, report: &mut Report) {
    if types::mentions(ty, owner) {
        report.on(
            ty,
            format!("`{owner}` contains itself, and Flyte has no type for that: refer to the other by a name or number"),
        );
    }
}

fn is_option(ty: &Type) -> bool {
    match types::unwrapped(ty) {
        Type::Path(path) => {
            path.path.segments.last().is_some_and(|segment| segment.ident == "Option")
        }
        _ => false,
    }
}

fn find<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a Attribute> {
    attributes.iter().find(|attribute| attribute.path().is_ident(name))
}
