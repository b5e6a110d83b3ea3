//! One pending call: its machine, and what its requests are made of.

use alloc::rc::Rc;
use alloc::string::String;
use core::cell::{Cell, RefCell};
use pulse_core::Duration;

use pulse_core::{
    Action, Answer, BulkOptions, Call, Endpoint, Failure, FailureKind, Limits, Pause, Plan, Shared,
    Terminal, Wait,
};
use wasm_bindgen::prelude::*;

use super::Origin;
use super::bulk::Job;
use crate::conversion::{Headers, RequestOptions};
use crate::{errors, fetch, settle};

/// What kind of call it is, as numbered in client.js.
pub mod kind {
    /// `DELETE /job/{jobId}`
    pub const CANCEL: u32 = 0;
    /// `GET /job/{jobId}`
    pub const GET: u32 = 1;
    /// Poll until the job has ended.
    #[cfg(feature = "typed")]
    pub const WAIT: u32 = 2;
    /// Cancel, then poll until the job has ended.
    pub const CANCEL_AND_WAIT: u32 = 3;
    /// Cancel many; from here on.
    pub const BULK: u32 = 4;
    /// The same for a source that is known to end.
    pub const BULK_FINITE: u32 = 5;
}

/// The machine of a call.
pub enum Task {
    /// One request with its retries.
    Call(Call),
    /// Requests until the job has ended; with whether its outcome is what the caller asked for.
    Wait(Wait, bool),
    /// A bulk run, or one job of it.
    Job(Job),
}

/// The machines have one shape, so each method is the same for both.
macro_rules! either {
    ($task:expr, $machine:ident => $body:expr) => {
        match $task {
            Task::Call($machine) => $body,
            Task::Wait($machine, _) => $body,
            Task::Job($machine) => $body,
        }
    };
}

impl Task {
    fn new(
        kind: u32,
        limits: Limits,
        request: Option<&RequestOptions>,
        now: Duration,
        prepare: bool,
        slot: u32,
        bulk: Option<BulkOptions>,
    ) -> Self {
        if let Some(bulk) = bulk {
            return Self::Job(Job::whole(
                slot,
                BulkOptions {
                    limits,
                    prepare,
                    ..bulk
                },
            ));
        }
        if kind == kind::CANCEL {
            return Self::Call(Call::new(Endpoint::CancelJob, limits, now, prepare));
        }
        if kind == kind::GET {
            return Self::Call(Call::new(Endpoint::GetJob, limits, now, prepare));
        }
        let cancel = kind == kind::CANCEL_AND_WAIT;
        let plan = Plan {
            cancel,
            cancel_on_abort: request.is_some_and(|request| request.cancel_on_abort),
            interval: request.map_or(crate::conversion::DEFAULT_INTERVAL, |request| {
                request.interval
            }),
        };
        Self::Wait(Wait::new(plan, limits, now, prepare), cancel)
    }

    pub fn poll(&mut self, now: Duration, shared: &mut Shared) -> Action {
        either!(self, machine => machine.poll(now, shared))
    }

    pub fn handle_prepared(&mut self) {
        either!(self, machine => machine.handle_prepared());
    }

    pub fn handle_response(&mut self, now: Duration, answer: &impl Answer, shared: &mut Shared) {
        either!(self, machine => machine.handle_response(now, answer, shared));
    }

    pub fn handle_failure(&mut self, now: Duration, shared: &mut Shared) {
        either!(self, machine => machine.handle_failure(now, shared));
    }

    pub fn handle_timeout(&mut self, now: Duration, shared: &mut Shared) {
        either!(self, machine => machine.handle_timeout(now, shared));
    }

    pub fn abort(&mut self) {
        either!(self, machine => machine.abort());
    }

    pub fn in_flight(&self) -> bool {
        either!(self, machine => machine.in_flight())
    }

    fn endpoint(&self) -> Endpoint {
        either!(self, machine => machine.endpoint())
    }

    fn attempts(&self) -> u32 {
        either!(self, machine => machine.attempts())
    }

    /// Whether a wait has just learnt the job's state.
    pub fn take_news(&mut self) -> bool {
        match self {
            Self::Call(_) | Self::Job(_) => false,
            Self::Wait(wait, _) => wait.take_news(),
        }
    }

    /// How the job ended, where the caller asked for that.
    pub fn outcome(&self) -> Option<Terminal> {
        match self {
            Self::Wait(wait, true) => wait.ended(),
            _ => None,
        }
    }
}

/// One pending call.
pub struct Pending {
    pub origin: Rc<Origin>,
    pub task: RefCell<Task>,
    /// When the host is to wake it at the latest.
    pub wake_at: Cell<Option<Duration>>,
    pub sent_at: Cell<Duration>,
    /// The last response's status.
    pub status: Cell<u16>,
    /// Whether an attempt was sent whose end nobody has been told of.
    pub awaited: Cell<bool>,
    slot: u32,
    /// The encoded id and the query.
    path: JsValue,
    /// Headers with suppliers among them, until they have been asked.
    pub(super) unresolved: Option<Headers>,
    /// Where this call's key and address are not its client's.
    pub(super) own: RefCell<Own>,
}

/// What a call has for itself.
#[derive(Default, Clone)]
pub struct Own {
    /// `Some(None)`: this call sends no key.
    pub key: Option<Option<String>>,
    /// What stands before the id.
    pub prefix: Option<JsValue>,
}

impl Pending {
    /// Readies a call: the machine, and beside the promise what is not the default.
    pub fn new(
        origin: &Rc<Origin>,
        slot: u32,
        kind: u32,
        path: JsValue,
        request: Option<&RequestOptions>,
        bulk: Option<BulkOptions>,
    ) -> Result<Self, JsValue> {
        let options = &origin.options;
        let limits = request.map_or(options.limits, |request| request.limits);
        let headers = super::prepare::headers(options, request);
        let prepare = super::prepare::has_suppliers(options, headers.as_ref());
        let now = crate::timers::now();
        let mut call = Self {
            origin: Rc::clone(origin),
            task: RefCell::new(Task::new(kind, limits, request, now, prepare, slot, bulk)),
            wake_at: Cell::new(None),
            sent_at: Cell::new(now),
            status: Cell::new(0),
            awaited: Cell::new(false),
            slot,
            path: match request {
                Some(request) if !request.query.is_empty() => with_query(&path, &request.query),
                _ => path,
            },
            unresolved: None,
            own: RefCell::default(),
        };
        let keepalive = request.is_some_and(|request| request.keepalive);
        let undefined = JsValue::UNDEFINED;
        let on_update = request.map_or(&undefined, |request| &request.on_update);
        let pairs = if prepare {
            call.unresolved = Some(headers.unwrap_or_default());
            JsValue::UNDEFINED
        } else {
            call.settle_headers(headers.as_ref())?
        };
        if options.fetch.is_function()
            || origin.observed()
            || keepalive
            || on_update.is_function()
            || pairs.is_object()
        {
            fetch::equip(
                slot,
                &options.fetch,
                &pairs,
                keepalive,
                &options.observer,
                on_update,
            );
        }
        Ok(call)
    }

    /// Does something with its part in a bulk run, if it has one.
    pub fn with_job<T>(&self, run: impl FnOnce(&mut Job) -> T) -> Option<T> {
        match &mut *self.task.borrow_mut() {
            Task::Job(job) => Some(run(job)),
            Task::Call(_) | Task::Wait(..) => None,
        }
    }

    /// One job of a bulk run, made of what the run was.
    pub fn job(&self, slot: u32, path: JsValue, job: Job) -> Self {
        Self {
            origin: Rc::clone(&self.origin),
            task: RefCell::new(Task::Job(job)),
            wake_at: Cell::new(None),
            sent_at: self.sent_at.clone(),
            status: Cell::new(0),
            awaited: Cell::new(false),
            slot,
            // A run's own path is its query, or undefined.
            path: match self.path.as_string() {
                Some(query) => with_query(&path, &query),
                None => path,
            },
            unresolved: self.unresolved.clone(),
            own: self.own.clone(),
        }
    }

    pub(super) const fn slot(&self) -> u32 {
        self.slot
    }

    /// Sends one request.
    pub fn send(&self, endpoint: Endpoint, milliseconds: f64) {
        let own = self.own.borrow();
        let options = &self.origin.options;
        let prefix = own.prefix.as_ref().or(options.base.fixed());
        let undefined = JsValue::UNDEFINED;
        let prefix = prefix.unwrap_or(&undefined);
        let get = endpoint == Endpoint::GetJob;
        fetch::send(
            self.slot,
            get,
            prefix,
            &self.path,
            self.key(&own),
            milliseconds,
        );
    }

    /// The key of this call, or "" for none.
    pub(super) fn key<'a>(&'a self, own: &'a Own) -> &'a str {
        match &own.key {
            Some(key) => key.as_deref().unwrap_or_default(),
            None => self.origin.options.key.text().unwrap_or_default(),
        }
    }

    /// The error of this call for a failure.
    pub fn error(&self, failure: &Failure) -> JsValue {
        let attempts = self.task.borrow().attempts();
        let own = self.own.borrow();
        errors::failed(
            self.slot,
            self.status.get(),
            failure,
            attempts,
            self.key(&own),
        )
    }

    /// The error for a function of the caller's that threw.
    pub fn thrown_error(&self, what: &str) -> JsValue {
        let attempts = self.task.borrow().attempts();
        let own = self.own.borrow();
        errors::thrown(self.slot, what, attempts, self.key(&own))
    }

    /// Tells the observer of something without a status of its own.
    pub fn observe(&self, kind: &str, delay_in_seconds: f64, error: &JsValue) {
        self.tell(kind, -1, -1.0, delay_in_seconds, error);
    }

    /// Tells the observer that an attempt has ended, with a response or badly.
    pub fn observe_response(&self, now: Duration, failed: Option<FailureKind>) {
        let duration = now.saturating_sub(self.sent_at.get()).as_secs_f64();
        match failed {
            None => self.tell(
                "response",
                i32::from(self.status.get()),
                duration,
                -1.0,
                &JsValue::UNDEFINED,
            ),
            Some(kind) => {
                let error = self.error(&Failure::of(kind));
                self.tell("response", -1, duration, -1.0, &error);
            }
        }
    }

    /// Tells the observer that an attempt was lost, if one was.
    pub fn observe_loss(&self, now: Duration, kind: FailureKind) {
        if self.awaited.take() && self.origin.observed() {
            self.observe_response(now, Some(kind));
        }
    }

    /// Tells the observer of a wait.
    pub fn observe_pause(&self, delay: Duration, why: Pause) {
        let delay = delay.as_secs_f64();
        match why {
            Pause::Retry(kind) => {
                let error = self.error(&Failure::of(kind));
                self.observe("retry", delay, &error);
            }
            Pause::Gate => self.observe("gate", delay, &JsValue::UNDEFINED),
            Pause::Poll => {}
        }
    }

    fn tell(&self, kind: &str, status: i32, duration: f64, delay: f64, error: &JsValue) {
        let (get, attempt) = {
            let task = self.task.borrow();
            (task.endpoint() == Endpoint::GetJob, task.attempts())
        };
        settle::observe(
            self.slot, kind, get, attempt, status, duration, delay, error,
        );
    }
}

fn with_query(path: &JsValue, query: &str) -> JsValue {
    JsValue::from_str(&(path.as_string().unwrap_or_default() + query))
}
