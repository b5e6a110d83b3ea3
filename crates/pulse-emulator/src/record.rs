//! A record of the requests the emulator received, for tests that judge a client by them.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderName, Method, Response, StatusCode};
use http_body::{Frame, SizeHint};
use serde_json::{Map, Value, json};

use crate::clock::Clock;

/// How many requests are remembered.
const CAPACITY: usize = 200_000;

struct Entry {
    method: Method,
    path: Box<str>,
    query: Box<str>,
    headers: Vec<(HeaderName, Box<str>)>,
    job_id: Option<Box<str>>,
    at: Duration,
    status: Option<StatusCode>,
    done: Option<Duration>,
    aborted: bool,
}

#[derive(Default)]
struct Ring {
    entries: VecDeque<Entry>,
    /// The oldest entry's number, counted from the first request ever.
    first: u64,
}

/// The most recent requests.
pub struct Recorder {
    clock: Arc<dyn Clock>,
    start: Duration,
    ring: Mutex<Ring>,
}

impl Recorder {
    /// An empty record, whose times count from now.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            start: clock.now(),
            clock,
            ring: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records a request as it arrives.
    pub fn begin(self: &Arc<Self>, request: &Request, job_id: Option<&str>) -> Exchange {
        let headers = request.headers().iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.clone(), value.into())
        });
        let entry = Entry {
            method: request.method().clone(),
            path: request.uri().path().into(),
            query: request.uri().query().unwrap_or("").into(),
            headers: headers.collect(),
            job_id: job_id.map(Into::into),
            at: self.clock.now().saturating_sub(self.start),
            status: None,
            done: None,
            aborted: false,
        };
        let mut ring = self.lock();
        if ring.entries.len() == CAPACITY {
            ring.entries.pop_front();
            ring.first += 1;
        }
        let number = ring.first + ring.entries.len() as u64;
        ring.entries.push_back(entry);
        Exchange {
            recorder: Arc::clone(self),
            number,
            finished: false,
        }
    }

    /// Drops all entries.
    pub fn clear(&self) {
        let mut ring = self.lock();
        ring.first += ring.entries.len() as u64;
        ring.entries.clear();
    }

    /// The requests for one job, or with one key, or all.
    pub fn list(&self, job_id: Option<&str>, key: Option<&str>) -> Vec<Value> {
        let ring = self.lock();
        let wanted = ring.entries.iter().filter(|entry| {
            job_id.is_none_or(|id| entry.job_id.as_deref() == Some(id))
                && key.is_none_or(|key| entry.header("x-api-key") == Some(key))
        });
        wanted.map(Entry::describe).collect()
    }

    fn update(&self, number: u64, change: impl FnOnce(&mut Entry, Duration)) {
        let now = self.clock.now().saturating_sub(self.start);
        let mut ring = self.lock();
        let index = number.checked_sub(ring.first);
        let index = index.and_then(|index| usize::try_from(index).ok());
        if let Some(entry) = index.and_then(|index| ring.entries.get_mut(index)) {
            change(entry, now);
        }
    }
}

impl Entry {
    fn header(&self, wanted: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| &**value)
    }

    fn describe(&self) -> Value {
        let mut headers = Map::new();
        for (name, value) in &self.headers {
            match headers.get_mut(name.as_str()) {
                // A header sent twice is listed as the joined line that HTTP treats as its equal.
                Some(Value::String(line)) => *line = format!("{line}, {value}"),
                _ => {
                    headers.insert(name.as_str().into(), (**value).into());
                }
            }
        }
        json!({
            "method": self.method.as_str(),
            "path": self.path,
            "query": self.query,
            "headers": headers,
            "jobId": self.job_id,
            "atMs": millis(self.at),
            "status": self.status.map(|status| status.as_u16()),
            "doneMs": self.done.map(millis),
            "aborted": self.aborted,
        })
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// One request in progress. If it is dropped before its end, the client went away first.
pub struct Exchange {
    recorder: Arc<Recorder>,
    number: u64,
    finished: bool,
}

impl Exchange {
    /// Records the status that is sent.
    pub fn responded(&mut self, status: StatusCode) {
        self.recorder
            .update(self.number, |entry, _| entry.status = Some(status));
    }

    /// Records that the emulator has sent all it will send.
    pub fn finish(&mut self) {
        if !std::mem::replace(&mut self.finished, true) {
            self.recorder
                .update(self.number, |entry, now| entry.done = Some(now));
        }
    }

    /// Watches a response until its body has ended.
    pub fn watch(mut self, method: &Method, response: Response<Body>) -> Response<Body> {
        let status = response.status();
        self.responded(status);
        // hyper drops the body of such a response unread, which must not look as if the client had left.
        let has_no_body = matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
            || method == Method::HEAD;
        if has_no_body {
            self.finish();
        }
        response.map(|body| Body::new(RecordedBody::new(body, self)))
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if !self.finished {
            self.recorder.update(self.number, |entry, now| {
                entry.done = Some(now);
                entry.aborted = true;
            });
        }
    }
}

struct RecordedBody {
    body: Body,
    exchange: Exchange,
}

impl RecordedBody {
    fn new(body: Body, mut exchange: Exchange) -> Self {
        if http_body::Body::is_end_stream(&body) {
            exchange.finish();
        }
        Self { body, exchange }
    }
}

impl http_body::Body for RecordedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        let ended = matches!(polled, Poll::Ready(None))
            || polled.is_ready() && http_body::Body::is_end_stream(&self.body);
        if ended {
            self.exchange.finish();
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        http_body::Body::is_end_stream(&self.body)
    }

    fn size_hint(&self) -> SizeHint {
        http_body::Body::size_hint(&self.body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    #[test]
    fn a_full_ring_drops_the_oldest_requests_and_their_ends_change_no_other_entry() {
        let clock = Arc::new(ManualClock::at(Duration::ZERO));
        let recorder = Arc::new(Recorder::new(clock));
        let request = Request::new(Body::empty());
        let mut oldest = recorder.begin(&request, Some("oldest"));
        let mut second = recorder.begin(&request, Some("second"));
        for _ in 0..CAPACITY - 2 {
            recorder.begin(&request, None).finish();
        }
        assert_eq!(recorder.list(Some("oldest"), None).len(), 1);
        recorder.begin(&request, Some("newest")).finish();
        assert!(recorder.list(Some("oldest"), None).is_empty());
        oldest.responded(StatusCode::IM_A_TEAPOT);
        second.responded(StatusCode::OK);
        assert_eq!(recorder.list(Some("second"), None)[0]["status"], 200);
        let newest = &recorder.list(Some("newest"), None)[0];
        assert_eq!(newest["status"], Value::Null);
        assert_eq!(recorder.lock().entries.len(), CAPACITY);
    }
}
