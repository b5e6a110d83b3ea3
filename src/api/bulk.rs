//! A bulk run, as a Rust stream of outcomes or a future of their summary.

use core::future::{Future, IntoFuture, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_core::Stream;
use js_sys::{AsyncIterator, Function, IteratorNext, Promise, Reflect, Symbol};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::ids::Remaining;
use super::{Error, JobOutcome, Summary};
use crate::client::Begun;
use crate::host::typed::abandon_run;

/// A bulk run, which is under way.
///
/// It is a [`Stream`] of one outcome for each distinct job, as it settles; [`BulkRun::next`] reads it without another crate. If
/// the outcomes do not matter, [`BulkRun::summary`], or awaiting the run itself, counts them. Until either begins, no more than
/// `concurrency` jobs are begun, since a job whose outcome has not been read counts as under way.
///
/// An error of the stream, rather than of a job in it, is its last item: the options were refused, or the module has failed.
/// Dropping the run, its stream or its summary aborts what is in flight and drops the ids.
#[must_use = "dropping a run aborts it"]
pub struct BulkRun {
    begun: Result<Handle, Error>,
    /// The iterator over its outcomes, once one is read.
    outcomes: Option<AsyncIterator>,
    /// The next outcome, while it is waited for.
    pending: Option<JsFuture>,
    is_over: bool,
}

/// A run in the host.
struct Handle {
    slot: u32,
    value: JsValue,
    ids: Remaining,
}

impl BulkRun {
    /// A run whose options could not be passed to the host.
    pub(super) const fn refused(error: Error) -> Self {
        Self::of(Err(error))
    }

    pub(super) fn new(begun: Begun, ids: Remaining) -> Self {
        Self::of(Ok(Handle {
            slot: begun.slot,
            value: begun.promise,
            ids,
        }))
    }

    const fn of(begun: Result<Handle, Error>) -> Self {
        Self {
            begun,
            outcomes: None,
            pending: None,
            is_over: false,
        }
    }

    /// The next outcome, or None after the last.
    pub async fn next(&mut self) -> Option<Result<JobOutcome, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// How all jobs ended, once they have.
    ///
    /// It resolves to an error if the options were refused, or if outcomes were read before: use one way or the other.
    pub fn summary(self) -> SummaryFuture {
        let promise = match &self.begun {
            Ok(handle) => Promise::resolve(&handle.value),
            Err(error) => Promise::reject(&error.clone().into_value()),
        };
        SummaryFuture {
            run: self,
            summary: promise.into(),
        }
    }

    /// Starts no more jobs: those not begun are skipped as aborted, and those in flight finish, without a retry. The remaining
    /// outcomes can still be read.
    pub fn stop(&self) {
        if let Ok(handle) = &self.begun
            && let Ok(stop) = method(&handle.value, &JsValue::from_str("stop"))
        {
            // It reports to the driver, and never throws.
            let _ = stop.call0(&handle.value);
        }
    }

    fn poll_step(&mut self, context: &mut Context<'_>) -> Poll<Result<IteratorNext, Error>> {
        let handle = self.begun.as_ref().map_err(Clone::clone)?;
        let outcomes = match &mut self.outcomes {
            Some(outcomes) => outcomes,
            none => none.insert(handle.outcomes()?),
        };
        let pending = match &mut self.pending {
            Some(pending) => pending,
            none => none.insert(outcomes.next()?.into()),
        };
        let step = ready!(Pin::new(pending).poll(context));
        self.pending = None;
        Poll::Ready(Ok(step?.unchecked_into()))
    }
}

impl Handle {
    /// The iterator over the outcomes.
    fn outcomes(&self) -> Result<AsyncIterator, Error> {
        let open = method(&self.value, &Symbol::async_iterator())?;
        Ok(open.call0(&self.value)?.unchecked_into())
    }
}

fn method(value: &JsValue, name: &JsValue) -> Result<Function, Error> {
    Ok(Reflect::get(value, name)?.unchecked_into())
}

impl Stream for BulkRun {
    type Item = Result<JobOutcome, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let step = ready!(self.poll_step(context));
        self.is_over = step.as_ref().map_or(true, IteratorNext::done);
        Poll::Ready(match step {
            Ok(step) if step.done() => None,
            Ok(step) => Some(Ok(JobOutcome::of(&step.value()))),
            Err(error) => Some(Err(error)),
        })
    }
}

impl IntoFuture for BulkRun {
    type Output = Result<Summary, Error>;
    type IntoFuture = SummaryFuture;

    fn into_future(self) -> SummaryFuture {
        self.summary()
    }
}

impl Drop for BulkRun {
    fn drop(&mut self) {
        if let Ok(handle) = &self.begun
            && !self.is_over
        {
            abandon_run(handle.slot, &handle.value);
            handle.ids.close();
        }
    }
}

/// The summary of a run, once all its jobs have ended. Dropping it aborts the run.
#[must_use = "dropping it aborts the run"]
pub struct SummaryFuture {
    run: BulkRun,
    summary: JsFuture,
}

impl Future for SummaryFuture {
    type Output = Result<Summary, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let summary = ready!(Pin::new(&mut self.summary).poll(context));
        // Dropping the stream, whose outcomes were read, aborts the run.
        self.run.is_over = self.run.outcomes.is_none();
        Poll::Ready(match summary {
            Ok(summary) => Ok(Summary::of(&summary)),
            Err(error) => Err(error.into()),
        })
    }
}
