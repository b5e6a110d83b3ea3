//! A pending call: one request with its retries, or requests until a job has ended.

use alloc::rc::Rc;
use core::cell::Cell;

use pulse_core::{Action, Failure, FailureKind, Instant, Pause, Terminal, Wait};
use wasm_bindgen::prelude::*;

use super::request::{Request, RequestParts};
use super::{Driver, Event, HostResponse, SupplierResolver, TrapCell, set_timer};
use crate::errors::Thrower;
use crate::host::{call as host, settle};

/// A pending call.
pub struct Call<R> {
    pub request: Request<R>,
    wait: TrapCell<Wait>,
    /// Whether the result says how the job ended.
    tells_outcome: bool,
    /// When the timer that was set last is due.
    due: Cell<Instant>,
    /// How many events it had: one that came while a caller's function ran has done all there was to do.
    events: Cell<u32>,
}

impl<R: SupplierResolver> Call<R> {
    /// A call that has not begun; `id` is percent-encoded.
    pub fn new(
        slot: u32,
        parts: Rc<RequestParts<R>>,
        id: JsValue,
        wait: Wait,
        tells_outcome: bool,
    ) -> Self {
        Self {
            request: Request::new(slot, parts, id, wait.endpoint()),
            wait: TrapCell::new(wait),
            tells_outcome,
            due: Cell::default(),
            events: Cell::new(0),
        }
    }
}

impl<R: SupplierResolver> Driver<R> {
    pub(super) fn on_call_event(
        &self,
        call: &Call<R>,
        event: Event,
        response: Option<HostResponse>,
    ) {
        let request = &call.request;
        let due = match event {
            Event::Timer => call.due.get(),
            _ => Instant::default(),
        };
        let now = request.parts.client().now(due);
        // A clock of the caller's own may have ended the call.
        if request.is_over.get() {
            return;
        }
        let events = call.events.get().wrapping_add(1);
        call.events.set(events);
        if event == Event::Broke {
            return self.reject(call, &request.thrown_error(Thrower::Platform));
        }
        if event == Event::Supplied {
            match request.take_supplied() {
                Ok(key_changed) => call.wait.borrow().handle_prepared(key_changed),
                Err(error) => {
                    // A call that was aborted meanwhile is rejected as aborted, whatever its suppliers said.
                    let error = if call.wait.borrow().is_aborted() {
                        request.error(&Failure::of(FailureKind::Aborted))
                    } else {
                        error
                    };
                    return self.reject(call, &error);
                }
            }
        }
        if let Some(response) = response {
            request.on_response(response, now);
        }
        if call.events.get() != events {
            return;
        }
        let (news, in_flight) = request.parts.client().with_shared(|shared| {
            let mut wait = call.wait.borrow();
            if let Some(response) = &response {
                wait.handle_response(now, response, shared);
            }
            match event {
                Event::Timer => wait.handle_timeout(now, shared),
                Event::Failure => wait.handle_failure(now, shared),
                Event::Abort => wait.abort(now),
                _ => {}
            }
            (wait.take_news(), wait.in_flight())
        });
        match event {
            Event::Timer if !in_flight => host::cancel(request.slot),
            Event::Response if news => settle::update(request.slot),
            Event::Abort => {
                host::cancel(request.slot);
                request.observe_loss(now, FailureKind::Aborted);
            }
            _ => {}
        }
        self.step(call, now);
    }

    /// Carries out a call's next action, unless a caller's function has ended the call.
    pub(super) fn step(&self, call: &Call<R>, now: Instant) {
        let request = &call.request;
        if request.is_over.get() {
            return;
        }
        let events = call.events.get();
        let client = request.parts.client();
        let action = client.with_shared(|shared| call.wait.borrow().poll(now, shared));
        if let Action::Sleep {
            why: Pause::Retry(kind),
            ..
        }
        | Action::Fail(Failure { kind, .. }) = action
        {
            request.observe_loss(now, kind);
            // The handler may have aborted the call.
            if call.events.get() != events {
                return;
            }
        }
        match action {
            Action::Prepare { again, until } => {
                if self.sleep(call, until, now) && !request.ask_suppliers(again) {
                    call.wait.borrow().handle_prepared(false);
                    self.step(call, now);
                }
            }
            Action::Send {
                endpoint,
                retry_of,
                until,
                ..
            } => {
                let due = until.timer_due(now);
                call.due.set(due);
                request.endpoint.set(endpoint);
                request.observe_attempt(now, retry_of);
                // The handler may have ended the call.
                let attempts = call.wait.borrow().begin_attempt();
                if let Some(attempts) = attempts {
                    request.send(now, due, attempts);
                }
            }
            Action::Sleep { until, delay, why } => {
                request.endpoint.set(call.wait.borrow().endpoint());
                if self.sleep(call, until, now) {
                    request.observe_pause(delay, why);
                }
            }
            Action::Wait { until } => {
                self.sleep(call, until, now);
            }
            Action::Succeed => {
                self.put(request.slot, None);
                request.is_over.set(true);
                let outcome = if call.tells_outcome {
                    call.wait.borrow().ended().map(Terminal::name)
                } else {
                    None
                };
                settle::resolve(request.slot, outcome);
            }
            Action::Fail(failure) => self.reject(call, &request.error(&failure)),
        }
    }

    /// Sets a call's timer for `until`, or for a piece of that wait. Returns whether the call goes on.
    fn sleep(&self, call: &Call<R>, until: Instant, now: Instant) -> bool {
        set_timer(call.request.slot, &call.due, until, now);
        !call.request.is_over.get()
    }

    fn reject(&self, call: &Call<R>, error: &JsValue) {
        // What a response of the caller's own has for its error may have aborted the call.
        if call.request.is_over.get() {
            return;
        }
        self.put(call.request.slot, None);
        call.request.is_over.set(true);
        settle::reject(call.request.slot, error);
    }
}
