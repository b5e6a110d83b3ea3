//! One connection: the socket under it can be cut or reset from within a request.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{Notify, watch};
use tower::Service;

const CUT: u8 = 1;
const RESET: u8 = 2;

/// A request's handle to its connection.
#[derive(Default)]
pub struct Wire {
    after_flush: AtomicU8,
    reset: AtomicBool,
    severed: Notify,
}

impl Wire {
    /// Closes the connection now, with a RST if `reset`, else with a FIN.
    pub fn sever(&self, reset: bool) {
        self.reset.store(reset, Ordering::Release);
        self.severed.notify_one();
    }

    /// Closes the connection once everything written so far is out.
    pub fn sever_after_flush(&self, reset: bool) {
        let how = if reset { RESET } else { CUT };
        self.after_flush.store(how, Ordering::Release);
    }
}

/// Serves one connection until either side is done with it, or the emulator stops.
pub async fn serve(stream: TcpStream, router: Router, mut stop: watch::Receiver<bool>) {
    let wire = Arc::new(Wire::default());
    let handle = Arc::clone(&wire);
    let socket = Socket {
        stream,
        wire: Arc::clone(&wire),
    };
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Arc::clone(&handle));
        router.clone().call(request)
    });
    let connection = http1::Builder::new().serve_connection(TokioIo::new(socket), service);
    tokio::pin!(connection);
    let mut stopping = false;
    loop {
        tokio::select! {
            // What goes wrong on a connection is the client's to see: there is nobody to tell here.
            _ = connection.as_mut() => return,
            () = wire.severed.notified() => return,
            _ = stop.changed(), if !stopping => {
                stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

struct Socket {
    stream: TcpStream,
    wire: Arc<Wire>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.wire.reset.load(Ordering::Acquire) {
            // Where the platform refuses, the connection ends with a FIN instead.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buffer)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        if flushed.is_ready() {
            // hyper flushes its own buffer first: whatever the body gave out is with the kernel now.
            match self.wire.after_flush.swap(0, Ordering::AcqRel) {
                CUT => self.wire.sever(false),
                RESET => self.wire.sever(true),
                _ => {}
            }
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
