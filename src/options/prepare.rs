//! Prepares a call or a run from its options: its machine, the parts of its requests, and what its record needs.

use alloc::rc::Rc;

use pulse_core::{Endpoint, Instant, Limits, Wait, WaitPlan};
use wasm_bindgen::prelude::*;

use super::headers::Headers;
use super::validator::is_nothing;
use super::{CallSuppliers, ClientOptions, Validator, base_url, bulk};
use crate::driver::{Call, RequestParts, Run, Target, job_path};
use crate::host::options::query;
use crate::host::{bulk::attach_source, fetch};

/// What a call does.
#[derive(Clone, Copy)]
pub enum CallKind {
    /// One request with its retries.
    Once(Endpoint),
    /// Polls until the job has ended.
    Wait,
    /// Cancels, then polls until the job has ended.
    CancelAndWait,
}

/// What a run does to each job.
#[derive(Clone, Copy)]
pub enum RunKind {
    /// Cancels it.
    Cancel,
    /// Gets its state.
    Status,
    /// Polls until it has ended.
    Wait,
}

/// Prepares a call of `kind`.
///
/// # Errors
/// A validation error for the first thing that is wrong.
pub fn prepare_call(
    client: &Rc<ClientOptions>,
    slot: u32,
    kind: CallKind,
    job_id: JsValue,
    options: &JsValue,
    now: Instant,
    mut validator: Validator,
) -> Result<Call<CallSuppliers>, JsValue> {
    let request = RequestOptions::read(client, options, &mut validator);
    let key = request.headers.key.as_ref();
    let id = match job_path(slot, job_id, key.unwrap_or(&client.state.target.key)) {
        Ok((_, id)) => id,
        Err(problem) => {
            validator.refuse(problem);
            JsValue::UNDEFINED
        }
    };
    let (limits, prepare) = (request.limits, request.asks);
    let (mut wait, tells_outcome) = match kind {
        CallKind::Once(endpoint) => (Wait::once(endpoint, limits, now, prepare), false),
        CallKind::Wait | CallKind::CancelAndWait => {
            let cancel = matches!(kind, CallKind::CancelAndWait);
            let plan = WaitPlan {
                cancel,
                interval: validator.interval(options),
                cancel_on_abort: validator.choice(options, "cancelOnAbort", false),
            };
            (Wait::new(plan, limits, now, prepare), cancel)
        }
    };
    let (parts, is_aborted) = request.apply(slot, &mut validator);
    if is_aborted {
        wait.abort(now);
    }
    validator.finish()?;
    Ok(Call::new(slot, parts, id, wait, tells_outcome))
}

/// Prepares a run of `kind` over `ids`.
///
/// # Errors
/// A validation error for the first thing that is wrong.
pub fn prepare_run(
    client: &Rc<ClientOptions>,
    slot: u32,
    kind: RunKind,
    ids: &JsValue,
    options: &JsValue,
) -> Result<Run<CallSuppliers>, JsValue> {
    let mut validator = Validator::begin();
    let finite = attach_source(slot, ids);
    let request = RequestOptions::read(client, options, &mut validator);
    let (limits, prepare) = (request.limits, request.asks);
    let options = bulk::read(slot, kind, options, limits, prepare, finite, &mut validator);
    let (parts, is_aborted) = request.apply(slot, &mut validator);
    let run = Run::new(slot, parts, options);
    if is_aborted {
        run.abort();
    }
    validator.finish()?;
    Ok(run)
}

/// The options of one call over its client's.
struct RequestOptions<'a> {
    client: &'a Rc<ClientOptions>,
    options: &'a JsValue,
    /// Whether the call has options of its own.
    is_given: bool,
    headers: Headers,
    limits: Limits,
    query: JsValue,
    /// Whether suppliers are to be called.
    asks: bool,
}

impl<'a> RequestOptions<'a> {
    fn read(
        client: &'a Rc<ClientOptions>,
        options: &'a JsValue,
        validator: &mut Validator,
    ) -> Self {
        let mut read = Self {
            client,
            options,
            is_given: !is_nothing(options),
            headers: Headers::default(),
            limits: client.limits,
            query: JsValue::UNDEFINED,
            asks: client.asks,
        };
        if read.is_given {
            if !options.is_object() {
                validator.refuse("the request options must be an object");
            }
            read.headers = Headers::read(options, validator);
            read.limits = validator.limits(options, read.limits);
            read.query = query(&validator.option(options, "queryParams"));
            read.asks |= read.headers.asks;
        }
        read
    }

    /// Adds to the record what is not the default. Returns what the requests are made of, and whether the signal has aborted.
    fn apply(
        self,
        slot: u32,
        validator: &mut Validator,
    ) -> (Rc<RequestParts<CallSuppliers>>, bool) {
        let client = self.client;
        let mut target = Rc::clone(&client.state.target);
        let undefined = JsValue::UNDEFINED;
        let (mut mine, mut theirs) = (&client.headers.pairs, &self.headers.pairs);
        if self.asks {
            (mine, theirs) = (&undefined, &undefined);
        } else if let Some(key) = &self.headers.key {
            base_url::judge(client.keyless, key, validator);
            target = Rc::new(Target {
                key: key.clone(),
                prefix: target.prefix.clone(),
            });
        }
        // A call that is refused touches neither its signal nor the client's logger.
        let signal = &client.signal;
        let is_aborted = (self.is_given || client.is_custom)
            && validator.is_fine()
            && fetch::apply_options(
                slot,
                &client.fetch,
                &client.observer,
                signal,
                mine,
                theirs,
                self.options,
            );
        let parts = RequestParts {
            limits: self.limits,
            query: self.query,
            resolver: CallSuppliers {
                client: Rc::clone(client),
                headers: self.headers,
            },
            asks: self.asks,
            target,
        };
        (Rc::new(parts), is_aborted)
    }
}
