//! The accept loop, and how it ends.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

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
        let listener = TcpListener::bind((config.host, config.port)).await?;
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
    let (open, mut all_closed) = mpsc::channel::<()>(1);
    let mut connections = tokio::task::JoinSet::new();
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
        let (router, stop, open) = (router.clone(), stop.clone(), open.clone());
        connections.spawn(async move {
            connection::serve(stream, router, stop).await;
            drop(open);
        });
    }
    drop((listener, open));
    // Nothing is ever sent: the channel closes when the last connection does.
    let _ = tokio::time::timeout(GRACE, all_closed.recv()).await;
    connections.shutdown().await;
}
