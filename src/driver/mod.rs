//! The driver: carries out what the machines of pulse-core ask for, and tells them what happened.
//!
//! Invariant: nothing is borrowed while the host is called with something that may call back at once.

mod call;
mod client_state;
mod job_path;
mod observe;
mod request;
mod response;
mod run;
mod run_job;
mod supplier_resolver;
mod trap_cell;

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::{Cell, RefMut};

use pulse_core::{Endpoint, Instant};
use wasm_bindgen::prelude::*;

pub use call::Call;
pub use client_state::{ClientState, Target};
pub use job_path::job_path;
pub use request::RequestParts;
use response::HostResponse;
pub use run::Run;
pub use supplier_resolver::SupplierResolver;
pub use trap_cell::TrapCell;

use crate::host::{call as call_host, fetch};
use run_job::RunJob;

/// What the host reports about an entry; some events carry one or two numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The request in flight was answered: the status, and 1 if the body has all required fields.
    Response,
    /// The body was longer than the limit: the status.
    Oversized,
    /// The fetch function returned something other than a Response.
    NotAResponse,
    /// The request failed.
    Failure,
    /// The entry's timer fired.
    Timer,
    /// The caller's signal aborted.
    Abort,
    /// The suppliers have answered, or one threw.
    Supplied,
    /// A run's source gave an id.
    IdPulled,
    /// The source has no more ids.
    SourceEnded,
    /// The source threw.
    SourceThrew,
    /// The source was closed.
    SourceClosed,
    /// `onlyIf` has returned: 1 if the job is to be cancelled.
    Judged,
    /// `onlyIf` threw.
    JudgeThrew,
    /// The outcome of a run's job was read: the job's index.
    OutcomeTaken,
    /// The iteration over a run's outcomes was left early.
    Left,
    /// The run is to start no more jobs.
    Stop,
    /// A function of the platform has failed.
    Broke,
}

/// What is pending: a call, a run, or a job of a run.
enum Entry<R> {
    Call(Call<R>),
    // Its jobs hold it too.
    Run(Rc<Run<R>>),
    RunJob(RunJob<R>),
}

/// Entries by small numbers.
struct Entries<R>(TrapCell<Vec<Option<Rc<Entry<R>>>>>);

impl<R> Entries<R> {
    const fn new() -> Self {
        Self(TrapCell::new(Vec::new()))
    }

    fn get(&self, at: u32) -> Option<Rc<Entry<R>>> {
        self.0.borrow().get(at as usize)?.clone()
    }

    #[inline(never)]
    fn put(&self, at: u32, entry: Option<Rc<Entry<R>>>) {
        let at = at as usize;
        let mut entries = self.0.borrow();
        if entries.len() <= at {
            entries.resize_with(at.wrapping_add(1), || None);
        }
        if let Some(current) = entries.get_mut(at) {
            *current = entry;
        }
    }
}

/// All that is pending in one loaded module, by the host's slots. Generic over its one `SupplierResolver` rather than holding a
/// trait object: without dynamic dispatch the module needs no function table, and the linker drops what only a table refers to.
pub struct Driver<R> {
    entries: Entries<R>,
    /// The module's own exports, through which the host reports events; None before the first call.
    exports: TrapCell<Option<JsValue>>,
}

impl<R> Driver<R> {
    /// A driver with nothing pending.
    pub const fn new() -> Self {
        Self {
            entries: Entries::new(),
            exports: TrapCell::new(None),
        }
    }
}

impl<R: SupplierResolver> Driver<R> {
    /// The exports through which the host reports the events of a new record.
    pub fn exports(&self) -> RefMut<'_, JsValue> {
        RefMut::map(self.exports.borrow(), |exports| {
            exports.get_or_insert_with(|| {
                register_endpoints();
                wasm_bindgen::exports()
            })
        })
    }

    /// Begins a call.
    pub fn start_call(&self, call: Call<R>, now: Instant) {
        let slot = call.request.slot;
        let entry = Rc::new(Entry::Call(call));
        self.put(slot, Some(Rc::clone(&entry)));
        if let Entry::Call(call) = &*entry {
            self.step(call, now);
        }
    }

    /// Begins a run.
    pub fn start_run(&self, run: Run<R>) {
        let run = Rc::new(run);
        self.put(run.slot, Some(Rc::new(Entry::Run(Rc::clone(&run)))));
        self.drive(&run);
    }

    /// Something happened to an entry.
    pub fn on_event(&self, slot: u32, event: Event, first: u32, second: u32) {
        let Some(entry) = self.entries.get(slot) else {
            return;
        };
        let response = HostResponse::of(slot, event, first, second);
        match &*entry {
            Entry::Call(call) => self.on_call_event(call, event, response),
            Entry::Run(run) => self.on_run_event(run, event, first),
            Entry::RunJob(job) => self.on_job_event(job, event, response, first == 1),
        }
    }

    fn put(&self, slot: u32, entry: Option<Rc<Entry<R>>>) {
        self.entries.put(slot, entry);
    }
}

/// Sets the timer of a slot for `until`, or for a piece of that wait, and notes when it is due. Where setTimeout fails, the host
/// reports `Broke` before this returns.
#[inline(never)]
fn set_timer(slot: u32, due: &Cell<Instant>, until: Instant, now: Instant) {
    let at = until.timer_due(now);
    due.set(at);
    call_host::sleep(slot, at.saturating_duration_since(now).as_millis_f64());
}

/// Tells the host about the endpoints that the core lists.
fn register_endpoints() {
    for endpoint in Endpoint::ALL {
        let number = endpoint as u32;
        fetch::register_endpoint(number, endpoint.method(), endpoint.suffix());
        for field in endpoint.required_fields() {
            fetch::require_field(number, field);
        }
    }
}
