//! What our own sources say: the structs and enums of `flyte-types/src/idl`, read by their
//! `#[prost(…)]` attributes.

mod attribute;
mod scope;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use syn::{Attribute, Expr, Fields, Item, ItemEnum, ItemStruct, Lit};

use self::attribute::{Kind, Prost};
use self::scope::Scope;
use crate::model::{Field, Idl, Label, Message, Oneof, Ty, Values};

/// Reads the modules `idl/mod.rs` declares, and nothing else.
pub fn read() -> Idl {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../flyte-types/src/idl"));
    let mut reader = Reader::default();
    for package in declared(root) {
        let folder = root.join(&package);
        for file in declared(&folder) {
            let items = parse(&folder.join(file).with_extension("rs"));
            reader.items(&items, &Scope::of_file(&package, &items));
        }
    }
    reader.finish()
}

/// The modules a `mod.rs` declares.
fn declared(folder: &Path) -> Vec<String> {
    let declaration = |item: &Item| match item {
        Item::Mod(module) if module.content.is_none() => Some(module.ident.to_string()),
        _ => None,
    };
    parse(&folder.join("mod.rs")).iter().filter_map(declaration).collect()
}

fn parse(file: &Path) -> Vec<Item> {
    let text = std::fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    syn::parse_file(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display())).items
}

/// Messages, enumerations and oneofs by path; a message knows its oneofs by path until the end.
#[derive(Default)]
struct Reader {
    idl: Idl,
    oneofs: BTreeMap<String, Message>,
    uses: Vec<OneofUse>,
}

struct OneofUse {
    message: String,
    oneof: Oneof,
    numbers: BTreeSet<u32>,
}

impl Reader {
    fn items(&mut self, items: &[Item], scope: &Scope) {
        for item in items {
            match item {
                Item::Struct(item) if derives(&item.attrs, "Message") => self.message(item, scope),
                Item::Enum(item) if derives(&item.attrs, "Oneof") => self.oneof(item, scope),
                Item::Enum(item) if derives(&item.attrs, "Enumeration") => {
                    let path = scope.path(&item.ident);
                    assert!(self.idl.enums.insert(path, values(item)).is_none());
                }
                Item::Mod(module) => {
                    let (_, items) = module.content.as_ref().expect("packages are two levels deep");
                    self.items(items, &scope.inner(&module.ident));
                }
                Item::Use(_) => {}
                _ => panic!("{scope}: an item that is neither a message nor one of its enums"),
            }
        }
    }

    fn message(&mut self, item: &ItemStruct, scope: &Scope) {
        let path = scope.path(&item.ident);
        let mut message = Message::new();
        for field in &item.fields {
            let name = unraw(field.ident.as_ref().expect("fields have names"));
            let prost = Prost::parse(&field.attrs, &format!("{path}, {name}"));
            if let Kind::Oneof(oneof) = &prost.kind {
                self.uses.push(OneofUse {
                    message: path.clone(),
                    oneof: Oneof { field: name, path: scope.resolve_text(oneof) },
                    numbers: prost.numbers.into_iter().collect(),
                });
            } else {
                message.insert(name, described(&prost, &field.ty, scope));
            }
        }
        assert!(self.idl.messages.insert(path, message).is_none());
    }

    fn oneof(&mut self, item: &ItemEnum, scope: &Scope) {
        let path = scope.path(&item.ident);
        let mut members = Message::new();
        for variant in &item.variants {
            let name = variant.ident.to_string();
            let prost = Prost::parse(&variant.attrs, &format!("{path}, {name}"));
            let Fields::Unnamed(fields) = &variant.fields else { panic!("{path}, {name}: empty") };
            members.insert(name, described(&prost, &fields.unnamed[0].ty, scope));
        }
        assert!(self.oneofs.insert(path, members).is_none());
    }

    /// Moves the members of each oneof into the message that has it.
    fn finish(mut self) -> Idl {
        for OneofUse { message, oneof, numbers } in self.uses {
            let members = self.oneofs.remove(&oneof.path);
            let members = members.unwrap_or_else(|| panic!("{message}: no oneof {}", oneof.path));
            // prost trusts the list in the message: a number missing there is lost in decoding
            let listed: BTreeSet<u32> = members.values().map(|field| field.number).collect();
            assert_eq!(numbers, listed, "{message}, {}: tags", oneof.field);

            let fields = self.idl.messages.get_mut(&message).expect("oneofs are used by messages");
            for (name, field) in members {
                fields.insert(name, Field { oneof: Some(oneof.clone()), ..field });
            }
        }
        assert!(self.oneofs.is_empty(), "oneofs without a message: {:?}", self.oneofs.keys());
        self.idl
    }
}

fn described(prost: &Prost, ty: &syn::Type, scope: &Scope) -> Field {
    let [number] = prost.numbers[..] else { panic!("a field has one number: {prost:?}") };
    let label = match (&prost.kind, prost.optional, prost.repeated) {
        (Kind::Map(..), false, false) | (_, false, true) => Label::Repeated,
        (_, true, false) => Label::Optional,
        (_, false, false) => Label::Plain,
        (_, true, true) => panic!("optional and repeated: {prost:?}"),
    };
    Field { number, ty: type_of(&prost.kind, ty, scope), label, oneof: None }
}

fn type_of(kind: &Kind, ty: &syn::Type, scope: &Scope) -> Ty {
    match kind {
        Kind::Scalar(name) => Ty::Scalar(name.clone()),
        Kind::Message => Ty::Message(scope.resolve_type(ty)),
        Kind::Enum(path) => Ty::Enum(scope.resolve_text(path)),
        Kind::Map(key, value) => Ty::Map(key.clone(), Box::new(type_of(value, ty, scope))),
        Kind::Oneof(path) => panic!("a oneof within {path}"),
    }
}

fn values(item: &ItemEnum) -> Values {
    let number = |expr: &Expr| match expr {
        Expr::Lit(lit) => match &lit.lit {
            Lit::Int(int) => int.base10_parse().expect("values fit in 32 bits"),
            _ => panic!("{}: a value that is no number", item.ident),
        },
        _ => panic!("{}: a value that is no number", item.ident),
    };
    let variants = item.variants.iter();
    variants
        .map(|variant| {
            let (_, expr) = variant.discriminant.as_ref().expect("values are written out");
            (variant.ident.to_string(), number(expr))
        })
        .collect()
}

/// Whether `::prost::NAME` is among the derives.
fn derives(attrs: &[Attribute], name: &str) -> bool {
    let derive = attrs.iter().find(|attr| attr.path().is_ident("derive"));
    derive.is_some_and(|attr| {
        let mut found = false;
        let parsed = attr.parse_nested_meta(|meta| {
            let segments: Vec<_> = meta.path.segments.iter().map(|s| s.ident.to_string()).collect();
            found |= segments == ["prost", name];
            Ok(())
        });
        parsed.expect("derives are paths");
        found
    })
}

fn unraw(ident: &syn::Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").unwrap_or(&name).to_owned()
}
