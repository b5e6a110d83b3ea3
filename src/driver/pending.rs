//! One pending call: its machine, and what its requests are made of.

use alloc::rc::Rc;
use core::cell::Cell;

use pulse_core::{Endpoint, Failure, Instant, Limits};
use wasm_bindgen::prelude::*;

use super::bulk::Job;
use super::task::Task;
use super::{Lent, Origin, Parts, Recipe, clock};
use crate::errors::Thrower;
use crate::values::joined;
use crate::{errors, fetch, timers};

/// One pending call.
pub struct Pending<R> {
    pub origin: Rc<Origin>,
    pub task: Lent<Task>,
    /// When the host is to wake it at the latest.
    pub wake_at: Cell<Instant>,
    pub sent_at: Cell<Instant>,
    /// The last response's status.
    pub status: Cell<u16>,
    /// Whether an attempt was sent whose end nobody has been told of.
    pub awaited: Cell<bool>,
    /// Whether the observer was told of the retry that comes next.
    pub told_retry: Cell<bool>,
    /// Its place in the driver's table and in the host's.
    pub slot: u32,
    /// What stands for the id in the path, and the query; of a bulk run the query alone.
    path: JsValue,
    /// How its parts are learnt, where options are functions.
    recipe: Option<Rc<R>>,
    /// Its client's parts, or its own.
    parts: Lent<Rc<Parts>>,
}

impl<R: Recipe> Pending<R> {
    /// A call that has not begun. `recipe` is for a task that asks to be prepared.
    pub fn new(
        origin: &Rc<Origin>,
        slot: u32,
        task: Task,
        path: JsValue,
        recipe: Option<Rc<R>>,
        parts: Rc<Parts>,
    ) -> Self {
        Self {
            origin: Rc::clone(origin),
            task: Lent::new(task),
            wake_at: Cell::new(Instant::NEVER),
            sent_at: Cell::new(clock::now()),
            status: Cell::new(0),
            awaited: Cell::new(false),
            told_retry: Cell::new(false),
            slot,
            path,
            recipe,
            parts: Lent::new(parts),
        }
    }

    /// One job of a bulk run, made of what the run was.
    pub fn job(&self, slot: u32, path: &JsValue, job: Job) -> Self {
        Self::new(
            &self.origin,
            slot,
            Task::Job(job),
            joined(path, &self.path),
            self.recipe.clone(),
            self.parts(),
        )
    }

    /// Does something with its part in a bulk run, if it has one.
    pub fn with_job<T>(&self, run: impl FnOnce(&mut Job) -> T) -> Option<T> {
        match &mut *self.task.lend() {
            Task::Job(job) => Some(run(job)),
            Task::Wait(..) => None,
        }
    }

    /// Asks the suppliers.
    pub fn supply(&self) {
        if let Some(recipe) = &self.recipe {
            fetch::supply(self.slot, &recipe.suppliers());
        }
    }

    /// Takes the suppliers' values.
    pub fn prepare(&self, supplied: &JsValue) -> Result<(), JsValue> {
        if supplied.is_undefined() {
            return Err(self.thrown_error(Thrower::Supplier));
        }
        if let Some(recipe) = &self.recipe {
            let parts = recipe.parts(self.slot, supplied)?;
            *self.parts.lend() = Rc::new(parts);
        }
        Ok(())
    }

    /// Asks to be woken at `until`, or a piece of the way there.
    pub fn sleep(&self, until: Instant, now: Instant) {
        self.wake_at.set(until);
        timers::sleep(self.slot, clock::millis_until(until, now));
    }

    /// Sends one request.
    pub fn send(&self, endpoint: Endpoint, milliseconds: f64) {
        let get = endpoint == Endpoint::GetJob;
        let parts = self.parts();
        fetch::send(
            self.slot,
            get,
            &parts.prefix,
            &self.path,
            &parts.key,
            milliseconds,
        );
    }

    fn parts(&self) -> Rc<Parts> {
        Rc::clone(&self.parts.lend())
    }

    /// The error of this call for a failure.
    pub fn error(&self, failure: &Failure) -> JsValue {
        let (limits, attempts) = self.so_far();
        errors::failed(self.slot, failure, limits, attempts, &self.parts().key)
    }

    /// The error for a function of the caller's that threw.
    pub fn thrown_error(&self, who: Thrower) -> JsValue {
        let (_, attempts) = self.so_far();
        errors::thrown(self.slot, who, attempts, &self.parts().key)
    }

    fn so_far(&self) -> (Limits, u32) {
        let task = self.task.lend();
        (task.limits(), task.attempts())
    }
}
