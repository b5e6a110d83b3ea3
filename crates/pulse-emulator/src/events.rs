//! `GET /_emulator/events`: what changes in the list, as server-sent events for pages.
//!
//! A job's state follows from the time, and nothing happens when it changes. So each stream looks at regular moments for what
//! differs from what it has told, which costs a look at each job and 24 bytes of memory for it.
//!
//! The first event is `hello`, `{ instance, total }`, where `instance` is another after a restart. Whoever then reads the list
//! misses nothing: each `jobs` event is an array of jobs as the list has them, all that changed after `hello`. Where nothing has
//! changed for 15 seconds, `quiet` says that the stream is still there.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, Response, header};
use http_body::Frame;
use serde_json::{Value, json};

use crate::app::App;
use crate::clock::Sleep;
use crate::store::Seen;

/// How often a stream looks for changes.
const INTERVAL: Duration = Duration::from_millis(250);

/// After so many looks without a change it says that it is still there.
const QUIET_LOOKS: u32 = 60;

/// The most jobs in one event: a page that parses it must not stand still meanwhile.
const BATCH: usize = 1000;

/// A stream of changes, from now on.
pub async fn stream(State(app): State<Arc<App>>) -> Response<Body> {
    let mut response = Response::new(Body::new(Changes::new(app)));
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("text/event-stream");
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

struct Changes {
    app: Arc<App>,
    seen: Seen,
    greeted: bool,
    pause: Option<Sleep>,
    quiet: u32,
}

impl Changes {
    fn new(app: Arc<App>) -> Self {
        let mut seen = Seen::default();
        // What there is now is for the list to tell.
        app.store.changes(&mut seen, usize::MAX, app.now_ms());
        Self {
            app,
            seen,
            greeted: false,
            pause: None,
            quiet: 0,
        }
    }
}

impl http_body::Body for Changes {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        if !this.greeted {
            this.greeted = true;
            let hello = json!({ "instance": this.app.instance, "total": this.app.store.len() });
            return event("hello", &hello);
        }
        loop {
            let app = &this.app;
            let pause = this.pause.get_or_insert_with(|| app.clock.sleep(INTERVAL));
            ready!(pause.as_mut().poll(cx));
            this.pause = None;
            let changed = app.store.changes(&mut this.seen, BATCH, app.now_ms());
            if !changed.is_empty() {
                this.quiet = 0;
                return event("jobs", &Value::Array(changed));
            }
            this.quiet += 1;
            if this.quiet == QUIET_LOOKS {
                this.quiet = 0;
                return event("quiet", &Value::Null);
            }
        }
    }
}

fn event(name: &str, data: &Value) -> Poll<Option<Result<Frame<Bytes>, std::convert::Infallible>>> {
    let text = format!("event: {name}\ndata: {data}\n\n");
    Poll::Ready(Some(Ok(Frame::data(text.into()))))
}
