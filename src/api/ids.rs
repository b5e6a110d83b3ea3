//! The ids of a bulk run: an iterator or a stream in Rust, as a JavaScript iterable.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use core::cell::RefCell;
use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll};

use futures_core::Stream;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::host::typed::ids_from;

/// The ids of many jobs, from any `IntoIterator` of strings or by [`JobIds::from_stream`]. Asked for one id at a time, as jobs
/// are begun.
pub struct JobIds {
    source: Source,
    size: Option<usize>,
}

enum Source {
    Iterator(Box<dyn Iterator<Item = String>>),
    Stream(Pin<Box<dyn Stream<Item = String>>>),
}

/// The source; None once it has ended or was closed.
#[derive(Clone)]
pub(super) struct Remaining(Rc<RefCell<Option<Source>>>);

impl<I> From<I> for JobIds
where
    I: IntoIterator<IntoIter: 'static, Item: Into<String> + 'static>,
{
    fn from(ids: I) -> Self {
        let ids = ids.into_iter();
        let (least, most) = ids.size_hint();
        Self {
            source: Source::Iterator(Box::new(ids.map(Into::into))),
            size: most.filter(|most| *most == least),
        }
    }
}

impl JobIds {
    /// Ids from a stream, such as the pages of a list that is still being fetched.
    pub fn from_stream<T: Into<String> + 'static>(ids: impl Stream<Item = T> + 'static) -> Self {
        Self {
            source: Source::Stream(Box::pin(Texts(Box::pin(ids)))),
            size: None,
        }
    }

    /// The iterable for the host, and the source behind it, which can be closed.
    pub(super) fn into_parts(self) -> (JsValue, Remaining) {
        let is_async = matches!(self.source, Source::Stream(_));
        let remaining = Remaining(Rc::new(RefCell::new(Some(self.source))));
        let (ids, closed) = (remaining.clone(), remaining.clone());
        let next = move || -> JsValue {
            if is_async {
                ids.promise().into()
            } else {
                ids.next().into()
            }
        };
        let next = Closure::<dyn Fn() -> JsValue>::wrap(Box::new(next)).into_js_value();
        let close = Closure::<dyn Fn()>::wrap(Box::new(move || closed.close())).into_js_value();
        #[expect(clippy::cast_precision_loss, reason = "nobody has 2^53 ids")]
        let size = self.size.map(|size| size as f64);
        (ids_from(&next, &close, is_async, size), remaining)
    }
}

impl Remaining {
    /// Drops the source, with all that it holds.
    pub(super) fn close(&self) {
        // Closed while it is being asked for an id, it is borrowed, and stays until that returns.
        let source = self.0.try_borrow_mut().ok().and_then(|mut it| it.take());
        drop(source);
    }

    fn next(&self) -> Option<String> {
        match self.0.try_borrow_mut().ok()?.as_mut()? {
            Source::Iterator(ids) => ids.next(),
            Source::Stream(_) => None,
        }
    }

    fn poll_next(&self, context: &mut Context<'_>) -> Poll<Option<String>> {
        match self.0.try_borrow_mut().as_deref_mut() {
            Ok(Some(Source::Stream(ids))) => ids.as_mut().poll_next(context),
            _ => Poll::Ready(None),
        }
    }

    fn promise(&self) -> Promise {
        let ids = self.clone();
        future_to_promise(async move { Ok(poll_fn(|context| ids.poll_next(context)).await.into()) })
    }
}

/// A stream whose items become strings.
struct Texts<S>(Pin<Box<S>>);

impl<S: Stream<Item: Into<String>>> Stream for Texts<S> {
    type Item = String;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<String>> {
        self.0
            .as_mut()
            .poll_next(context)
            .map(|id| id.map(Into::into))
    }
}
