//! No task and no workflow; and, if asked for, a call from inside a runtime.

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::var_os("INSIDE_A_RUNTIME") {
        None => flyte::main(),
        Some(_) => match tokio::runtime::Builder::new_current_thread().build() {
            Ok(runtime) => runtime.block_on(async { flyte::main() }),
            Err(_) => ExitCode::from(99),
        },
    }
}
