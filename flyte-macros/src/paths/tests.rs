//! Everything that expansions name, item by item: what the facade's hidden module has to have.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

const NAMES: &[&str] = &[
    "Arg",
    "Argument",
    "Builder",
    "Bytes",
    "Cache",
    "Cell",
    "Cells",
    "Column",
    "ColumnType",
    "Columns",
    "Compare",
    "Computed",
    "ConvertError",
    "ConvertResult",
    "Dialect",
    "Entity",
    "Equal",
    "Field",
    "FlyteType",
    "Handover",
    "HasFields",
    "InputSpec",
    "Inputs",
    "LiteralType",
    "MapPlain",
    "OnceLock",
    "Option",
    "Outputs",
    "PackedKind",
    "Packer",
    "Plain",
    "Probe",
    "Promise",
    "Registration",
    "Resources",
    "Result",
    "ReturnArg",
    "Returned",
    "Secret",
    "SimpleType",
    "SourceLocation",
    "Spec",
    "String",
    "StructSchema",
    "TableArg",
    "Task",
    "TaskDefinition",
    "TaskOptions",
    "TaskReturn",
    "TypedInterface",
    "Unpacker",
    "Variable",
    "Vec",
    "Via",
    "WithDefault",
    "Workflow",
    "WorkflowDefinition",
    "WorkflowInputs",
    "and",
    "annotated",
    "annotated_output",
    "assemble",
    "begin",
    "bind",
    "bind_or_default",
    "bind_table",
    "bind_table_or_default",
    "build_workflow",
    "call",
    "chained",
    "changing",
    "choice",
    "condition",
    "control",
    "custom",
    "decided",
    "encode_default",
    "encode_hashed",
    "encode_inferred_default",
    "ended_arm",
    "field",
    "field_value",
    "hash_input",
    "hash_output",
    "inside",
    "inventory",
    "iterate",
    "json",
    "jumping",
    "min_success_ratio",
    "needs_else",
    "needs_right_and",
    "needs_right_or",
    "or",
    "output",
    "output_value",
    "panicking",
    "plain_arm",
    "plain_while",
    "promised",
    "record",
    "register_task",
    "returns",
    "schema",
    "shape",
    "slots",
    "table",
    "typed_interface",
    "unpack",
    "vec",
    "wire",
];

/// The name behind every `__private ::`.
fn named(tokens: TokenStream, names: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => named(group.stream(), names),
            TokenTree::Ident(ident) if ident == "__private" => match tokens.get(at + 3) {
                Some(TokenTree::Ident(name)) => drop(names.insert(name.to_string())),
                other => panic!("a name was expected, not {other:?}"),
            },
            _ => {}
        }
    }
}

#[test]
fn the_list_is_what_is_named() {
    let annotation = quote!(annotation = { "a": [1, null, true, "b", { "c": 2 }] });
    let everything = [
        crate::task::task(
            quote! {
                name = "a", cache(version = "1", ignore(a)), retries = 1, timeout = "1s", requests(cpu = "1"),
                secrets("a/b"), deprecated = "b",
            },
            quote! {
                #[flyte(hash = f, #annotation)]
                async fn g(#[default(1)] #[flyte(hash = f, #annotation)] a: i64) -> i64 { a }
            },
        ),
        crate::task::task(
            quote!(),
            quote!(
                fn g() {}
            ),
        ),
        crate::task::task(
            quote!(),
            quote!(
                fn many(
                    a: A,
                    #[default("b".into())] b: A,
                    c: A,
                    d: A,
                    e: A,
                    f: A,
                    g: A,
                    h: A,
                    i: A,
                ) -> Alias {
                }
            ),
        ),
        crate::task::task(
            quote!(),
            quote!(
                fn table(a: Option<StructuredDataset<A>>, #[default(b())] b: StructuredDataset<A>) {
                }
            ),
        ),
        crate::workflow::workflow(
            quote!(main),
            quote! {
                fn w(a: i64) -> i64 {
                    let (b, c) = two(a);
                    for x in [1] { h(x); }
                    while d { i(); }
                    q.min_success_ratio(0.5);
                    if k { return a; }
                    if l { m(); }
                    if l { a = b; }
                    if l { panic!() }
                    if let Some(p) = p && q > p {}
                    let r = if l { 1 } else if m { h(x); } else { h(x) };
                    let s = f(S { s: r });
                    match b { _ => {} }
                    let q = OutPromises { r: 1 };
                    if a > 1 && n || o { a } else { c }
                }
            },
        ),
        crate::record::flyte_type(quote!(
            struct A {
                #[serde(default)]
                a: i64,
                b: i64,
            }
        )),
        crate::record::flyte_type(quote!(
            enum A {
                B,
                C,
            }
        )),
        crate::record::flyte_type(quote!(
            enum A {
                B,
                C(i64),
                D { e: i64 },
            }
        )),
        crate::record::flyte_type(quote!(
            #[flyte(python)]
            enum A {
                B,
                C(i64),
            }
        )),
        crate::record::flyte_type(quote!(
            #[flyte(pydantic)]
            struct A {
                a: i64,
            }
        )),
        crate::record::flyte_type(quote!(
            struct A(i64);
        )),
        crate::record::flyte_type(quote!(
            #[flyte(via)]
            struct A {
                a: A,
            }
        )),
        crate::columns::columns(quote!(
            #[flyte(arrow_schema = "a: int64")]
            struct A {
                a: i64,
                b: B,
                #[serde(skip)]
                c: i64,
            }
        )),
        crate::outputs::outputs(quote!(
            struct A {
                #[flyte(hash = f, #annotation)]
                a: i64,
                b: i64,
            }
        )),
    ];
    let mut names = BTreeSet::new();
    everything.into_iter().for_each(|tokens| named(tokens, &mut names));
    let listed: BTreeSet<String> = NAMES.iter().map(ToString::to_string).collect();
    assert_eq!(names, listed);
}
