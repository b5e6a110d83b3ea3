//! The command `pulse-emulator`: flags in, one line out, then it serves until it is told to stop.

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
    let stdin_closed = flags.exit_with_stdin.then(watch_stdin);
    told_to_stop(stdin_closed).await;
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

async fn told_to_stop(stdin_closed: Option<oneshot::Receiver<()>>) {
    let stdin_closed = async {
        match stdin_closed {
            Some(closed) => drop(closed.await),
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = interrupted() => {}
        () = terminated() => {}
        () = stdin_closed => {}
    }
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => drop(signal.recv().await),
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
