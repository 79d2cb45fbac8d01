// A keyword as a name: on the wire without `r#`.
use flyte::prelude::*;

#[derive(FlyteType)]
struct Match {
    r#type: String,
    r#in: i64,
}

#[derive(Outputs)]
struct Ends {
    r#loop: i64,
    r#move: String,
}

#[task(cache(version = "1", ignore(r#where)))]
fn r#match(r#type: String, #[default(3)] r#where: i64) -> Match {
    Match { r#type, r#in: r#where }
}

#[workflow]
fn r#async(r#type: String) -> Ends {
    let r#fn = r#match(r#type, flyte::default());
    EndsPromises { r#loop: r#fn.r#in, r#move: r#fn.r#type }
}

pub(crate) fn main() {
    let interface = r#match::interface();
    let inputs = interface.inputs.unwrap_or_default();
    assert_eq!(inputs.variables.keys().collect::<Vec<_>>(), ["type", "where"]);
    assert!(r#match::definition().spec.full_name().ends_with(".match"));
    let graph = r#async::definition().graph().expect("a graph");
    assert_eq!(graph.outputs[0].name, "loop");
}
