//! The command `pulse-emulator`: reads flags, prints its address, and serves until it is told to stop.
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
    let config = flags.config(key.as_deref()).unwrap_or_else(|message| {
        let mut command = Flags::command();
        command.error(ErrorKind::ValueValidation, message).exit()
    });
    let stop = match StopSignal::listen(flags.exit_with_stdin) {
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
    let printed =
        writeln!(out, "listening on http://{}", server.address()).and_then(|()| out.flush());
    if let Err(error) = printed {
        eprintln!("error: cannot write the address to standard output: {error}");
        return ExitCode::FAILURE;
    }
    stop.received().await;
    server.shutdown().await;
    ExitCode::SUCCESS
}

/// Tells when standard input closes. It reads in a thread, since a blocking read must not delay the exit.
fn watch_stdin() -> oneshot::Receiver<()> {
    let (sender, receiver) = oneshot::channel();
    std::thread::spawn(move || {
        let mut discarded = [0; 4096];
        let mut stdin = std::io::stdin().lock();
        while matches!(stdin.read(&mut discarded), Ok(1..)) {}
        // The receiver is gone if the emulator is stopping already.
        let _ = sender.send(());
    });
    receiver
}

/// What tells the emulator to stop: a signal, or the end of standard input.
///
/// Invariant: it is installed before the first line is printed. Whoever reads that line may send a
/// signal at once, and the default action would end the process without an orderly shutdown.
struct StopSignal {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
    stdin_closed: Option<oneshot::Receiver<()>>,
}

impl StopSignal {
    fn listen(exit_with_stdin: bool) -> std::io::Result<Self> {
        #[cfg(unix)]
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            #[cfg(unix)]
            signals: [
                signal(SignalKind::interrupt())?,
                signal(SignalKind::terminate())?,
            ],
            stdin_closed: exit_with_stdin.then(watch_stdin),
        })
    }

    async fn received(self) {
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
