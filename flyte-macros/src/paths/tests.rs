//! Everything that expansions name, item by item: what the facade's hidden module has to have.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

const NAMES: &[&str] = &[
    "Arg",
    "Argument",
    "Arms",
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
    "Err",
    "Field",
    "FlyteType",
    "Handover",
    "Given",
    "HasFields",
    "InputSpec",
    "Inputs",
    "LiteralType",
    "MapPlain",
    "OnceLock",
    "None",
    "Ok",
    "Option",
    "Outputs",
    "PackedKind",
    "Packer",
    "Plain",
    "Probe",
    "Promise",
    "Registration",
    "Resources",
    "ReturnArg",
    "Returned",
    "Secret",
    "SimpleType",
    "Some",
    "SourceLocation",
    "Spec",
    "String",
    "StructSchema",
    "TableArg",
    "Taken",
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
    "contents",
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
    "plain_while",
    "promised",
    "record",
    "register_task",
    "returns",
    "schema",
    "shape",
    "slots",
    "table",
    "two_slots",
    "typed_interface",
    "unpack",
    "unused",
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

/// Every part but the last of every path into `__private` that has a place in the user's code.
fn placed(tokens: TokenStream, found: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_colon = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    for (start, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => placed(group.stream(), found),
            TokenTree::Ident(ident) if ident == "__private" => {
                let mut path = vec![ident.clone()];
                let mut at = start + 1;
                while is_colon(tokens.get(at)) && is_colon(tokens.get(at + 1)) {
                    let Some(TokenTree::Ident(part)) = tokens.get(at + 2) else { break };
                    path.push(part.clone());
                    at += 3;
                }
                // A path that ends in `::<…>` or before an associated item ends in the same way.
                let last = path.pop();
                let inner = path.iter().filter(|part| !part.span().byte_range().is_empty());
                found.extend(inner.map(|part| format!("{part} before {last:?}")));
            }
            _ => {}
        }
    }
}

/// Code as it is read from a file: every token has a place.
fn read(code: &str) -> TokenStream {
    code.parse().expect("tokens")
}

#[test]
fn only_what_a_path_names_last_has_a_place() {
    let task = read(
        "async fn t(#[default(1)] a: Mine, b: Option<StructuredDataset<Row>>) -> Vec<Mine> { a }",
    );
    let many = read(
        "fn t(a: A, b: A, c: A, d: A, e: A, f: A, g: A, h: A, i: A, j: A, k: A, l: A, m: A) -> A {}",
    );
    let workflow = read(
        "fn w(a: A) -> B {
            let (b, c) = two(a);
            let r = if a > 1 && c { one(b) } else if d { two(c) } else { three(c) };
            for x in list { h(x); }
            match b { _ => {} }
            let s = OutPromises { r: 1 };
            f(S { s: r })
        }",
    );
    let record = || {
        let attribute = ["", "#[flyte(pydantic)]"];
        attribute.map(|attribute| {
            read(&format!("{attribute} struct A {{ #[serde(default)] a: Mine, b: Vec<Mine> }}"))
        })
    };
    let mut streams = vec![
        crate::task::task(quote!(), task),
        crate::task::task(quote!(), many),
        crate::workflow::workflow(quote!(), workflow),
        crate::record::flyte_type(read("enum A { B, C(Mine), D { e: Mine } }")),
        crate::record::flyte_type(read("#[flyte(python)] enum A { B(Mine), C(Yours) }")),
        crate::record::flyte_type(read("enum A { B, C }")),
        crate::record::flyte_type(read("struct A(Mine);")),
        crate::record::flyte_type(read("#[flyte(via)] struct A { a: Mine }")),
        crate::columns::columns(read("struct A { a: i64, b: Mine, #[serde(skip)] c: i64 }")),
        crate::outputs::outputs(read("struct A { a: Mine, b: i64 }")),
    ];
    streams.extend(record().map(crate::record::flyte_type));
    let mut found = Vec::new();
    streams.into_iter().for_each(|tokens| placed(tokens, &mut found));
    assert_eq!(found, Vec::<String>::new());
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
                    if l { u(x) } else { u(y) }
                    if l { panic!() }
                    if let Some(p) = p && q > p {}
                    let r = if l { 1 } else if m { h(x); } else { h(x) };
                    let s = f(S { s: r }, -r);
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
