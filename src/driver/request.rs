//! The requests of a call or of a run's job: what they are made of, and the state of the last one.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::Cell;
use core::mem::replace;

use pulse_core::{Endpoint, Failure, Instant, Limits};
use wasm_bindgen::prelude::*;

use super::job_path::IS_KEY;
use super::{ClientState, HostResponse, SupplierResolver, Target, TrapCell};
use crate::errors::{self, Thrower};
use crate::host::{call as host, fetch, settle, values::Array};

/// What the requests of a call or of a whole run are made of.
pub struct RequestParts<R> {
    /// The limits of each call.
    pub limits: Limits,
    /// The query, or undefined.
    pub query: JsValue,
    /// Resolves the options that are functions.
    pub resolver: R,
    /// Whether there are any.
    pub asks: bool,
    /// The client's target, or the call's own.
    pub target: Rc<Target>,
}

impl<R: SupplierResolver> RequestParts<R> {
    pub fn client(&self) -> &ClientState {
        self.resolver.client()
    }
}

/// How many earlier targets are remembered for their keys; when there are more, the last one alone.
const EARLIER: usize = 100;

/// What the suppliers' values make.
struct Supplied {
    target: Rc<Target>,
    /// Whether its key is another than that of the last request.
    has_changed: bool,
}

/// The requests of a call, or of a run's job, one after the other.
pub struct Request<R> {
    pub parts: Rc<RequestParts<R>>,
    /// Its slot in the host's table and in the driver's.
    pub slot: u32,
    /// Whether its call or job has ended.
    pub is_over: Cell<bool>,
    /// The id, percent-encoded.
    id: JsValue,
    /// Where the last request went, or the first one will go.
    target: TrapCell<Rc<Target>>,
    /// The target that the suppliers' values make. The next request takes it: until then errors are about the last one, whose
    /// key is to be scrubbed from them.
    supplied: TrapCell<Option<Supplied>>,
    /// Where earlier requests went with other keys: a late answer may still quote those.
    earlier: TrapCell<Vec<Rc<Target>>>,
    /// The endpoint of the last request, or of the next one.
    pub(super) endpoint: Cell<Endpoint>,
    /// Requests sent so far, as the machine counts them.
    pub(super) attempts: Cell<u32>,
    pub(super) sent_at: Cell<Instant>,
    /// Whether an attempt is in flight whose end has not been reported to the observer.
    pub(super) is_awaited: Cell<bool>,
    /// Whether the next attempt has been reported to the observer as a retry.
    pub(super) told_retry: Cell<bool>,
}

impl<R: SupplierResolver> Request<R> {
    pub fn new(slot: u32, parts: Rc<RequestParts<R>>, id: JsValue, endpoint: Endpoint) -> Self {
        Self {
            target: TrapCell::new(Rc::clone(&parts.target)),
            parts,
            slot,
            is_over: Cell::new(false),
            id,
            supplied: TrapCell::new(None),
            earlier: TrapCell::new(Vec::new()),
            endpoint: Cell::new(endpoint),
            attempts: Cell::new(0),
            sent_at: Cell::new(Instant::NEVER),
            is_awaited: Cell::new(false),
            told_retry: Cell::new(false),
        }
    }

    /// Calls the suppliers; false where they are to be asked `again` for the key, and none of them gives it.
    pub fn ask_suppliers(&self, again: bool) -> bool {
        let parts = &self.parts;
        let asks = parts.asks && (!again || parts.resolver.gives_key());
        if asks {
            parts.resolver.ask(self.slot);
        }
        asks
    }

    /// Takes the suppliers' values. Returns whether their key is another than that of the last request.
    pub fn take_supplied(&self) -> Result<bool, JsValue> {
        let supplied = host::supplied(self.slot);
        if supplied.is_undefined() {
            return Err(self.thrown_error(Thrower::Supplier));
        }
        let target = self.parts.resolver.resolve(self.slot, &supplied)?;
        if settle::hide_id(self.slot, &target.key) {
            return Err(errors::validation(IS_KEY));
        }
        let has_changed = target.key != self.target().key;
        *self.supplied.borrow() = Some(Supplied {
            target: Rc::new(target),
            has_changed,
        });
        Ok(has_changed)
    }

    /// Sends the next request, with a timer for `due`. `attempts`: how many are sent then.
    pub fn send(&self, now: Instant, due: Instant, attempts: u32) {
        self.attempts.set(attempts);
        self.sent_at.set(now);
        self.is_awaited.set(true);
        if let Some(supplied) = self.supplied.borrow().take() {
            let last = replace(&mut *self.target.borrow(), supplied.target);
            if supplied.has_changed {
                let mut earlier = self.earlier.borrow();
                // A supplier may give another key for each poll of a wait without end.
                if earlier.len() > EARLIER {
                    earlier.clear();
                }
                earlier.push(last);
            }
        }
        let target = self.target();
        fetch::send(
            self.slot,
            self.endpoint.get() as u32,
            &target.prefix,
            &self.id,
            &self.parts.query,
            &target.key,
            due.saturating_duration_since(now).as_millis_f64(),
            attempts,
        );
    }

    /// The request was answered.
    pub fn on_response(&self, response: HostResponse, now: Instant) {
        self.is_awaited.set(false);
        self.observe_response(response.status, now);
    }

    /// The error for a failure.
    pub fn error(&self, failure: &Failure) -> JsValue {
        let attempts = self.attempts.get();
        errors::failed(
            self.slot,
            failure,
            &self.parts.limits,
            attempts,
            &self.keys(),
        )
    }

    /// The error for a function that is not ours, and threw.
    pub fn thrown_error(&self, who: Thrower) -> JsValue {
        errors::thrown(self.slot, who, self.attempts.get(), &self.keys())
    }

    /// Every key that it has sent or is to send.
    fn keys(&self) -> Array {
        let keys = Array::new();
        keys.push(&JsValue::from_str(&self.target().key));
        for target in self.earlier.borrow().iter() {
            keys.push(&JsValue::from_str(&target.key));
        }
        keys
    }

    fn target(&self) -> Rc<Target> {
        Rc::clone(&self.target.borrow())
    }
}
