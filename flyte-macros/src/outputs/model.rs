//! A struct of outputs as written.

use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, Ident, Type, Visibility};

use crate::docs;
use crate::report::Report;
use crate::signature::{self, Extras};
use crate::types::{self, Place};

/// Of `#[serde]`, which other derives of the same struct may know.
const UNNAMED: &str =
    "`#[serde]` has no meaning here, an output is called as its field: rename the field";

/// A struct with `#[derive(Outputs)]`.
pub(super) struct Outputs {
    pub(super) visibility: Visibility,
    pub(super) name: Ident,
    pub(super) outputs: Vec<Output>,
}

/// One output.
pub(super) struct Output {
    pub(super) visibility: Visibility,
    pub(super) name: Ident,
    pub(super) wire: String,
    pub(super) ty: Type,
    pub(super) docs: String,
    pub(super) extras: Extras,
}

/// Reads the struct; mistakes go to the report.
pub(super) fn read(input: &DeriveInput, report: &mut Report) -> Option<Outputs> {
    let name = &input.ident;
    types::check_generics(&input.generics, &format!("the outputs `{name}`"), report);
    for attribute in &input.attrs {
        if attribute.path().is_ident("flyte") {
            report.on(attribute, "`#[flyte]` is about one output: put it on the field");
        } else if attribute.path().is_ident("serde") {
            report.on(attribute, UNNAMED);
        }
    }
    let data = match &input.data {
        Data::Struct(data) => data,
        Data::Enum(data) => {
            report.on(
                data.enum_token,
                "outputs are given all at once: write a struct, or derive `FlyteType` for a choice",
            );
            return None;
        }
        Data::Union(data) => {
            report.on(data.union_token, "outputs are given all at once: write a struct");
            return None;
        }
    };
    if data.fields.is_empty() {
        report.on(name, "there is no output here: return `()`, or add a field");
        return None;
    }
    let Fields::Named(named) = &data.fields else {
        let fields: Vec<String> = data
            .fields
            .iter()
            .enumerate()
            .map(|(at, field)| format!("field_{at}: {}", types::text(&field.ty)))
            .collect();
        report.on(
            name,
            format!(
                "outputs have names: write `struct {name} {{ {} }}`, or return a tuple",
                fields.join(", ")
            ),
        );
        return None;
    };
    let mut outputs = Vec::new();
    for field in &named.named {
        let Some(name) = field.ident.clone() else { continue };
        let mut attributes = field.attrs.clone();
        let extras = signature::extras(&mut attributes, report);
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
            report.on(attribute, UNNAMED);
        }
        types::check(&field.ty, Place::Output, report);
        outputs.push(Output {
            visibility: field.vis.clone(),
            wire: name.unraw().to_string(),
            name,
            ty: field.ty.clone(),
            docs: docs::read(&attributes),
            extras,
        });
    }
    Some(Outputs { visibility: input.vis.clone(), name: name.clone(), outputs })
}
