//! Readies one call: its machine, its path, its parts, and beside its record what is not the default.

use alloc::rc::Rc;

use pulse_core::{Call, Duration, Endpoint, Limits, Plan, Wait};
use wasm_bindgen::prelude::*;

use super::headers::Supplied;
use super::{
    ClientOptions, Headers, base, bulk, choice, invalid, is_nothing, key, limits, option, seconds,
};
use crate::driver::{self, Job, Parts, Pending, Recipe, Task, job_path, kind};
use crate::fetch;
use crate::values::Array;

#[wasm_bindgen(module = "/src/js/options.js")]
extern "C" {
    /// `?` and the query, or undefined for none.
    #[wasm_bindgen(catch)]
    fn query(params: &JsValue) -> Result<Option<alloc::string::String>, JsValue>;
}

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
    let mut headers = Headers::default();
    let mut call_limits = client.limits;
    if !is_nothing(options) {
        if !options.is_object() {
            return invalid("the request options must be an object");
        }
        headers = Headers::read(options)?;
        call_limits = limits(options, client.limits)?;
        if let Some(query) = query(&option(options, "queryParams")?)? {
            path = JsValue::from_str(&(path.as_string().unwrap_or_default() + &query));
        }
    }
    let asks = client.key.is_some() || client.base.is_some() || client.headers.asks || headers.asks;
    let mut task = task(kind, slot, call_limits, options, asks)?;
    let mut own = None;
    let undefined = JsValue::UNDEFINED;
    let (mut mine, mut theirs) = (&client.headers.pairs, &headers.pairs);
    if asks {
        (mine, theirs) = (&undefined, &undefined);
    } else if let Some(key) = &headers.key {
        base::judge(client.keyless, key)?;
        own = Some(Parts {
            key: key.clone(),
            ..client.origin.parts.clone()
        });
    }
    if options.is_object()
        || !client.fetch.is_undefined()
        || mine.is_object()
        || client.origin.observed
    {
        match fetch::equip(slot, &client.fetch, &client.observer, mine, theirs, options) {
            0 => {}
            1 => task.abort(),
            2 => return invalid("abortSignal must be an AbortSignal"),
            3 => return invalid("onUpdate must be a function"),
            5 => return invalid("keepalive must be true or false"),
            _ => return invalid("the request options could not be read"),
        }
    }
    let recipe = asks.then(|| {
        let client = Rc::clone(client);
        Rc::new(CallRecipe { client, headers })
    });
    Ok(Pending::new(&client.origin, slot, task, path, recipe, own))
}

fn task(
    kind: u32,
    slot: u32,
    limits: Limits,
    options: &JsValue,
    prepare: bool,
) -> Result<Task, JsValue> {
    let now = driver::now();
    let endpoint = match kind {
        kind::CANCEL => Endpoint::CancelJob,
        kind::GET => Endpoint::GetJob,
        _ => {
            let interval = seconds(options, "pollIntervalInSeconds", INTERVAL)?;
            if !interval.is_finite() {
                return invalid("pollIntervalInSeconds must be finite");
            }
            if kind >= kind::BULK {
                let finite = kind == kind::BULK_FINITE;
                let options = bulk::read(slot, options, limits, interval, prepare, finite)?;
                return Ok(Task::Job(Job::whole(slot, options)));
            }
            let cancel = kind == kind::CANCEL_AND_WAIT;
            let plan = Plan {
                cancel,
                cancel_on_abort: choice(options, "cancelOnAbort", false)?,
                interval,
            };
            return Ok(Task::Wait(Wait::new(plan, limits, now, prepare), cancel));
        }
    };
    Ok(Task::Call(Call::new(endpoint, limits, now, prepare)))
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
        for supplier in [&self.client.key, &self.client.base].into_iter().flatten() {
            all.push(supplier);
        }
        self.client.headers.list_suppliers(&all);
        self.headers.list_suppliers(&all);
        all.into()
    }

    fn parts(&self, slot: u32, supplied: &JsValue) -> Result<Parts, JsValue> {
        let mut supplied = Supplied::new(supplied);
        let client = &self.client;
        let mut parts = client.origin.parts.clone();
        if client.key.is_some() {
            parts.key = key::check(supplied.next().as_string())?;
        }
        let mut keyless = client.keyless;
        if client.base.is_some() {
            let base = base::parse(supplied.next().as_string(), client.allow_insecure)?;
            (parts.prefix, keyless) = (base.prefix, base.keyless);
        }
        let mine = client.headers.resolved(&mut supplied)?;
        let theirs = self.headers.resolved(&mut supplied)?;
        match theirs.key.or(mine.key) {
            Some(key) => parts.key = key,
            // An x-api-key that was promised by a supplier, and did not come.
            None if client.needs_key => return invalid(key::MISSING),
            None => {}
        }
        fetch::set_headers(slot, &mine.pairs, &theirs.pairs);
        base::judge(keyless, &parts.key)?;
        Ok(parts)
    }
}
