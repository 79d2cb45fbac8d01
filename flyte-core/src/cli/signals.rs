//! Ctrl-C, SIGTERM and the end of the terminal (SIGHUP) call a run off; the second of them ends the program at once.

use std::io;
use std::process::exit;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;

use crate::engine::Cancel;
use system::Signals;

/// How long a run that is called off may take to end.
const PATIENCE: Duration = Duration::from_millis(500);

/// Watches for signals as long as the program lives, on a thread and a runtime of its own: tasks that hold all
/// threads of theirs must not keep a signal from being heard.
pub(super) struct Watch(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// The exit code that the first signal asked for; 0 before.
    code: AtomicU8,
    /// The run is over.
    ended: AtomicBool,
}

impl Watch {
    /// Begins to watch. The first signal pulls `cancel`; if the run doesn't end in time, `give_up` has the last word.
    pub(super) fn start(
        cancel: Cancel,
        give_up: impl FnOnce(u8) + Send + 'static,
    ) -> io::Result<Watch> {
        let shared = Arc::new(Shared::default());
        let watch = Watch(shared.clone());
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (ready, listening) = mpsc::channel();
        thread::Builder::new().name("signals".to_owned()).spawn(move || {
            runtime.block_on(async move {
                match Signals::listen() {
                    Ok(signals) => {
                        let _ = ready.send(Ok(()));
                        shared.follow(signals, cancel, give_up).await;
                    }
                    Err(error) => {
                        let _ = ready.send(Err(error));
                    }
                }
            });
        })?;
        match listening.recv() {
            Ok(result) => result.map(|()| watch),
            Err(_) => Err(io::Error::other("the thread for signals ended")),
        }
    }

    /// The run is over. The exit code that a signal asked for while it went on, if any did.
    pub(super) fn ended(&self) -> Option<u8> {
        self.0.ended.store(true, Ordering::SeqCst);
        Some(self.0.code.load(Ordering::SeqCst)).filter(|code| *code != 0)
    }
}

impl Shared {
    async fn follow(&self, mut signals: Signals, cancel: Cancel, give_up: impl FnOnce(u8)) {
        let code = signals.next().await;
        if self.ended.load(Ordering::SeqCst) {
            exit(code.into());
        }
        self.code.store(code, Ordering::SeqCst);
        cancel.cancel();
        tokio::select! {
            code = signals.next() => exit(code.into()),
            () = tokio::time::sleep(PATIENCE) => {}
        }
        if !self.ended.load(Ordering::SeqCst) {
            give_up(code);
            exit(code.into());
        }
        exit(signals.next().await.into())
    }
}

#[cfg(unix)]
mod system {
    use std::io;

    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// The signals that ask a program to end.
    pub(super) struct Signals {
        interrupt: Signal,
        terminate: Signal,
        /// Nothing where it is ignored, as under `nohup`: the run is to go on without its terminal.
        hangup: Option<Signal>,
    }

    impl Signals {
        /// From now on these signals don't end the program by themselves.
        pub(super) fn listen() -> io::Result<Signals> {
            Ok(Signals {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
                hangup: match ignores_hangups() {
                    true => None,
                    false => Some(signal(SignalKind::hangup())?),
                },
            })
        }

        /// The exit code that the next signal asks for.
        pub(super) async fn next(&mut self) -> u8 {
            tokio::select! {
                _ = self.interrupt.recv() => 130,
                _ = self.terminate.recv() => 143,
                () = hangup(&mut self.hangup) => 129,
            }
        }
    }

    async fn hangup(signal: &mut Option<Signal>) {
        match signal {
            Some(signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    }

    /// Whether the program was started with SIGHUP ignored, which listening for it would end. Where the system doesn't
    /// tell, it counts as ignored.
    fn ignores_hangups() -> bool {
        let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return true };
        let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        ignored.is_none_or(|mask| mask & 1 != 0)
    }
}

#[cfg(not(unix))]
mod system {
    use std::io;

    /// Ctrl-C.
    pub(super) struct Signals(());

    impl Signals {
        /// There is nothing to prepare.
        pub(super) fn listen() -> io::Result<Signals> {
            Ok(Signals(()))
        }

        /// The exit code that the next Ctrl-C asks for.
        pub(super) async fn next(&mut self) -> u8 {
            match tokio::signal::ctrl_c().await {
                Ok(()) => 130,
                Err(_) => std::future::pending().await,
            }
        }
    }
}
