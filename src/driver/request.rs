//! What the requests of a call, or of a run's job, are made of, and what became of the last one.

use alloc::rc::Rc;
use core::cell::Cell;

use pulse_core::{Endpoint, Failure, Instant, Limits};
use wasm_bindgen::prelude::*;

use super::{ClientState, HostResponse, SupplierResolver, Target, TrapCell};
use crate::errors::{self, Thrower};
use crate::host::{call as host, fetch};

/// What the requests of a call or of a whole run are made of.
pub struct RequestParts<R> {
    pub client: Rc<ClientState>,
    /// The query, or undefined.
    pub query: JsValue,
    /// Who is asked, where options are functions.
    pub resolver: Option<Rc<R>>,
    /// The client's target, or its own.
    pub target: Rc<Target>,
}

/// How far the machine behind a request is.
#[derive(Clone, Copy)]
pub struct Progress {
    pub endpoint: Endpoint,
    /// Requests sent so far.
    pub attempts: u32,
    pub limits: Limits,
}

/// The requests of a call, or of a run's job, one after the other.
pub struct Request<R> {
    pub parts: RequestParts<R>,
    /// Its slot in the host's table and in the driver's.
    pub slot: u32,
    /// Whether its call or job has ended.
    pub is_over: Cell<bool>,
    /// The id, percent-encoded.
    id: JsValue,
    /// The target, once suppliers have answered.
    target: TrapCell<Rc<Target>>,
    pub(super) sent_at: Cell<Instant>,
    /// Whether an attempt was sent whose end the observer has not been told of.
    pub(super) is_awaited: Cell<bool>,
    /// Whether the observer was told of the retry that comes next.
    pub(super) told_retry: Cell<bool>,
}

impl<R> Clone for RequestParts<R> {
    fn clone(&self) -> Self {
        Self {
            client: Rc::clone(&self.client),
            query: self.query.clone(),
            resolver: self.resolver.clone(),
            target: Rc::clone(&self.target),
        }
    }
}

impl<R: SupplierResolver> Request<R> {
    pub fn new(slot: u32, parts: RequestParts<R>, id: JsValue) -> Self {
        let target = TrapCell::new(Rc::clone(&parts.target));
        Self {
            parts,
            slot,
            is_over: Cell::new(false),
            id,
            target,
            sent_at: Cell::new(Instant::NEVER),
            is_awaited: Cell::new(false),
            told_retry: Cell::new(false),
        }
    }

    /// Asks the suppliers.
    pub fn ask_suppliers(&self) {
        if let Some(resolver) = &self.parts.resolver {
            host::supply(self.slot, &resolver.suppliers());
        }
    }

    /// Takes the suppliers' values.
    pub fn take_supplied(&self, progress: Progress) -> Result<(), JsValue> {
        let supplied = host::supplied(self.slot);
        if supplied.is_undefined() {
            return Err(self.thrown_error(progress, Thrower::Supplier));
        }
        if let Some(resolver) = &self.parts.resolver {
            let target = resolver.resolve(self.slot, &supplied)?;
            *self.target.borrow() = Rc::new(target);
        }
        Ok(())
    }

    /// Sends one request; `attempts` counts it in.
    pub fn send(&self, endpoint: Endpoint, attempts: u32, now: Instant, timeout: f64) {
        self.sent_at.set(now);
        self.is_awaited.set(true);
        let target = self.target();
        fetch::send(
            self.slot,
            endpoint as u32,
            &target.prefix,
            &self.id,
            &self.parts.query,
            &target.key,
            timeout,
            attempts,
        );
    }

    /// The request was answered.
    pub fn on_response(&self, progress: Progress, response: HostResponse, now: Instant) {
        self.is_awaited.set(false);
        self.observe_response(progress, response.status, now);
    }

    /// The error for a failure.
    pub fn error(&self, progress: Progress, failure: &Failure) -> JsValue {
        let Progress {
            limits, attempts, ..
        } = progress;
        errors::failed(self.slot, failure, limits, attempts, &self.target().key)
    }

    /// The error for a function of the caller's that threw.
    pub fn thrown_error(&self, progress: Progress, who: Thrower) -> JsValue {
        errors::thrown(self.slot, who, progress.attempts, &self.target().key)
    }

    fn target(&self) -> Rc<Target> {
        Rc::clone(&self.target.borrow())
    }
}
