//! The accept loop, and its shutdown.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::{connection, routes, upstream};

/// How long a shutdown waits for responses in progress.
const SHUTDOWN_GRACE: Duration = Duration::from_millis(500);

/// A running emulator.
pub struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Binds the port and starts to serve.
    pub async fn start(config: Config, clock: Arc<dyn Clock>) -> io::Result<Self> {
        let asked = SocketAddr::new(config.host, config.port);
        let listener = TcpListener::bind(asked).await.map_err(|error| {
            let message = format!("cannot listen on {asked}: {error}");
            io::Error::new(error.kind(), message)
        })?;
        let address = listener.local_addr()?;
        let header_timeout = config.header_timeout;
        let router = match config.upstream.clone() {
            Some(target) => upstream::router(target, config.serve, address)?,
            None => routes::router(Arc::new(App::new(config, clock))),
        };
        let (stop, stopped) = watch::channel(false);
        let accepting = tokio::spawn(accept(listener, router, header_timeout, stopped));
        Ok(Self {
            address,
            stop,
            accepting,
        })
    }

    /// The address it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops accepting, gives responses in progress a moment to finish, and closes the other connections.
    pub async fn shutdown(self) {
        self.stop.send_replace(true);
        // If the loop panicked, that has been reported, and there is nothing left to stop.
        let _ = self.accepting.await;
    }
}

async fn accept(
    listener: TcpListener,
    router: Router,
    header_timeout: Duration,
    mut stop: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next() => continue,
            _ = stop.changed() => break,
        };
        let Ok((stream, _)) = accepted else {
            // Most likely out of file descriptors: give running requests time to release some.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        // Without this option the socket still works, only slower.
        let _ = stream.set_nodelay(true);
        let (router, stop) = (router.clone(), stop.clone());
        connections.spawn(connection::serve(stream, router, header_timeout, stop));
    }
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    // The shutdown below closes what is still open after that.
    let _ = tokio::time::timeout(SHUTDOWN_GRACE, ended).await;
    connections.shutdown().await;
}
