//! The serde attributes that the wire form honours. Those that only concern serde's own formats are let through, and
//! those that would make a value look different from its Flyte type are refused with the way out.

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::Parser;
use syn::{Attribute, ExprPath, Ident, LitStr, Meta, Token};

use crate::attr::{self, Entry, Known, Language, Shape};
use crate::report::Report;

const RENAME: Known = Known { name: "rename", example: "rename = \"wire_name\"" };
const RENAME_ALL: Known = Known { name: "rename_all", example: "rename_all = \"camelCase\"" };
const RENAME_FIELDS: Known =
    Known { name: "rename_all_fields", example: "rename_all_fields = \"camelCase\"" };
const DEFAULT: Known = Known { name: "default", example: "default or default = \"path\"" };
const SKIP: Known = Known { name: "skip", example: "skip" };
const ALIAS: Known = Known { name: "alias", example: "alias = \"old_name\"" };
const DENY: Known = Known { name: "deny_unknown_fields", example: "deny_unknown_fields" };
/// A Flyte value has all its fields, so that paths lead into it and Python finds them: what serde's own formats leave out
/// is written all the same, and nothing is lost.
const SKIP_IF: Known =
    Known { name: "skip_serializing_if", example: "skip_serializing_if = \"Option::is_none\"" };

/// On a struct.
pub(crate) const STRUCT: Language = Language {
    owner: "`#[serde]` on a struct with `FlyteType`",
    options: &[RENAME, RENAME_ALL, DEFAULT, DENY],
};

/// On a struct around one value.
pub(crate) const NEWTYPE: Language = Language {
    owner: "`#[serde]` on a struct around one value",
    options: &[Known { name: "transparent", example: "transparent" }],
};

/// On a field.
pub(crate) const FIELD: Language = Language {
    owner: "`#[serde]` on a field with `FlyteType`",
    options: &[RENAME, DEFAULT, SKIP, ALIAS, SKIP_IF],
};

/// On an enum.
pub(crate) const ENUM: Language = Language {
    owner: "`#[serde]` on an enum with `FlyteType`",
    options: &[RENAME, RENAME_ALL, RENAME_FIELDS, DENY],
};

/// On a variant.
pub(crate) const VARIANT: Language = Language {
    owner: "`#[serde]` on a variant with `FlyteType`",
    options: &[RENAME, RENAME_ALL, ALIAS],
};

/// On a row. A `default` is for serde and `FlyteType`: a table has all its columns.
pub(crate) const ROW: Language = Language {
    owner: "`#[serde]` on a struct with `Columns`",
    options: &[RENAME, RENAME_ALL, DEFAULT, DENY],
};

/// On a column.
pub(crate) const COLUMN: Language = Language {
    owner: "`#[serde]` on a field with `Columns`",
    options: &[RENAME, DEFAULT, SKIP, ALIAS, SKIP_IF],
};

/// What the attributes say.
#[derive(Default)]
pub(crate) struct Serde {
    /// `rename`.
    pub(crate) rename: Option<LitStr>,
    /// `rename_all`.
    pub(crate) rename_all: Option<Style>,
    /// `default`.
    pub(crate) default: Option<Fallback>,
    /// `rename_all_fields`.
    pub(crate) rename_fields: Option<Style>,
    /// `skip`.
    pub(crate) skip: bool,
    /// `alias`: names that are read as this one.
    pub(crate) aliases: Vec<LitStr>,
    /// `deny_unknown_fields`.
    pub(crate) closed: bool,
}

/// Where a missing value comes from.
#[derive(Clone)]
pub(crate) enum Fallback {
    /// `Default::default()`.
    Trait,
    /// A function.
    Path(ExprPath),
}

/// What has no meaning for the form of a value.
const ELSEWHERE: [&str; 4] = ["bound", "crate", "expecting", "borrow"];

/// What would make serde's form of a value another than the Flyte type says, with what to do about it.
const OTHER_FORMS: [(&str, &str); 17] = [
    ("flatten", "write the fields here"),
    ("with", FORM),
    ("serialize_with", FORM),
    ("deserialize_with", FORM),
    ("skip_serializing", "nothing could be read back"),
    ("skip_deserializing", "what is written would not be read back"),
    ("tag", CHOICE),
    ("content", CHOICE),
    ("untagged", CHOICE),
    ("other", "each variant has its own name"),
    ("from", FORM),
    ("try_from", FORM),
    ("into", FORM),
    ("remote", FORM),
    ("getter", FORM),
    ("field_identifier", CHOICE),
    ("variant_identifier", CHOICE),
];
const FORM: &str = "its form follows from its type";
const CHOICE: &str = "an enum with data is a union of Flyte's, with a tag for each variant";

/// Reads the serde attributes.
pub(crate) fn read(attributes: &[Attribute], language: &Language, report: &mut Report) -> Serde {
    let mut serde = Serde::default();
    let mut honoured = TokenStream::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        let Meta::List(list) = &attribute.meta else {
            report.on(
                attribute,
                "write what serde is told in parentheses: `#[serde(rename = \"wire_name\")]`",
            );
            continue;
        };
        for piece in attr::split(list.tokens.clone()) {
            if let Some(piece) = sorted(piece, language, &mut serde, report) {
                honoured.extend(piece);
                honoured.extend(quote::quote!(,));
            }
        }
    }
    for entry in attr::read(honoured, language, report) {
        match entry.key.as_str() {
            "rename" => serde.rename = entry.text(report),
            "rename_all" => serde.rename_all = style(&entry, report),
            "rename_all_fields" => serde.rename_fields = style(&entry, report),
            "default" => serde.default = fallback(&entry, report),
            "deny_unknown_fields" => serde.closed = entry.flag(report).unwrap_or_default(),
            "skip_serializing_if" => drop(entry.text(report)),
            "transparent" => drop(entry.flag(report)),
            _ => serde.skip = entry.flag(report).unwrap_or_default(),
        }
    }
    serde
}

/// Takes what needs no more reading: aliases, of which there may be several, and what isn't honoured.
fn sorted(
    piece: TokenStream,
    language: &Language,
    serde: &mut Serde,
    report: &mut Report,
) -> Option<TokenStream> {
    let mut tokens = piece.clone().into_iter();
    let Some(TokenTree::Ident(name)) = tokens.next() else { return Some(piece) };
    let key = name.to_string();
    if ELSEWHERE.contains(&key.as_str()) {
        return None;
    }
    let takes = |name: &str| language.options.iter().any(|known| known.name == name);
    if key == "alias" && takes("alias") {
        let parse = |input: syn::parse::ParseStream<'_>| {
            input.parse::<Token![=]>()?;
            input.parse::<LitStr>()
        };
        match parse.parse2(tokens.collect()) {
            Ok(alias) => serde.aliases.push(alias),
            Err(_) => {
                report.at(name.span(), "`alias` takes text in quotes: write `alias = \"old_name\"`")
            }
        }
        return None;
    }
    // `rename(serialize = "a", deserialize = "a")`: one name, or two that differ.
    if key.starts_with("rename")
        && takes(&key)
        && let Some(TokenTree::Group(ways)) = tokens.next()
    {
        let mut ways = attr::read(ways.stream(), &WAYS, report).into_iter();
        match (ways.next().and_then(|way| way.text(report)), ways.next().and_then(|way| way.text(report))) {
            (Some(one), Some(other)) if one.value() == other.value() => {
                return Some(quote::quote!(#name = #one));
            }
            _ => report.at(
                name.span(),
                format!("a Flyte value is written and read under one name: write `{key} = \"…\"`, and `alias = \"…\"` for another that is read; or `#[flyte(via)]`, which lets the whole type travel as another"),
            ),
        }
        return None;
    }
    if let Some((_, why)) = OTHER_FORMS.iter().find(|(other, _)| *other == key) {
        report.at(
            name.span(),
            format!("`{key}` would give the value another form than its Flyte type has: {why}; or write `#[flyte(via)]` on the type, which lets it travel as another with what serde makes of it"),
        );
        return None;
    }
    Some(piece)
}

/// The two ways of a name.
const WAYS: Language = Language {
    owner: "`rename`",
    options: &[
        Known { name: "serialize", example: "serialize = \"name\"" },
        Known { name: "deserialize", example: "deserialize = \"name\"" },
    ],
};

fn fallback(entry: &Entry, report: &mut Report) -> Option<Fallback> {
    if matches!(entry.shape, Shape::Flag) {
        return Some(Fallback::Trait);
    }
    let text = entry.text(report)?;
    match text.parse::<ExprPath>() {
        Ok(path) => Some(Fallback::Path(path)),
        Err(_) => {
            report.at(
                text.span(),
                format!(
                    "`{}` is not the path of a function: write `default = \"my_default\"`",
                    text.value()
                ),
            );
            None
        }
    }
}

/// How `rename_all` spells names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

const STYLES: [(&str, Style); 8] = [
    ("lowercase", Style::Lower),
    ("UPPERCASE", Style::Upper),
    ("PascalCase", Style::Pascal),
    ("camelCase", Style::Camel),
    ("snake_case", Style::Snake),
    ("SCREAMING_SNAKE_CASE", Style::ScreamingSnake),
    ("kebab-case", Style::Kebab),
    ("SCREAMING-KEBAB-CASE", Style::ScreamingKebab),
];

fn style(entry: &Entry, report: &mut Report) -> Option<Style> {
    let text = entry.text(report)?;
    let found = STYLES.iter().find(|(name, _)| *name == text.value());
    if found.is_none() {
        let names: Vec<&str> = STYLES.iter().map(|(name, _)| *name).collect();
        report.at(
            text.span(),
            format!(
                "unknown style `{}`: serde's styles are {}",
                text.value(),
                attr::listed(&names)
            ),
        );
    }
    found.map(|(_, style)| *style)
}

impl Style {
    /// A field's name, which is written `snake_case`.
    pub(crate) fn field(self, name: &str) -> String {
        match self {
            Style::Lower | Style::Snake => name.to_owned(),
            Style::Upper | Style::ScreamingSnake => name.to_ascii_uppercase(),
            Style::Pascal => name.split('_').map(capital).collect(),
            Style::Camel => uncapital(&Style::Pascal.field(name)),
            Style::Kebab => name.replace('_', "-"),
            Style::ScreamingKebab => name.to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// A variant's name, which is written `PascalCase`.
    pub(crate) fn variant(self, name: &str) -> String {
        match self {
            Style::Pascal => name.to_owned(),
            Style::Lower => name.to_ascii_lowercase(),
            Style::Upper => name.to_ascii_uppercase(),
            Style::Camel => uncapital(name),
            Style::Snake => snake(name),
            Style::ScreamingSnake => snake(name).to_ascii_uppercase(),
            Style::Kebab => snake(name).replace('_', "-"),
            Style::ScreamingKebab => snake(name).to_ascii_uppercase().replace('_', "-"),
        }
    }
}

/// A field's or variant's name on the wire.
pub(crate) fn wire_name(
    ident: &Ident,
    serde: &Serde,
    all: Option<Style>,
    spell: fn(Style, &str) -> String,
) -> String {
    use syn::ext::IdentExt;
    let name = ident.unraw().to_string();
    match (&serde.rename, all) {
        (Some(rename), _) => rename.value(),
        (None, Some(style)) => spell(style, &name),
        (None, None) => name,
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

fn uncapital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

fn snake(name: &str) -> String {
    let mut text = String::new();
    for (at, letter) in name.char_indices() {
        if at > 0 && letter.is_uppercase() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_styles() {
        let fields = STYLES.map(|(_, style)| style.field("first_layer"));
        assert_eq!(
            fields,
            [
                "first_layer",
                "FIRST_LAYER",
                "FirstLayer",
                "firstLayer",
                "first_layer",
                "FIRST_LAYER",
                "first-layer",
                "FIRST-LAYER"
            ]
        );
        let variants = STYLES.map(|(_, style)| style.variant("DarkRed"));
        assert_eq!(
            variants,
            [
                "darkred", "DARKRED", "DarkRed", "darkRed", "dark_red", "DARK_RED", "dark-red",
                "DARK-RED"
            ]
        );
    }
}
