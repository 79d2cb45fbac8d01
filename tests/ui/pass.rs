//! Programs that must compile: run here as modules of this test, and looked at as crates of their own in `compiler`,
//! where not even a warning is due.

macro_rules! programs {
    ($($name:ident)+) => {
        $(mod $name;)+

        /// Their names.
        pub const NAMES: &[&str] = &[$(stringify!($name)),+];

        #[test]
        fn they_run() {
            $($name::main();)+
        }
    };
}

programs! {
    arms_and_operands
    attributes
    bodies
    errors
    from_a_macro
    inside_macros
    library
    moved_values
    nested_modules
    no_implicit_prelude
    plain_rust_in_workflows
    raw_identifiers
    shadowed_locals
    shadowed_names
    tables
}
