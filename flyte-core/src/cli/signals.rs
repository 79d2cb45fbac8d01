//! Ctrl-C and SIGTERM.

pub(super) use system::Signals;

#[cfg(unix)]
mod system {
    use std::io;

    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// Listens for the signals that ask a program to end.
    pub(in crate::cli) struct Signals {
        interrupt: Signal,
        terminate: Signal,
    }

    impl Signals {
        /// From now on these signals don't end the program by themselves.
        pub(in crate::cli) fn listen() -> io::Result<Signals> {
            Ok(Signals {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
            })
        }

        /// The exit code that the next signal asks for.
        pub(in crate::cli) async fn next(&mut self) -> u8 {
            tokio::select! {
                _ = self.interrupt.recv() => 130,
                _ = self.terminate.recv() => 143,
            }
        }
    }
}

#[cfg(not(unix))]
mod system {
    use std::io;

    /// Listens for Ctrl-C.
    pub(in crate::cli) struct Signals(());

    impl Signals {
        /// There is nothing to prepare.
        pub(in crate::cli) fn listen() -> io::Result<Signals> {
            Ok(Signals(()))
        }

        /// The exit code that the next Ctrl-C asks for.
        pub(in crate::cli) async fn next(&mut self) -> u8 {
            match tokio::signal::ctrl_c().await {
                Ok(()) => 130,
                Err(_) => std::future::pending().await,
            }
        }
    }
}
