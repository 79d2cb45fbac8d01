// The exit code of a program is what `flyte::main()` gives.
#![deny(warnings)]

fn main() {
    flyte::main(); //~ write `fn main() -> ExitCode { flyte::main() }`
}
