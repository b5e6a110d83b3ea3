//! The one driver loop: carries out what a machine asks for, and tells it what happened.
//!
//! Invariant: nothing is borrowed while the host is called with something that may call back at once.

mod answer;
mod bulk;
mod clock;
mod lent;
mod observe;
mod origin;
mod path;
mod pending;
mod recipe;
mod task;

use alloc::rc::Rc;
use alloc::vec::Vec;

use pulse_core::{Action, Failure, FailureKind, Instant, Pause, Terminal};
use wasm_bindgen::prelude::*;

pub use bulk::Job;
pub use clock::now;
use lent::Lent;
pub use origin::{Origin, Parts};
pub use path::job_path;
pub use pending::Pending;
pub use recipe::Recipe;
pub use task::{Task, kind};

use crate::{fetch, settle};
use answer::HostAnswer;

/// What the host reports, as numbered in host.js.
mod event {
    pub const RESPONSE: u32 = 0;
    pub const FAILURE: u32 = 1;
    pub const TIMER: u32 = 2;
    pub const ABORT: u32 = 3;
    pub const SUPPLIED: u32 = 4;
}

/// The pending calls of one loaded module. One kind of recipe, known when compiling: without a call through a table
/// the module needs none, nor the functions of its libraries that stand in it.
pub struct Driver<R> {
    calls: Lent<Vec<Option<Rc<Pending<R>>>>>,
}

impl<R> Default for Driver<R> {
    fn default() -> Self {
        Self {
            calls: Lent::default(),
        }
    }
}

impl<R: Recipe> Driver<R> {
    /// Begins a call, or says why it cannot begin; the host holds its promise under `slot`.
    pub fn start(&self, slot: u32, call: Result<Pending<R>, JsValue>) {
        match call {
            Ok(call) => {
                self.put(slot, Some(Rc::new(call)));
                self.step(slot);
            }
            Err(error) => settle::reject(slot, &error),
        }
    }

    /// Something happened to a call.
    pub fn wake(&self, slot: u32, event: u32, status: u32, bits: u32) {
        let Some(call) = self.get(slot) else { return };
        let now = clock::now();
        match event {
            event::TIMER => {
                let until = call.wake_at.replace(Instant::NEVER);
                if now < until {
                    // A piece of a long wait, or a timer that fired early.
                    return call.sleep(until, now);
                }
            }
            event::RESPONSE => {
                call.status.set(u16::try_from(status).unwrap_or_default());
                call.awaited.set(false);
                if call.origin.observed {
                    call.observe_response(now, None);
                }
            }
            event::SUPPLIED => {
                if let Err(error) = call.prepare(&fetch::supplied(slot))
                    && call.with_job(|job| job.refuse(error.clone())).is_none()
                {
                    // A call that was aborted meanwhile ends as that, whatever its suppliers say.
                    let error = if call.task.lend().is_aborted() {
                        call.error(&Failure::of(FailureKind::Aborted))
                    } else {
                        error
                    };
                    self.put(slot, None);
                    return settle::reject(slot, &error);
                }
            }
            event::FAILURE | event::ABORT => {}
            _ => self.tell_job(&call, event, status),
        }
        if !self.holds(slot, &call) {
            return;
        }
        let (news, in_flight) = call.origin.with_shared(|shared| {
            let mut task = call.task.lend();
            match event {
                event::TIMER => task.handle_timeout(now, shared),
                event::RESPONSE => {
                    let endpoint = task.endpoint();
                    let answer = HostAnswer {
                        slot,
                        endpoint,
                        status,
                        bits,
                    };
                    task.handle_response(now, &answer, shared);
                }
                event::FAILURE => task.handle_failure(now, shared),
                event::ABORT => task.abort(),
                event::SUPPLIED => task.handle_prepared(),
                _ => {}
            }
            (task.take_news(), task.in_flight())
        });
        match event {
            event::TIMER if !in_flight => fetch::cancel(slot),
            event::RESPONSE if news => settle::update(slot),
            event::ABORT => {
                fetch::cancel(slot);
                call.observe_loss(now, FailureKind::Aborted);
            }
            _ => {}
        }
        if !self.holds(slot, &call) {
            return;
        }
        self.step(slot);
    }

    /// Does the next thing that a call asks for.
    fn step(&self, slot: u32) {
        let Some(call) = self.get(slot) else { return };
        if let Some(run) = call.with_job(|job| Rc::clone(job.run())) {
            return self.drive(&run);
        }
        let now = clock::now();
        let action = call
            .origin
            .with_shared(|shared| call.task.lend().poll(now, shared));
        if call.awaited.get() && call.origin.observed {
            match action {
                Action::Sleep {
                    why: Pause::Retry(kind),
                    ..
                }
                | Action::Fail(Failure { kind, .. }) => call.observe_loss(now, kind),
                _ => {}
            }
            // The handler may have aborted the call.
            if !self.holds(slot, &call) {
                return;
            }
        }
        match action {
            Action::Prepare { until } => {
                call.sleep(until, now);
                call.supply();
            }
            Action::Send {
                endpoint,
                attempt,
                until,
            } => {
                call.wake_at.set(until);
                call.sent_at.set(now);
                if call.origin.observed {
                    call.observe_attempt(attempt);
                    if !self.holds(slot, &call) {
                        return;
                    }
                }
                call.awaited.set(true);
                call.send(endpoint, clock::millis_until(until, now));
            }
            Action::Sleep { until, delay, why } => {
                call.sleep(until, now);
                if call.origin.observed {
                    call.observe_pause(delay, why);
                }
            }
            Action::Wait { until } => call.sleep(until, now),
            Action::Succeed => {
                self.put(slot, None);
                let outcome = call.task.lend().outcome().map(Terminal::name);
                settle::resolve(slot, outcome);
            }
            Action::Fail(failure) => {
                let error = call.error(&failure);
                self.put(slot, None);
                settle::reject(slot, &error);
            }
        }
    }

    fn get(&self, slot: u32) -> Option<Rc<Pending<R>>> {
        self.calls.lend().get(slot as usize)?.clone()
    }

    /// Whether the call is still pending; a caller's function may have ended it.
    fn holds(&self, slot: u32, call: &Rc<Pending<R>>) -> bool {
        self.get(slot).is_some_and(|held| Rc::ptr_eq(&held, call))
    }

    fn put(&self, slot: u32, call: Option<Rc<Pending<R>>>) {
        let slot = slot as usize;
        let mut calls = self.calls.lend();
        if calls.len() <= slot {
            calls.resize_with(slot.wrapping_add(1), || None);
        }
        if let Some(place) = calls.get_mut(slot) {
            *place = call;
        }
    }
}
