//! Readies one call: its machine, its path, its parts, and beside its record what is not the default.

use alloc::rc::Rc;

use pulse_core::{Duration, Endpoint, Limits, Wait, WaitPlan};
use wasm_bindgen::prelude::*;

use super::headers::Supplied;
use super::{Array, ClientOptions, Headers, Problem, base, bulk, is_nothing, key, query};
use crate::driver::{self, Job, Parts, Pending, Recipe, Task, job_path, kind};
use crate::fetch;
use crate::values::joined;

/// The first interval between two polls, unless a call sets its own.
const INTERVAL: Duration = Duration::from_secs(1);

/// Readies a call of `kind`. Of a bulk run there is no job id yet.
pub fn ready(
    client: &Rc<ClientOptions>,
    slot: u32,
    kind: u32,
    job_id: &JsValue,
    options: &JsValue,
) -> Result<Pending<CallRecipe>, JsValue> {
    let mut path = match kind < kind::BULK {
        true => job_path(job_id)?.1,
        false => JsValue::UNDEFINED,
    };
    let mut problem = Problem::none();
    let mut headers = Headers::default();
    let mut limits = client.limits;
    let given = !is_nothing(options);
    if given {
        if !options.is_object() {
            problem.refuse("the request options must be an object");
        }
        headers = Headers::read(options, &mut problem);
        limits = problem.limits(options, limits);
        let params = problem.option(options, "queryParams");
        path = joined(&path, &query(&params));
    }
    let asks = client.asks || headers.asks;
    let mut task = task(kind, slot, limits, options, asks, &mut problem);
    let mut parts = Rc::clone(&client.origin.parts);
    let undefined = JsValue::UNDEFINED;
    let (mut mine, mut theirs) = (&client.headers.pairs, &headers.pairs);
    if asks {
        (mine, theirs) = (&undefined, &undefined);
    } else if let Some(key) = &headers.key {
        base::judge(client.keyless, key, &mut problem);
        parts = Rc::new(Parts {
            key: key.clone(),
            prefix: parts.prefix.clone(),
        });
    }
    // A refused call touches neither its signal nor the client's logger.
    if (given || client.equips)
        && problem.is_none()
        && fetch::equip(slot, &client.fetch, &client.observer, mine, theirs, options)
    {
        task.abort();
    }
    let recipe = asks.then(|| {
        let client = Rc::clone(client);
        Rc::new(CallRecipe { client, headers })
    });
    problem.unless(Pending::new(
        &client.origin,
        slot,
        task,
        path,
        recipe,
        parts,
    ))
}

fn task(
    kind: u32,
    slot: u32,
    limits: Limits,
    options: &JsValue,
    prepare: bool,
    problem: &mut Problem,
) -> Task {
    let now = driver::now();
    let endpoint = match kind {
        kind::CANCEL => Endpoint::CancelJob,
        kind::GET => Endpoint::GetJob,
        _ => {
            let interval = problem.seconds(options, "pollIntervalInSeconds", INTERVAL);
            if !interval.is_finite() {
                problem.refuse("pollIntervalInSeconds must be finite");
            }
            if kind >= kind::BULK {
                let finite = kind == kind::BULK_FINITE;
                let options = bulk::read(slot, options, limits, interval, prepare, finite, problem);
                return Task::Job(Job::whole(slot, options));
            }
            let cancel = kind == kind::CANCEL_AND_WAIT;
            let plan = WaitPlan {
                cancel,
                cancel_on_abort: problem.choice(options, "cancelOnAbort"),
                interval,
            };
            return Task::Wait(Wait::new(plan, limits, now, prepare), cancel);
        }
    };
    Task::Wait(Wait::once(endpoint, limits, now, prepare), false)
}

/// What a call asks, and how it takes the answers.
pub struct CallRecipe {
    client: Rc<ClientOptions>,
    /// The call's own headers.
    headers: Headers,
}

impl Recipe for CallRecipe {
    fn suppliers(&self) -> JsValue {
        let all = Array::new();
        for supplier in [&self.client.key, &self.client.base] {
            if supplier.is_function() {
                all.push(supplier);
            }
        }
        self.client.headers.list_suppliers(&all);
        self.headers.list_suppliers(&all);
        all.into()
    }

    fn parts(&self, slot: u32, supplied: &JsValue) -> Result<Parts, JsValue> {
        let mut supplied = Supplied::new(supplied);
        let mut problem = Problem::none();
        let client = &self.client;
        let mut parts = (*client.origin.parts).clone();
        if client.key.is_function() {
            parts.key = key::check(supplied.next().as_string(), &mut problem);
        }
        let mut keyless = client.keyless;
        if client.base.is_function() {
            let text = supplied.next().as_string();
            let base = base::parse(text, client.allow_insecure, &mut problem);
            (parts.prefix, keyless) = (base.prefix, base.keyless);
        }
        let mine = client.headers.resolved(&mut supplied, &mut problem);
        let theirs = self.headers.resolved(&mut supplied, &mut problem);
        match theirs.key.or(mine.key) {
            Some(key) => parts.key = key,
            // An x-api-key that was promised by a supplier, and did not come.
            None if client.needs_key => problem.refuse(key::MISSING),
            None => {}
        }
        fetch::set_headers(slot, &mine.pairs, &theirs.pairs);
        base::judge(keyless, &parts.key, &mut problem);
        problem.unless(parts)
    }
}
