//! The accept loop, and how it ends.

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

/// How long a stopping emulator waits for answers that are under way.
const GRACE: Duration = Duration::from_millis(500);

/// An emulator that runs.
pub struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Binds and begins to serve.
    pub async fn start(config: Config, clock: Arc<dyn Clock>) -> io::Result<Self> {
        let asked = SocketAddr::new(config.host, config.port);
        let listener = TcpListener::bind(asked).await.map_err(|error| {
            let message = format!("cannot listen on {asked}: {error}");
            io::Error::new(error.kind(), message)
        })?;
        let address = listener.local_addr()?;
        let router = match config.upstream.clone() {
            Some(target) => upstream::router(target, config.serve, address)?,
            None => routes::router(Arc::new(App::new(config, clock))),
        };
        let (stop, stopped) = watch::channel(false);
        let accepting = tokio::spawn(accept(listener, router, stopped));
        Ok(Self {
            address,
            stop,
            accepting,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops accepting, lets answers under way finish for a moment, and cuts the rest.
    pub async fn shutdown(self) {
        self.stop.send_replace(true);
        // A panic of the loop has been reported already, and there is nothing left to stop.
        let _ = self.accepting.await;
    }
}

async fn accept(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next() => continue,
            _ = stop.changed() => break,
        };
        let Ok((stream, _)) = accepted else {
            // Out of descriptors, most likely: give running requests time to return some.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        // A socket that cannot be tuned still works, only slower.
        let _ = stream.set_nodelay(true);
        connections.spawn(connection::serve(stream, router.clone(), stop.clone()));
    }
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    // What is still open after that is cut by the shutdown below.
    let _ = tokio::time::timeout(GRACE, ended).await;
    connections.shutdown().await;
}
