//! A body that pauses, hangs or breaks off halfway, and never holds more than one chunk in memory.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use http_body::{Frame, SizeHint};

use super::fault::Content;
use crate::clock::{Clock, Sleep};
use crate::connection::ConnectionHandle;
use crate::record::Exchange;

static PADDING: [u8; 1 << 16] = [b'x'; 1 << 16];

/// What happens once half of the body has been sent.
pub enum MidBodyAction {
    /// Nothing: the rest follows.
    Nothing,
    /// The rest follows after a pause of this length.
    Pause(Arc<dyn Clock>, Duration),
    /// The pause has begun.
    Pausing(Sleep),
    /// The rest never follows.
    Hang,
    /// The connection is closed; with an RST if the flag is set.
    Cut(Arc<ConnectionHandle>, bool),
}

/// The body of a response that a fault applies to.
pub struct FaultyBody {
    content: Content,
    sent: u64,
    half_at: u64,
    action: MidBodyAction,
    sized: bool,
    exchange: Exchange,
}

impl Content {
    /// The body's length in bytes.
    pub fn length(&self) -> u64 {
        self.prefix.len() as u64 + self.padding + self.suffix.len() as u64
    }

    /// The next chunk from `from` on, not beyond `to`.
    fn chunk(&self, from: u64, to: u64) -> Bytes {
        let prefix = self.prefix.len() as u64;
        let padded = prefix + self.padding;
        // Each difference is at most the length of a buffer in memory.
        if from < prefix {
            self.prefix.slice(from as usize..to.min(prefix) as usize)
        } else if from < padded {
            let length = (to.min(padded) - from).min(PADDING.len() as u64);
            Bytes::from_static(&PADDING[..length as usize])
        } else {
            let range = (from - padded) as usize..(to - padded) as usize;
            self.suffix.slice(range)
        }
    }
}

impl FaultyBody {
    /// A body whose length is announced if `sized`.
    pub fn new(content: Content, action: MidBodyAction, sized: bool, exchange: Exchange) -> Self {
        let mut body = Self {
            half_at: content.length() / 2,
            sent: 0,
            content,
            action,
            sized,
            exchange,
        };
        if http_body::Body::is_end_stream(&body) {
            body.exchange.finish();
        }
        body
    }
}

impl http_body::Body for FaultyBody {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        if this.sent == this.half_at {
            match &mut this.action {
                MidBodyAction::Nothing => {}
                MidBodyAction::Pause(clock, pause) => {
                    this.action = MidBodyAction::Pausing(clock.sleep(*pause));
                    return self.poll_frame(cx);
                }
                MidBodyAction::Pausing(pause) => match pause.as_mut().poll(cx) {
                    Poll::Ready(()) => this.action = MidBodyAction::Nothing,
                    Poll::Pending => return Poll::Pending,
                },
                MidBodyAction::Hang => return Poll::Pending,
                MidBodyAction::Cut(connection, reset) => {
                    this.exchange.finish();
                    connection.close_after_flush(*reset);
                    return Poll::Pending;
                }
            }
        }
        let length = this.content.length();
        if this.sent == length {
            this.exchange.finish();
            return Poll::Ready(None);
        }
        let to = if this.sent < this.half_at {
            this.half_at
        } else {
            length
        };
        let chunk = this.content.chunk(this.sent, to);
        this.sent += chunk.len() as u64;
        if this.is_end_stream() {
            this.exchange.finish();
        }
        Poll::Ready(Some(Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        self.sent == self.content.length() && matches!(self.action, MidBodyAction::Nothing)
    }

    fn size_hint(&self) -> SizeHint {
        if self.sized {
            SizeHint::with_exact(self.content.length() - self.sent)
        } else {
            SizeHint::default()
        }
    }
}
