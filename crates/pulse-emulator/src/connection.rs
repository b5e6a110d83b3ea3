//! One connection, whose socket a request can close or reset while it is being answered.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{Notify, watch};
use tower::Service;

const CUT: u8 = 1;
const RESET: u8 = 2;

/// A request's handle to its connection.
#[derive(Default)]
pub struct ConnectionHandle {
    after_flush: AtomicU8,
    reset: AtomicBool,
    closed: Notify,
}

impl ConnectionHandle {
    /// Closes the connection now: with an RST if `reset`, otherwise with a FIN.
    pub fn close(&self, reset: bool) {
        self.reset.store(reset, Ordering::Release);
        self.closed.notify_one();
    }

    /// Closes the connection once everything written so far has been handed to the kernel.
    pub fn close_after_flush(&self, reset: bool) {
        let how = if reset { RESET } else { CUT };
        self.after_flush.store(how, Ordering::Release);
    }
}

/// Serves one connection until either side is done with it, or the emulator stops.
pub async fn serve(
    stream: TcpStream,
    router: Router,
    header_timeout: Duration,
    mut stop: watch::Receiver<bool>,
) {
    let handle = Arc::new(ConnectionHandle::default());
    let for_requests = Arc::clone(&handle);
    let socket = Socket {
        stream,
        handle: Arc::clone(&handle),
    };
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Arc::clone(&for_requests));
        router.clone().call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        // Whoever sends half of them, or nothing at all, must not hold the connection for ever.
        .header_read_timeout(header_timeout)
        .serve_connection(TokioIo::new(socket), service);
    tokio::pin!(connection);
    let mut stopping = false;
    loop {
        tokio::select! {
            // An error of the connection shows at the client; there is nobody here to report it to.
            _ = connection.as_mut() => return,
            () = handle.closed.notified() => return,
            _ = stop.changed(), if !stopping => {
                stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

struct Socket {
    stream: TcpStream,
    handle: Arc<ConnectionHandle>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.handle.reset.load(Ordering::Acquire) {
            // If the platform refuses, the connection ends with a FIN instead.
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
            // hyper flushes its own buffer first, so whatever the body yielded is with the kernel by now.
            match self.handle.after_flush.swap(0, Ordering::AcqRel) {
                CUT => self.handle.close(false),
                RESET => self.handle.close(true),
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
