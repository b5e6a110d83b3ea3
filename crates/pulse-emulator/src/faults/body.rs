//! A body that pauses, hangs or breaks off half-way, and never needs more memory than one piece.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use http_body::{Frame, SizeHint};

use super::spec::Filling;
use crate::clock::{Clock, Sleep};
use crate::connection::Wire;
use crate::record::Exchange;

static PIECE: [u8; 1 << 16] = [b'x'; 1 << 16];

/// What happens after half of the body.
pub enum Half {
    /// Nothing: it goes on.
    Nothing,
    /// It goes on after a pause of that length.
    Pause(Arc<dyn Clock>, Duration),
    /// The pause has begun.
    Pausing(Sleep),
    /// It never goes on.
    Hang,
    /// The connection is closed, by a RST if so said.
    Cut(Arc<Wire>, bool),
}

/// The body of a spoilt answer.
pub struct Spoilt {
    filling: Filling,
    sent: u64,
    half_at: u64,
    half: Half,
    sized: bool,
    exchange: Exchange,
}

impl Filling {
    /// How long the body is.
    pub fn length(&self) -> u64 {
        self.prefix.len() as u64 + self.filler + self.suffix.len() as u64
    }

    /// The next piece from `from` on, not beyond `to`.
    fn piece(&self, from: u64, to: u64) -> Bytes {
        let prefix = self.prefix.len() as u64;
        let filled = prefix + self.filler;
        // Each difference is at most the length of a buffer in memory.
        if from < prefix {
            self.prefix.slice(from as usize..to.min(prefix) as usize)
        } else if from < filled {
            let length = (to.min(filled) - from).min(PIECE.len() as u64);
            Bytes::from_static(&PIECE[..length as usize])
        } else {
            let range = (from - filled) as usize..(to - filled) as usize;
            self.suffix.slice(range)
        }
    }
}

impl Spoilt {
    /// A body that announces its length if `sized`.
    pub fn new(filling: Filling, half: Half, sized: bool, exchange: Exchange) -> Self {
        let mut body = Self {
            half_at: filling.length() / 2,
            sent: 0,
            filling,
            half,
            sized,
            exchange,
        };
        if http_body::Body::is_end_stream(&body) {
            body.exchange.finish();
        }
        body
    }
}

impl http_body::Body for Spoilt {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        if this.sent == this.half_at {
            match &mut this.half {
                Half::Nothing => {}
                Half::Pause(clock, pause) => {
                    this.half = Half::Pausing(clock.sleep(*pause));
                    return self.poll_frame(cx);
                }
                Half::Pausing(pause) => match pause.as_mut().poll(cx) {
                    Poll::Ready(()) => this.half = Half::Nothing,
                    Poll::Pending => return Poll::Pending,
                },
                Half::Hang => return Poll::Pending,
                Half::Cut(wire, reset) => {
                    this.exchange.finish();
                    wire.sever_after_flush(*reset);
                    return Poll::Pending;
                }
            }
        }
        let length = this.filling.length();
        if this.sent == length {
            this.exchange.finish();
            return Poll::Ready(None);
        }
        let to = if this.sent < this.half_at {
            this.half_at
        } else {
            length
        };
        let piece = this.filling.piece(this.sent, to);
        this.sent += piece.len() as u64;
        if this.is_end_stream() {
            this.exchange.finish();
        }
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.sent == self.filling.length() && matches!(self.half, Half::Nothing)
    }

    fn size_hint(&self) -> SizeHint {
        if self.sized {
            SizeHint::with_exact(self.filling.length() - self.sent)
        } else {
            SizeHint::default()
        }
    }
}
