//! A client's calls: opened with the host, prepared from their options, handed to the driver.

use alloc::rc::Rc;
use alloc::string::String;

use wasm_bindgen::prelude::*;

use crate::host::{bulk, call, options::job_id_of, settle};
use crate::module::with_driver;
use crate::options::{CallKind, ClientOptions, RunKind, Validator, prepare_call, prepare_run};

/// What the classes and the typed API have in common: a client's options, and how its calls begin.
#[derive(Clone)]
pub struct ClientCore {
    options: Rc<ClientOptions>,
}

/// A call or a run that has begun.
pub struct Begun {
    /// Its slot in the host's table.
    #[cfg(feature = "typed")]
    pub slot: u32,
    /// What the caller gets: a call's promise, or a run's `BulkCancellation`.
    pub promise: JsValue,
}

/// How a caller names a job.
#[derive(Clone, Copy)]
pub enum JobOf<'a> {
    /// By its id.
    #[cfg_attr(
        all(feature = "small", not(feature = "typed"), target_arch = "wasm32"),
        expect(dead_code, reason = "the npm package passes an object")
    )]
    Id(&'a JsValue),
    /// By an object with the property `jobId`.
    #[cfg_attr(
        not(feature = "class"),
        expect(dead_code, reason = "only JavaScript names jobs so")
    )]
    Request(&'a JsValue),
}

impl ClientCore {
    /// A client with these options; `own_key` is a key that does not come from them.
    ///
    /// # Errors
    /// A validation error for an option that can be checked at once.
    pub fn new(options: &JsValue, own_key: Option<String>) -> Result<Self, JsValue> {
        let options = Rc::new(ClientOptions::read(options, own_key)?);
        Ok(Self { options })
    }

    /// Begins a call. Whatever is wrong rejects its promise.
    pub fn call(&self, kind: CallKind, job: JobOf<'_>, options: &JsValue) -> Begun {
        let validator = Validator::begin();
        let job_id = match job {
            JobOf::Id(id) => id.clone(),
            JobOf::Request(request) => job_id_of(request),
        };
        with_driver(|driver| {
            let slot = call::open_call(&driver.exports(), &job_id);
            // Taken now: a call that is refused leaves the table at once.
            let promise = call::promise_of(slot);
            let now = self.options.state.now(Default::default());
            match prepare_call(&self.options, slot, kind, job_id, options, now, validator) {
                Ok(call) => driver.start_call(call, now),
                Err(error) => settle::reject(slot, &error),
            }
            Begun {
                #[cfg(feature = "typed")]
                slot,
                promise,
            }
        })
    }

    /// Begins a run over `ids`. Whatever is wrong rejects what the caller holds of it.
    pub fn run(&self, kind: RunKind, ids: &JsValue, options: &JsValue) -> Begun {
        with_driver(|driver| {
            let cancels = matches!(kind, RunKind::Cancel);
            let slot = bulk::open_run(&driver.exports(), cancels);
            let promise = bulk::handle_of(slot);
            match prepare_run(&self.options, slot, kind, ids, options) {
                Ok(run) => driver.start_run(run),
                Err(error) => settle::reject(slot, &error),
            }
            Begun {
                #[cfg(feature = "typed")]
                slot,
                promise,
            }
        })
    }
}
