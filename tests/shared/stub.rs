//! A fetch function that answers what a test says, and keeps what it was given.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_net::http::Response;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;

/// One request as fetch was given it.
pub struct Sent {
    pub url: String,
    pub method: String,
    pub redirect: String,
    pub signal: JsValue,
    headers: JsValue,
}

impl Sent {
    /// The last segment of its path.
    pub fn job_id(&self) -> &str {
        self.url.rsplit('/').next().unwrap_or_default()
    }

    pub fn is_aborted(&self) -> bool {
        get(&self.signal, "aborted").is_truthy()
    }

    pub fn header(&self, name: &str) -> Option<String> {
        get(&self.headers, name).as_string()
    }
}

fn get(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).expect("a property")
}

/// The stub.
pub struct Stub {
    calls: Rc<RefCell<Vec<Rc<Sent>>>>,
    function: Function,
}

impl Stub {
    /// `answer` is told how many requests there have been.
    pub fn new(answer: impl Fn(usize) -> Result<JsValue, JsValue> + 'static) -> Self {
        Self::of(move |_, number| answer(number))
    }

    /// `answer` is told of the request, and how many there have been.
    pub fn of(answer: impl Fn(&Sent, usize) -> Result<JsValue, JsValue> + 'static) -> Self {
        let calls: Rc<RefCell<Vec<Rc<Sent>>>> = Rc::default();
        let seen = Rc::clone(&calls);
        let fetch =
            Closure::<dyn Fn(String, JsValue) -> Promise>::new(move |url, init: JsValue| {
                let sent = Sent {
                    url,
                    method: get(&init, "method").as_string().unwrap_or_default(),
                    redirect: get(&init, "redirect").as_string().unwrap_or_default(),
                    signal: get(&init, "signal"),
                    headers: get(&init, "headers"),
                };
                let sent = Rc::new(sent);
                seen.borrow_mut().push(Rc::clone(&sent));
                let number = seen.borrow().len();
                match answer(&sent, number) {
                    Ok(response) => Promise::resolve(&response),
                    Err(error) => Promise::reject(&error),
                }
            });
        Self {
            calls,
            function: fetch.into_js_value().unchecked_into(),
        }
    }

    pub fn function(&self) -> Function {
        self.function.clone()
    }

    pub fn calls(&self) -> Vec<Rc<Sent>> {
        self.calls.borrow().clone()
    }
}

/// A JSON response.
pub fn answer(status: u16, body: &str) -> Result<JsValue, JsValue> {
    with_header(status, "content-type", "application/json", body)
}

/// An error response with one header.
pub fn failing(status: u16, name: &str, value: &str) -> Result<JsValue, JsValue> {
    with_header(status, name, value, "")
}

fn with_header(status: u16, name: &str, value: &str, body: &str) -> Result<JsValue, JsValue> {
    let response = Response::builder()
        .status(status)
        .header(name, value)
        .body(Some(body));
    let response: web_sys::Response = response
        .map_err(|error| JsError::new(&error.to_string()))?
        .into();
    Ok(response.into())
}

/// What DELETE answers for a job that can be cancelled.
pub fn cancelled(job_id: &str) -> Result<JsValue, JsValue> {
    let body = format!(r#"{{"job_id":"{job_id}","message":"Job cancelled successfully"}}"#);
    answer(200, &body)
}

/// What GET answers for a job.
pub fn state(job_id: &str, status: &str) -> Result<JsValue, JsValue> {
    let created = "2026-01-01T00:00:00Z";
    let body = format!(r#"{{"job_id":"{job_id}","status":"{status}","created_at":"{created}"}}"#);
    answer(200, &body)
}

/// A response that never comes.
pub fn never() -> Result<JsValue, JsValue> {
    Ok(Promise::new(&mut |_, _| {}).into())
}
