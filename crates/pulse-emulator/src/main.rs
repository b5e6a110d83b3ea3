//! The command `pulse-emulator`: flags in, one line out, then it serves until it is told to stop.
#![forbid(unsafe_code)]

use std::io::{Read, Write};
use std::process::ExitCode;
use std::sync::Arc;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use pulse_emulator::Server;
use pulse_emulator::clock::SystemClock;
use pulse_emulator::flags::Flags;
use tokio::sync::oneshot;

#[tokio::main]
async fn main() -> ExitCode {
    let flags = Flags::parse();
    let key = std::env::var("PULSE_API_KEY").ok();
    let config = flags.config(key.as_deref()).unwrap_or_else(|wrong| {
        let mut command = Flags::command();
        command.error(ErrorKind::ValueValidation, wrong).exit()
    });
    let stop = match Stop::listen(flags.exit_with_stdin) {
        Ok(stop) => stop,
        Err(error) => {
            eprintln!("error: cannot listen for signals: {error}");
            return ExitCode::FAILURE;
        }
    };
    let server = match Server::start(config, Arc::new(SystemClock::new())).await {
        Ok(server) => server,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut out = std::io::stdout();
    let said = writeln!(out, "listening on http://{}", server.address()).and_then(|()| out.flush());
    if let Err(error) = said {
        eprintln!("error: cannot write the address to standard output: {error}");
        return ExitCode::FAILURE;
    }
    stop.told().await;
    server.shutdown().await;
    ExitCode::SUCCESS
}

/// A thread of its own: a read of standard input that blocks must not hold up the exit.
fn watch_stdin() -> oneshot::Receiver<()> {
    let (sender, receiver) = oneshot::channel();
    std::thread::spawn(move || {
        let mut waste = [0; 4096];
        let mut stdin = std::io::stdin().lock();
        while matches!(stdin.read(&mut waste), Ok(1..)) {}
        // Nobody listens any more if the emulator is stopping already.
        let _ = sender.send(());
    });
    receiver
}

/// Whatever tells the emulator to stop.
///
/// Invariant: it is in place before the first line is out. Who reads that line may send a signal
/// at once, and the default action of a signal is no orderly end.
struct Stop {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
    stdin_closed: Option<oneshot::Receiver<()>>,
}

impl Stop {
    fn listen(to_stdin: bool) -> std::io::Result<Self> {
        #[cfg(unix)]
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            #[cfg(unix)]
            signals: [
                signal(SignalKind::interrupt())?,
                signal(SignalKind::terminate())?,
            ],
            stdin_closed: to_stdin.then(watch_stdin),
        })
    }

    async fn told(self) {
        let stdin_closed = async {
            match self.stdin_closed {
                Some(closed) => drop(closed.await),
                None => std::future::pending().await,
            }
        };
        #[cfg(unix)]
        let signalled = async {
            let [mut interrupt, mut terminate] = self.signals;
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        };
        #[cfg(not(unix))]
        let signalled = tokio::signal::ctrl_c();
        tokio::select! {
            _ = signalled => {}
            () = stdin_closed => {}
        }
    }
}
